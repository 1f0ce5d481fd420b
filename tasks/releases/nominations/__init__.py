"""Featuring nominations: the form, and creating, changing, submitting, removing, archiving and listing them."""
