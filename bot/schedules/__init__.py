"""What users type, press and submit about schedules."""
