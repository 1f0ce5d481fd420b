"""What is stored about reviews."""
