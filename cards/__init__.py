"""What people see in Slack: messages, forms and every sentence in them."""
