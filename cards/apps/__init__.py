"""What users see about apps."""
