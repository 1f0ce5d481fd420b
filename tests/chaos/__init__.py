"""Random user actions and failures; at the end, what the bot did is compared with what was requested."""
