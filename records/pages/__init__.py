"""Custom product pages: what a request is about to change."""
