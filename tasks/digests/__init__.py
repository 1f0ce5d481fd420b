"""The jobs about digests."""
