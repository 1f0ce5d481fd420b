"""Jobs: how they are defined, stored, queued and run."""
