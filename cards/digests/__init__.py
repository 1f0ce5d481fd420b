"""What users see about digests."""
