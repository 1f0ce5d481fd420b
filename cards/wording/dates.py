"""Words for Apple's days, which belong to no time zone of the reader."""

from datetime import date


def day_words(day: date) -> str:
    """Return `December 31, 2026`."""
    return f"{day:%B} {day.day}, {day.year}"


def span_words(start: date, end: date) -> str:
    """Return `November 1 to 7, 2026`, with as much of each day as it takes."""
    if start == end:
        return day_words(end)
    if start.year != end.year:
        return f"{day_words(start)} to {day_words(end)}"
    if start.month != end.month:
        return f"{start:%B} {start.day} to {day_words(end)}"
    return f"{start:%B} {start.day} to {end.day}, {end.year}"
