"""The jobs about uploads."""
