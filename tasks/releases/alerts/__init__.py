"""Tells channels about changes of releases."""
