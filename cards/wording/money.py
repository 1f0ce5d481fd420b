"""Amounts of money in words."""

from decimal import Decimal

# Currencies in which Apple's prices have no cents.
_WHOLE = frozenset(["CLP", "COP", "HUF", "IDR", "JPY", "KRW", "KZT", "NGN", "PKR", "TWD", "TZS", "VND"])


def price_words(amount: Decimal, currency: str) -> str:
    """Return `4.99 USD`, `1,200 JPY`, or `free`."""
    if not amount:
        return "free"
    is_whole = currency in _WHOLE and amount == amount.to_integral_value()
    return f"{amount:,.0f} {currency}" if is_whole else f"{amount:,.2f} {currency}"
