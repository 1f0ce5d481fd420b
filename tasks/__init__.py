"""What happens because somebody asked: jobs, the worker and the clock."""
