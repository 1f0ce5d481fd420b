"""What users see about reviews."""
