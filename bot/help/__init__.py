"""The help, and what a user can do here."""
