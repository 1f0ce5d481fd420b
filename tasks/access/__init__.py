"""The jobs about access."""
