"""Help, prompts, and messages about stale buttons and modals."""
