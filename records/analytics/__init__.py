"""What is stored of analytics reports."""
