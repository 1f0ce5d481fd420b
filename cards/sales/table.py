"""The rows of sales reports as a CSV with exact values."""

from decimal import Decimal

from appstore.texts.tables import csv_of
from cards.sales.span import SpanSales

_COLUMNS = (
    "first day", "last day", "product", "sku", "apple id", "kind", "territory", "currency", "units", "refunds",
    "proceeds", "refunded",
)  # fmt: skip


def table(span: SpanSales) -> bytes:
    """Return a row for each report, product, territory and currency, with exact amounts; refunds are positive."""
    rows = [_COLUMNS]
    for period, report in span.parts:
        for line in sorted(report.lines, key=lambda line: (line.product, line.kind, line.territory, line.currency)):
            product = (line.product, line.sku, line.apple_id, line.kind.value, line.territory, line.currency)
            counts = (str(line.units), str(line.refunds), _exact(line.proceeds), _exact(line.refunded))
            rows.append((period.first.isoformat(), period.last.isoformat(), *product, *counts))
    return csv_of(rows)


def _exact(amount: Decimal) -> str:
    return f"{amount:f}"
