"""What users see of analytics reports."""
