"""The web server: verification, health, metrics."""
