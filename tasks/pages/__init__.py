"""Custom product pages: shown, created and changed."""
