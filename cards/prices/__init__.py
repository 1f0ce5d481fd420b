"""What users read about prices."""
