"""Whether a version can be submitted: what Apple would refuse, read in a few calls, and decided without any."""
