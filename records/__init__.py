"""What is remembered between two moments, in Redis."""
