"""Webhooks: registered with Apple, received, tried out, and read from Apple's list where they failed."""
