"""What all features show: help, prompts, decisions of a releaser, and messages about stale buttons and modals."""
