"""What users read when something fails, by its cause."""
