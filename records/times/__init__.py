"""Dates, times of day and time zones as users write them."""
