"""Reads amounts of money and percentages as people write them."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

# Signs of currencies, and those they may stand for: what Apple's territories pay in.
_SIGNS: dict[str, tuple[str, ...]] = {
    "$": ("USD", "AUD", "CAD", "CLP", "COP", "HKD", "MXN", "NZD", "SGD", "TWD"),
    "€": ("EUR",),
    "£": ("GBP",),
    "¥": ("JPY", "CNY"),
    "₩": ("KRW",),
    "₹": ("INR",),
    "₺": ("TRY",),
    "₽": ("RUB",),
    "₪": ("ILS",),
    "₫": ("VND",),
    "฿": ("THB",),
    "₱": ("PHP",),
    "₦": ("NGN",),
    "₸": ("KZT",),
    "₨": ("PKR",),
    "r$": ("BRL",),
    "us$": ("USD",),
    "a$": ("AUD",),
    "c$": ("CAD",),
    "ca$": ("CAD",),
    "hk$": ("HKD",),
    "mx$": ("MXN",),
    "nz$": ("NZD",),
    "s$": ("SGD",),
    "nt$": ("TWD",),
    "zł": ("PLN",),
    "kč": ("CZK",),
    "kr": ("SEK", "DKK", "NOK"),
    "kr.": ("SEK", "DKK", "NOK"),
    "ft": ("HUF",),
    "lei": ("RON",),
    "лв": ("BGN",),
    "rp": ("IDR",),
    "rm": ("MYR",),
    "元": ("CNY",),
    "円": ("JPY",),
    "원": ("KRW",),
}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_PERCENT = re.compile(r"(?P<sign>[+-])\s*(?P<number>\d{1,4}(?:[.,]\d{1,2})?)\s*%")
_FREE = frozenset({"free", "0"})
# After the last separator of an amount: more digits than cents have are thousands.
_MOST_CENTS = 2
_THOUSANDS = 3


@dataclass(frozen=True)
class Amount:
    """An amount, and the currencies that its sign or code may stand for; none: any."""

    value: Decimal
    currencies: tuple[str, ...] = ()

    def fits(self, currency: str) -> bool:
        """Whether it may be in this currency."""
        return not self.currencies or currency in self.currencies


def read_amount(text: str) -> Amount | None:
    """Read `4.99`, `4,99`, `$4.99`, `4.99 €`, `1.299,00`, `1 299`, `USD 5.99` or `free`; None for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if plain in _FREE:
        return Amount(Decimal(0))
    # Thousands may be set apart by spaces or apostrophes: 1 299, 1'299.
    plain = re.sub(r"(?<=\d)[\s'’](?=\d{3}(?:\D|$))", "", plain)
    found = _NUMBER.search(plain)
    if found is None:
        return None
    currencies = _currencies(plain[: found.start()].strip(), plain[found.end() :].strip())
    value = _number(found[0])
    return None if currencies is None or value is None else Amount(value, currencies)


def read_percent(text: str) -> Decimal | None:
    """Read `-20%`, `+7,5 %`: the change in percent; None for anything else, and without a sign."""
    found = _PERCENT.fullmatch(re.sub("[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFKC", text)).strip())
    return None if found is None else Decimal(f"{found['sign']}{found['number'].replace(',', '.')}")


def _currencies(before: str, after: str) -> tuple[str, ...] | None:
    """Return what the signs around a number stand for, () for none, None if they are not clear."""
    found = [_SIGNS.get(sign) or _code(sign) for sign in (before, after) if sign]
    if not all(found):
        return None
    both = set.intersection(*[set(each) for each in found]) if found else set()
    return tuple(sorted(both)) if both or not found else None


def _code(sign: str) -> tuple[str, ...]:
    return (sign.upper(),) if re.fullmatch("[a-z]{3}", sign) else ()


def _number(digits: str) -> Decimal | None:
    """Return the value of `1.299,00`: the last separator is that of the cents, unless three digits follow it."""
    groups = re.split("[.,]", digits)
    separators = re.findall("[.,]", digits)
    cents = ""
    if separators and len(groups[-1]) <= _MOST_CENTS:
        cents, groups, last = groups[-1], groups[:-1], separators.pop()
        if last in separators:
            return None
    whole, *thousands = groups
    if len(set(separators)) > 1 or any(len(group) != _THOUSANDS for group in thousands):
        return None
    return None if thousands and len(whole) > _THOUSANDS else Decimal(f"{whole}{''.join(thousands)}.{cents or 0}")
