"""What is kept of sales reports."""
