"""The work behind requests: jobs, the worker and the clock."""
