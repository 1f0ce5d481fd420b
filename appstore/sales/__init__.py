"""Sales reports: what Apple reports of downloads, purchases, refunds and proceeds."""
