"""The words for days, units and money."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from appstore.catalog import territories
from appstore.sales.product_types import SOLD, Kind
from appstore.sales.totals import Totals
from cards.blocks import join_words, plural

_KINDS = {
    Kind.FIRST_DOWNLOAD: ("first download", "first downloads"),
    Kind.BUNDLE: ("bundle", "bundles"),
    Kind.IN_APP_PURCHASE: ("in-app purchase", "in-app purchases"),
    Kind.SUBSCRIPTION: ("subscription", "subscriptions"),
    Kind.OTHER: ("unit of a type that I don't know", "units of types that I don't know"),
    Kind.REDOWNLOAD: ("redownload", "redownloads"),
    Kind.UPDATE: ("update", "updates"),
    Kind.RESTORED: ("restored purchase", "restored purchases"),
}
UNCOUNTED = tuple(kind for kind in Kind if kind not in SOLD)


def day_words(day: date) -> str:
    """Return `Sat 28 Nov 2026`."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def days_words(days: Sequence[date]) -> str:
    """Return `26 Nov, 27 Nov and 28 Nov 2026`; a year after its last day."""
    last = {day.year: day for day in days}
    return join_words([f"{day.day} {day:%b}" + (f" {day:%Y}" if last[day.year] == day else "") for day in days])


def span_words(first: date, last: date) -> str:
    """Return the day, or `30 Oct to 28 Nov 2026 (30 days)`."""
    if first == last:
        return day_words(first)
    year = f" {first:%Y}" if first.year != last.year else ""
    return f"{first.day} {first:%b}{year} to {last.day} {last:%b %Y} ({(last - first).days + 1} days)"


def territory_name(code: str) -> str:
    """Return `Germany`, with its code as `--territory` takes it."""
    return f"{territories.name(code)} ({code})" if code in territories.CODES else code or "no territory"


def money(amount: Decimal, currency: str) -> str:
    """Return `1,204.40 USD`, with a minus sign if less than nothing."""
    return f"{amount:,.2f} {currency}".replace("-", "−")


def sums(amounts: Mapping[str, Decimal], most: int | None = None) -> str:
    """Return the amount of each currency, or of the first `most`; `none` without any."""
    shown = [money(amount, currency) for currency, amount in list(amounts.items())[:most]]
    rest = len(amounts) - len(shown)
    return ", ".join([*shown, *([f"and {plural(rest, 'more amount')}"] if rest else [])]) or "none"


def units(counts: Totals, kinds: Sequence[Kind]) -> list[str]:
    """Return `1,204 first downloads` for each kind that there is."""
    found = [(kind, counts.units.get(kind, 0)) for kind in kinds]
    return [f"{count:,} {_KINDS[kind][count != 1]}" for kind, count in found if count]


def change(now: Decimal | int, before: Decimal | int) -> str:
    """Return `, +13 %` or `, −5 %`; nothing where there was nothing before."""
    if not before:
        return ""
    percent = f"{(Decimal(now) / Decimal(before) - 1) * 100:+.0f} %"
    return f", {percent.replace('-', '−')}"
