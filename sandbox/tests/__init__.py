"""about tests."""
