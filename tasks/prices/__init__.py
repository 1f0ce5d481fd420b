"""The jobs about prices."""
