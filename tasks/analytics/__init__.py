"""The jobs about analytics reports."""
