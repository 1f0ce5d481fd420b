"""Where a request belongs: channels and their apps, roles, and decisions of a releaser."""
