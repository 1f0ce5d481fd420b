"""What users see about access."""
