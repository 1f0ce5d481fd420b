"""What users see about audit."""
