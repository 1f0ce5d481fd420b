"""App Store Connect accounts as the operator sets them, and which of their keys is used."""
