"""What users type about sales."""
