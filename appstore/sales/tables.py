"""Reads the table of a sales report, line by line: a report covers all apps of a vendor and may be large."""

import gzip
import io
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import itemgetter

from appstore.catalog import territories
from appstore.errors import AppStoreError
from appstore.sales.product_types import Kind, kind_of

# Bytes of an unpacked report; a year of a large vendor has less.
MOST_UNPACKED = 500_000_000
LONGEST_LINE = 100_000
_GZIP = b"\x1f\x8b"
_NEEDED = (
    "SKU", "Title", "Product Type Identifier", "Units", "Developer Proceeds", "Country Code", "Currency of Proceeds",
    "Apple Identifier", "Parent Identifier",
)  # fmt: skip


class UnreadableReport(AppStoreError):  # noqa: N818 - like the others, it says what happened
    """A report is damaged or too large, or lacks columns (`missing`): nothing of it may be shown.

    `day` is the last one of the report, None until it is known.
    """

    def __init__(self, detail: str, missing: Sequence[str] = ()) -> None:
        super().__init__("GET /v1/salesReports", detail=detail)
        self.missing = tuple(missing)
        self.day: date | None = None


@dataclass(frozen=True)
class OwnApp:
    """The app whose rows are read: its Apple id, and the SKU that its purchases name as their parent."""

    id: str
    sku: str


@dataclass(frozen=True, kw_only=True)
class SaleLine:
    """What an app sold of a product in a territory for a currency ("" where no money was made).

    `units` and `proceeds` are without refunds; `refunds` (units) and `refunded` (money) are positive.
    """

    product: str
    sku: str
    apple_id: str
    kind: Kind
    territory: str
    currency: str
    units: int = 0
    refunds: int = 0
    proceeds: Decimal = Decimal()
    refunded: Decimal = Decimal()


@dataclass(frozen=True, kw_only=True)
class SalesReport:
    """What an app sold in the days of a report. `skipped` counts its rows that can't be read."""

    lines: tuple[SaleLine, ...] = ()
    skipped: int = 0


# The product, its SKU and Apple id, the kind, the territory and the currency; and its units and money.
_Name = tuple[str, str, str, Kind, str, str]
_Sums = dict[_Name, tuple[int, int, Decimal, Decimal]]


def read(packed: bytes, app: OwnApp, most: int = MOST_UNPACKED) -> SalesReport:
    """Return the rows of an app in a report, summed by product, territory and currency. Raises UnreadableReport."""
    lines = _lines(packed, most)
    columns = _columns(next(lines, ""))
    owner = itemgetter(columns["Apple Identifier"], columns["Parent Identifier"])
    parents = {app.id, app.sku} - {""}
    sums: _Sums = {}
    skipped = 0
    for line in lines:
        cells = line.split("\t")
        try:
            apple_id, parent = owner(cells)
            if apple_id.strip() == app.id or parent.strip() in parents:
                _add_row(sums, {name: cells[position].strip() for name, position in columns.items()})
        except (IndexError, ValueError, ArithmeticError):
            skipped += bool(line.strip())
    return _report(sums, skipped)


def merged(reports: Sequence[SalesReport]) -> SalesReport:
    """Return reports of different days as one."""
    sums: _Sums = {}
    for line in (line for report in reports for line in report.lines):
        name = (line.product, line.sku, line.apple_id, line.kind, line.territory, line.currency)
        _add(sums, name, line.units, line.refunds, line.proceeds, line.refunded)
    return _report(sums, sum(report.skipped for report in reports))


def _report(sums: _Sums, skipped: int) -> SalesReport:
    lines = (
        SaleLine(
            product=product,
            sku=sku,
            apple_id=apple_id,
            kind=kind,
            territory=territory,
            currency=currency,
            units=units,
            refunds=refunds,
            proceeds=proceeds,
            refunded=refunded,
        )
        for (product, sku, apple_id, kind, territory, currency), (units, refunds, proceeds, refunded) in sums.items()
    )
    return SalesReport(lines=tuple(lines), skipped=skipped)


def _lines(packed: bytes, most: int) -> Iterator[str]:
    """Yield the lines; a proxy may have unpacked the file already."""
    file = gzip.GzipFile(fileobj=io.BytesIO(packed)) if packed.startswith(_GZIP) else io.BytesIO(packed)
    size = 0
    try:
        while line := file.readline(LONGEST_LINE + 1):
            size += len(line)
            if size > most or len(line) > LONGEST_LINE:
                raise UnreadableReport("too large")
            yield line.decode("utf-8-sig").rstrip("\r\n")
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise UnreadableReport("damaged") from error


def _columns(line: str) -> Mapping[str, int]:
    """Return the positions of the needed columns, by name: Apple adds columns, and moves them."""
    if not line.strip():
        raise UnreadableReport("damaged")
    known = {" ".join(name.split()).casefold(): position for position, name in enumerate(line.split("\t"))}
    if missing := [name for name in _NEEDED if name.casefold() not in known]:
        raise UnreadableReport("other columns", missing)
    return {name: known[name.casefold()] for name in _NEEDED}


def _add_row(sums: _Sums, cells: Mapping[str, str]) -> None:
    """Add a row to the sums. Raises ValueError or ArithmeticError if it can't be read."""
    units = int(Decimal(cells["Units"]))
    # Of a refund, the units are negative, and at times the amount per unit is as well.
    amount = abs(Decimal(cells["Developer Proceeds"] or 0)) * abs(units)
    currency = cells["Currency of Proceeds"].upper() if amount else ""
    if not amount.is_finite() or (amount and not re.fullmatch("[A-Z]{3}", currency)):
        raise ValueError
    letters = cells["Country Code"]
    name = (
        cells["Title"] or cells["SKU"],
        cells["SKU"],
        cells["Apple Identifier"],
        kind_of(cells["Product Type Identifier"]),
        territories.find(letters) or letters,
        currency,
    )
    none = Decimal()
    _add(sums, name, max(units, 0), max(-units, 0), amount if units > 0 else none, amount if units < 0 else none)


def _add(sums: _Sums, name: _Name, units: int, refunds: int, proceeds: Decimal, refunded: Decimal) -> None:
    known = sums.get(name, (0, 0, Decimal(), Decimal()))
    sums[name] = (known[0] + units, known[1] + refunds, known[2] + proceeds, known[3] + refunded)
