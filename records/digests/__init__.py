"""What is stored about digests."""
