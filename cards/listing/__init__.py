"""What users see about listing."""
