"""Decisions of a releaser: offered to one user, checked again when accepted, and carried out once."""
