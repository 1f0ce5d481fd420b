"""What all features do: find the app and version that a request means, report failures, audit, and decide."""
