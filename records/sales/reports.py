"""Keeps sales reports that Apple no longer amends, the part of one app of each, packed."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from redis import Redis

from appstore.sales.days import Period
from appstore.sales.product_types import Kind
from appstore.sales.reports import Missing
from appstore.sales.tables import SaleLine, SalesReport
from records.keys import DAY, key

# Apple keeps the reports for about a year.
KEPT_SECONDS = 400 * DAY

# A report, or that there were no sales at all.
Kept = SalesReport | Missing


@dataclass(frozen=True)
class KeptReports:
    """Where the reports of an app are: its id, and the vendor number they were fetched with."""

    redis: Redis
    vendor_number: str
    app_id: str

    def get(self, periods: Sequence[Period]) -> dict[Period, Kept]:
        """Return the reports that are kept, in one round trip."""
        found: Any = self.redis.mget([self._key(period) for period in periods]) if periods else []
        return {period: _unpacked(raw) for period, raw in zip(periods, found, strict=True) if raw is not None}

    def put(self, period: Period, kept: Kept) -> None:
        """Keep a report, or that there is none because there were no sales."""
        self.redis.set(self._key(period), _packed(kept), ex=KEPT_SECONDS)

    def _key(self, period: Period) -> str:
        return key("sales", self.vendor_number, self.app_id, period.frequency.value, period.report_date)


def _packed(kept: Kept) -> bytes:
    values = kept.value if isinstance(kept, Missing) else [kept.skipped, list(map(_row, kept.lines))]
    return zlib.compress(json.dumps(values, separators=(",", ":")).encode(), 9)


def _row(line: SaleLine) -> list[str | int]:
    product = [line.product, line.sku, line.apple_id, line.kind.value, line.territory, line.currency]
    return [*product, line.units, line.refunds, str(line.proceeds), str(line.refunded)]


def _unpacked(raw: bytes) -> Kept:
    values = json.loads(zlib.decompress(raw))
    if isinstance(values, str):
        return Missing(values)
    skipped, rows = values
    return SalesReport(lines=tuple(map(_line, rows)), skipped=skipped)


def _line(row: Sequence[Any]) -> SaleLine:
    product, sku, apple_id, kind, territory, currency, units, refunds, proceeds, refunded = row
    return SaleLine(
        product=product,
        sku=sku,
        apple_id=apple_id,
        kind=Kind(kind),
        territory=territory,
        currency=currency,
        units=units,
        refunds=refunds,
        proceeds=Decimal(proceeds),
        refunded=Decimal(refunded),
    )
