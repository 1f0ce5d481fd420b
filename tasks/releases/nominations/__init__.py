"""Featuring nominations: listing, creating and submitting them."""
