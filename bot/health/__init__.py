"""What `python -m bot --check` examines."""
