"""The words for prices and their days."""

from datetime import date
from decimal import Decimal

from appstore.catalog import territories

# Currencies in which Apple's prices have no cents.
_WHOLE = frozenset(["CLP", "COP", "HUF", "IDR", "JPY", "KRW", "KZT", "NGN", "PKR", "TWD", "TZS", "VND"])

DAYS = "Days are Apple's: they begin at midnight Pacific time."


def money(amount: Decimal, currency: str) -> str:
    """Return `4.99 USD`, `1,200 JPY`, or `free`."""
    if not amount:
        return "free"
    is_whole = currency in _WHOLE and amount == amount.to_integral_value()
    return f"{amount:,.0f} {currency}" if is_whole else f"{amount:,.2f} {currency}"


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
