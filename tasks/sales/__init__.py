"""The jobs about sales."""
