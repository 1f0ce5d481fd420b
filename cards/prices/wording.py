"""The words for prices and their days."""

from datetime import date

from appstore.catalog import territories

DAYS = "Days are Apple's: they begin at midnight Pacific time."


def territory_name(code: str) -> str:
    """Return `Germany (DEU)`, with its code as `--territory` takes it."""
    return f"{territories.name(code)} ({code})" if code in territories.CODES else code


def day_words(day: date) -> str:
    """Return `24 Dec 2026`."""
    return f"{day.day} {day:%b %Y}"


def plain_name(code: str) -> str:
    """Return `Germany`, as the CSV has its code in a column of its own."""
    return territories.name(code)


def territory_count(count: int) -> str:
    """Return `1 territory`, `175 territories`."""
    return f"{count} {'territory' if count == 1 else 'territories'}"
