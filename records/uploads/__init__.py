"""What is stored about uploads."""
