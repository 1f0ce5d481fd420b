"""The jobs about apps."""
