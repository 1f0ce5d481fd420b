"""What users type, press and submit about audit."""
