"""What features share when they read from Slack and post there."""
