"""Versions and builds: the next version, and what it is submitted with."""
