"""How a request of any origin reaches its command, button or modal."""
