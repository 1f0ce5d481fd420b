"""What every process carries: settings, connections, jobs, logging."""
