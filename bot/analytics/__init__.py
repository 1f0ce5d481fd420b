"""What users type about analytics reports."""
