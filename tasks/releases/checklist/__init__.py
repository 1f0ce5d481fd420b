"""The checklist: whether a version can be submitted."""
