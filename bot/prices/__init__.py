"""What users type about prices."""
