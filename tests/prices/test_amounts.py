"""Amounts and percentages as people write them, and the nearest price points."""

from __future__ import annotations

from decimal import Decimal

import pytest

from appstore.prices.amounts import Amount, read_amount, read_percent
from appstore.prices.points import PricePoint, around, nearest


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("4.99", "4.99", ""),
        ("4,99", "4.99", ""),
        ("$4.99", "4.99", "CAD"),
        ("4.99 €", "4.99", "EUR"),
        ("€4,99", "4.99", "EUR"),
        ("USD 5.99", "5.99", "USD"),
        ("5.99usd", "5.99", "USD"),
        ("US$5.99", "5.99", "USD"),
        ("1.299,00", "1299", ""),
        ("1,299.00", "1299", ""),
        ("1,200 JPY", "1200", "JPY"),
        ("¥1200", "1200", "CNY"),
        ("1 299,00 kr", "1299", "NOK"),
        ("1\u202f299,00\u00a0€", "1299", "EUR"),
        ("1'299.00", "1299", ""),
        ("1.234.567", "1234567", ""),
        ("R$ 29,90", "29.9", "BRL"),
        ("4.9", "4.9", ""),
        ("５.９９", "5.99", ""),
        ("free", "0", ""),
        ("0", "0", ""),
        ("0,00 €", "0", "EUR"),
    ],
)
def test_an_amount_is_read_as_it_is_written(text: str, value: str, currency: str) -> None:
    amount = read_amount(text)
    assert amount is not None
    assert amount.value == Decimal(value)
    assert amount.fits(currency or "ANY")
    assert not currency or not amount.fits("SEK" if currency != "NOK" else "EUR")


@pytest.mark.parametrize(
    "text",
    ["", "cheap", "-4.99", "4.99 5.99", "1.2.3", "1,299.000,00", "12345.678", "4.99€$", "12,34,56", "4.99 euros"],
)
def test_what_is_no_amount_is_not_read(text: str) -> None:
    assert read_amount(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("-20%", "-20"), ("\u221220\u00a0%", "-20"), ("–7,5 %", "-7.5"), ("+10%", "10"), ("-100%", "-100")],
)
def test_a_percentage_is_read_with_its_sign(text: str, expected: str) -> None:
    assert read_percent(text) == Decimal(expected)


@pytest.mark.parametrize("text", ["20%", "-20", "%", "-20%%", "--20%", "-2,0,0%"])
def test_a_percentage_without_a_sign_is_not_read(text: str) -> None:
    assert read_percent(text) is None


def points(*amounts: str) -> tuple[PricePoint, ...]:
    return tuple(PricePoint(id=each, territory="USA", amount=Decimal(each), currency="USD") for each in amounts)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("4.99", ["4.99"]),
        ("4.97", ["3.99", "4.99"]),
        ("99", ["9.99"]),
        ("0.1", ["0", "3.99"]),
    ],
)
def test_the_nearest_points_are_offered_or_the_exact_one(amount: str, expected: list[str]) -> None:
    found = around(points("0", "3.99", "4.99", "9.99"), Decimal(amount))
    assert [point.id for point in found] == expected


@pytest.mark.parametrize(
    ("amount", "expected"), [("4.49", "3.99"), ("4.50", "4.99"), ("0.10", "3.99"), ("100", "9.99")]
)
def test_of_two_points_as_near_the_cheaper_one_is_taken_and_never_free(amount: str, expected: str) -> None:
    assert nearest(points("0", "3.99", "4.99", "9.99"), Decimal(amount)).id == expected
    assert nearest(points("0"), Decimal(amount)).id == "0"


def test_an_amount_without_a_sign_fits_every_currency() -> None:
    assert Amount(Decimal(1)).fits("JPY")
    assert not Amount(Decimal(1), ("EUR",)).fits("JPY")
