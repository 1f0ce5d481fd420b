"""Submitting a version to Apple's review, and withdrawing it."""
