"""What is remembered of releases."""
