"""What users see about releases."""
