"""Experiments with the product page: shown, created, submitted, started and stopped."""
