"""The wording of the self-test."""
