"""Pending jobs, the leases of workers, and counters."""
