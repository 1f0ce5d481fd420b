"""Releases: the states of an app's versions."""
