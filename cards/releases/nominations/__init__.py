"""Featuring nominations: the form, the list, one nomination with its buttons, and what became of it."""
