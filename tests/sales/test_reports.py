"""Reading sales reports: the columns by name, money per unit, what can't be read, and which files cover a span."""

from __future__ import annotations

import gzip
from datetime import date
from decimal import Decimal

import pytest

from appstore.sales.days import Frequency, cover, day_period, days, today
from appstore.sales.product_types import Kind, kind_of
from appstore.sales.tables import OwnApp, SaleLine, SalesReport, UnreadableReport, merged, read
from appstore.sales.totals import by, totals
from bot.sales.commands import read_span
from cards.sales.messages import sales
from cards.sales.span import SpanSales
from cards.sales.table import table
from cards.sales.wording import days_words
from records.messages import Message
from tests.support import wording

TIDE = OwnApp("4711", "TIDE")
DAY = date(2025, 3, 12)
COLUMNS = (
    "Apple Identifier", "New Column", "Units", "Parent Identifier", "Country Code", "Currency of Proceeds",
    "Developer Proceeds", "Product Type Identifier", "Title", "SKU",
)  # fmt: skip


def report(*rows: tuple[str, ...]) -> bytes:
    return gzip.compress("\n".join("\t".join(cells) for cells in (COLUMNS, *rows)).encode())


def purchase(
    units: str, proceeds: str, *, parent: str = "TIDE", country: str = "US", currency: str = "USD"
) -> tuple[str, ...]:
    return ("99", "x", units, parent, country, currency, proceeds, "IA1", "Moon Pack", "TIDE.moon")


def test_columns_are_found_by_name_and_amounts_are_per_unit() -> None:
    (line,) = read(report(purchase("3", "2.09"), purchase("-1", "2.09"), purchase("-1", "-2.09")), TIDE).lines
    assert (line.product, line.kind, line.territory) == ("Moon Pack", Kind.IN_APP_PURCHASE, "USA")
    assert (line.units, line.proceeds, line.refunds, line.refunded) == (3, Decimal("6.27"), 2, Decimal("4.18"))


def test_only_the_app_and_its_purchases_count() -> None:
    own = ("4711", "", "7", " ", "DE", "EUR", "0", "1F", "Tide", "TIDE")
    other = ("4712", "", "9", " ", "DE", "EUR", "0", "1F", "Kettle", "KETTLE")
    found = read(report(own, other, purchase("2", "1", parent="KETTLE")), TIDE)
    assert [(line.product, line.units, line.currency) for line in found.lines] == [("Tide", 7, "")]


def test_an_app_without_sku_owns_no_purchase_without_parent() -> None:
    assert read(report(purchase("2", "1", parent="")), OwnApp("4711", "")).lines == ()


@pytest.mark.parametrize(
    "row",
    [
        ("4711", "too short"),
        purchase("many", "2.09"),
        purchase("1", "NaN"),
        purchase("Infinity", "2.09"),
        purchase("1", "2,09"),
        purchase("1", "2.09", currency="?"),
    ],
)
def test_rows_that_cannot_be_read_are_skipped_and_counted(row: tuple[str, ...]) -> None:
    found = read(report(row, purchase("1", "2.09")), TIDE)
    assert (len(found.lines), found.skipped) == (1, 1)


@pytest.mark.parametrize("packed", [b"", report(purchase("1", "1"))[:-12], b"\x1f\x8bnonsense"])
def test_a_damaged_report_is_not_read(packed: bytes) -> None:
    with pytest.raises(UnreadableReport):
        read(packed, TIDE)


def test_missing_columns_are_named() -> None:
    with pytest.raises(UnreadableReport) as caught:
        read(gzip.compress(b"Units\tSKU\n1\tTIDE\n"), TIDE)
    assert "Developer Proceeds" in caught.value.missing


def test_a_report_is_unpacked_up_to_a_limit() -> None:
    bomb = report(*[purchase("1", "1")] * 100, ("x" * 200_000,))
    with pytest.raises(UnreadableReport, match="too large"):
        read(bomb, TIDE)
    with pytest.raises(UnreadableReport, match="too large"):
        read(report(*[purchase("1", "1")] * 100), TIDE, most=1000)


def test_a_report_that_a_proxy_has_unpacked_is_read() -> None:
    assert read(gzip.decompress(report(purchase("1", "1"))), TIDE).lines


@pytest.mark.parametrize(
    ("identifier", "kind"),
    [
        ("1", Kind.FIRST_DOWNLOAD),
        ("f1", Kind.FIRST_DOWNLOAD),
        ("1EU", Kind.FIRST_DOWNLOAD),
        ("1-B", Kind.BUNDLE),
        ("3F", Kind.REDOWNLOAD),
        ("F7", Kind.UPDATE),
        ("FI1", Kind.IN_APP_PURCHASE),
        ("IA3", Kind.RESTORED),
        ("IA9-M", Kind.IN_APP_PURCHASE),
        ("IAY", Kind.SUBSCRIPTION),
        ("ZZ9", Kind.OTHER),
    ],
)
def test_product_type_identifiers(identifier: str, kind: Kind) -> None:
    assert kind_of(identifier) is kind


def test_currencies_are_never_summed_across() -> None:
    rows = read(report(purchase("2", "0.10"), purchase("1", "0.2", country="DE", currency="EUR")), TIDE).lines
    assert totals(rows).proceeds == {"EUR": Decimal("0.2"), "USD": Decimal("0.20")}
    assert [name for name, _ in by(rows, lambda line: line.territory)] == ["USA", "DEU"]
    twice = merged([SalesReport(lines=rows, skipped=1), SalesReport(lines=rows, skipped=2)])
    assert (totals(twice.lines).proceeds["USD"], twice.skipped) == (Decimal("0.40"), 3)


def test_a_day_is_apples() -> None:
    assert today(1_741_766_400.0) == date(2025, 3, 12), "Wednesday, one in the morning in California"
    assert today(1_741_762_799.0) == date(2025, 3, 11)


def test_days_on_both_sides_of_new_year_have_their_years() -> None:
    assert days_words([date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 1)]) == wording.DAYS_AT_NEW_YEAR


def test_whole_weeks_and_months_are_one_report_each_also_across_a_year() -> None:
    periods = cover(date(2024, 12, 20), date(2025, 2, 12))
    longer = [period.report_date for period in periods if period.frequency is not Frequency.DAILY]
    assert longer == ["2024-12-29", "2025-01", "2025-02-09"]
    covered = [single.first for period in periods for part in period.smaller() for single in part.smaller()]
    assert covered == list(days(date(2024, 12, 20), date(2025, 2, 12)))
    assert {period.frequency for period in cover(date(2025, 3, 3), date(2025, 3, 9))} == {Frequency.DAILY}, (
        "a short span"
    )


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("", "2025-03-11", "2025-03-11"),
        ("yesterday", "2025-03-11", "2025-03-11"),
        ("7d", "2025-03-05", "2025-03-11"),
        ("last 7 days", "2025-03-05", "2025-03-11"),
        ("30d", "2025-02-10", "2025-03-11"),
        ("2025-3-1", "2025-03-01", "2025-03-01"),
        ("2025\u201102\u201128", "2025-02-28", "2025-02-28"),
    ],
)
def test_days_and_spans(words: str, first: str, last: str) -> None:
    assert read_span(words, DAY) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("words", ["today", "2025-03-12", "2025-02-30", "90d", "0d", "march", "2025-03-01 2025-03-02"])
def test_what_is_no_past_day_is_refused(words: str) -> None:
    assert isinstance(read_span(words, DAY), Message)


def test_a_card_with_many_products_fits_and_a_cell_is_no_formula() -> None:
    lines = tuple(
        SaleLine(
            product=f"=<!channel> {number} " + "x" * 100,
            sku=str(number),
            apple_id=str(number),
            kind=Kind.IN_APP_PURCHASE,
            territory=f"T{number}",
            currency=currency,
            units=number,
            proceeds=Decimal(number),
        )
        for number in range(1, 300)
        for currency in (f"C{letter}X" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    )
    span = SpanSales(first=DAY, last=DAY, parts=((day_period(DAY), SalesReport(lines=lines, skipped=1)),))
    shown = sales("Tide", span)
    assert len(shown.text) < 4000
    assert "<!channel>" not in shown.text
    assert "and 289 more, in the CSV" in shown.text
    assert "and 22 more amounts" in shown.text
    assert "1 row of Apple's reports can't be read and was left out" in shown.text
    assert table(span).decode("utf-8-sig").splitlines()[1].split(",")[2].startswith("'=")
