"""Custom product pages: other screenshots and texts of an app, each behind a URL of its own."""
