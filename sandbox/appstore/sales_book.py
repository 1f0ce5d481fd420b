"""What customers bought, by Apple's day, and the sales reports made of it."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")
COLUMNS = (
    "Provider", "Provider Country", "SKU", "Developer", "Title", "Version", "Product Type Identifier", "Units",
    "Developer Proceeds", "Begin Date", "End Date", "Customer Currency", "Country Code", "Currency of Proceeds",
    "Apple Identifier", "Customer Price", "Promo Code", "Parent Identifier", "Subscription", "Period", "Category",
    "CMB", "Device", "Supported Platforms", "Proceeds Reason", "Preserved Pricing", "Client", "Order Type",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """A row of a day: `units` are negative for a refund, `proceeds` is an amount per unit.

    `kind` is Apple's product type identifier, `parent` the SKU of the app that a purchase was made in.
    """

    day: date
    sku: str
    title: str
    kind: str
    units: int
    apple_id: str
    country: str = "US"
    currency: str = "USD"
    proceeds: str = "0"
    parent: str = ""


@dataclass(eq=False, slots=True)
class SalesBook:
    """The sales of all apps of a vendor. `instead` has the bytes of reports that are served as they are."""

    sales: list[Sale] = field(default_factory=list)
    instead: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def report(self, first: date, last: date) -> bytes | None:
        """Returns the report of these days, None without sales."""
        rows = [sale for sale in self.sales if first <= sale.day <= last]
        return gzip.compress(table(rows, first, last).encode()) if rows else None


def table(rows: Iterable[Sale], first: date, last: date) -> str:
    """Returns the rows as Apple writes them, one line each below the names of the columns."""
    return "".join("\t".join(cells) + "\n" for cells in (COLUMNS, *_cells(rows, first, last)))


def _cells(rows: Iterable[Sale], first: date, last: date) -> Iterator[tuple[str, ...]]:
    for row in rows:
        values = {
            "Provider": "APPLE",
            "Provider Country": "US",
            "SKU": row.sku,
            "Developer": "Example",
            "Title": row.title,
            "Product Type Identifier": row.kind,
            "Units": str(row.units),
            "Developer Proceeds": row.proceeds,
            "Begin Date": f"{first:%m/%d/%Y}",
            "End Date": f"{last:%m/%d/%Y}",
            "Customer Currency": row.currency,
            "Country Code": row.country,
            "Currency of Proceeds": row.currency,
            "Apple Identifier": row.apple_id,
            "Customer Price": row.proceeds,
            "Parent Identifier": row.parent,
            "Category": "Weather",
            "Device": "iPhone",
            "Supported Platforms": "iOS",
        }
        yield tuple(values.get(name, " ") for name in COLUMNS)


def today(now: float) -> date:
    """Returns Apple's day, which is that of the US west coast."""
    return datetime.fromtimestamp(now, PACIFIC).date()


_STORES = (("US", "USD", "2.09", 40), ("DE", "EUR", "1.74", 18), ("JP", "JPY", "210", 9), ("GB", "GBP", "1.39", 7))
_PRODUCTS = (("{} Pro (Year)", "yearly", "IAY", "20.99"), ("Moon Pack", "moon", "IA1", "2.09"))


def sample(random: Random, sku: str, name: str, apple_id: str, days: Iterable[date]) -> Iterator[Sale]:
    """Yields what an app may have sold: downloads, updates, purchases, subscriptions, and a few refunds."""
    for day in days:
        for country, currency, proceeds, popularity in _STORES:
            own = {"day": day, "country": country, "currency": currency}
            for kind, share in (("1F", 1.0), ("3F", 0.3), ("7F", 4.0)):
                units = round(popularity * share * random.uniform(0.7, 1.3))
                yield Sale(sku=sku, title=name, kind=kind, units=units, apple_id=apple_id, **own)  # type: ignore[arg-type]
            for number, (title, product, kind, price) in enumerate(_PRODUCTS, 1):
                units = round(popularity / 10 * random.uniform(0.5, 1.5))
                amount = price if currency == "USD" else proceeds
                bought = {
                    "sku": f"{sku}.{product}",
                    "title": title.format(name),
                    "kind": kind,
                    "proceeds": amount,
                    "parent": sku,
                }
                for count in (units, -1 if random.random() < 0.1 else 0):
                    if count:
                        yield Sale(units=count, apple_id=str(int(apple_id) + number), **bought, **own)  # type: ignore[arg-type]


def last_days(last: date, count: int) -> list[date]:
    """Returns the days up to `last`."""
    return [last - timedelta(days=ago) for ago in range(count)]
