"""The jobs about audit."""
