"""The jobs about reviews."""
