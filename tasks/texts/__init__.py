"""Applies changes of texts at Apple, for commands and schedules."""
