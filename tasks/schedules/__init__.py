"""The jobs about schedules."""
