"""What users read about sales."""
