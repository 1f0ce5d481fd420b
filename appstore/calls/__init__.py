"""One call to App Store Connect: sent, read, and tried again."""
