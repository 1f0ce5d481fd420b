"""What users see about uploads."""
