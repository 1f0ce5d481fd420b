"""The jobs about listing."""
