"""What is stored about listing."""
