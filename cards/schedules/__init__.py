"""What users see about schedules."""
