"""Fills the slots of an upload: sends what is missing, waits for Apple, and restores what was there if that fails."""
