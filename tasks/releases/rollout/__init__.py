"""`release` and `phased`: how a version reaches the users, once Apple has approved it."""
