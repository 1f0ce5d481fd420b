"""Sums rows of sales reports: units by kind, money by currency. Currencies are never added to each other."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from appstore.sales.product_types import SOLD, Kind
from appstore.sales.tables import SaleLine


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Units by kind and proceeds by currency, both before refunds, and the refunds as positive numbers."""

    units: Mapping[Kind, int] = field(default_factory=dict)
    proceeds: Mapping[str, Decimal] = field(default_factory=dict)
    refunds: int = 0
    refunded: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def sold(self) -> int:
        """Return the units that count as sold: neither updates nor redownloads."""
        return sum(self.units.get(kind, 0) for kind in SOLD)

    def after_refunds(self) -> Mapping[str, Decimal]:
        """Return the proceeds less what was refunded."""
        currencies = dict.fromkeys((*self.proceeds, *self.refunded))
        zero = Decimal()
        return {name: self.proceeds.get(name, zero) - self.refunded.get(name, zero) for name in currencies}


def totals(lines: Iterable[SaleLine]) -> Totals:
    """Return the sums of these rows; the currencies with the most units come first."""
    lines = tuple(lines)
    popularity = Counter[str]()
    for line in lines:
        popularity[line.currency] += line.units
    units: dict[Kind, int] = {}
    proceeds: dict[str, Decimal] = {}
    refunded: dict[str, Decimal] = {}
    refunds = 0
    for line in sorted(lines, key=lambda line: (-popularity[line.currency], line.currency)):
        refunds += line.refunds
        if line.units:
            units[line.kind] = units.get(line.kind, 0) + line.units
        for sums, amount in ((proceeds, line.proceeds), (refunded, line.refunded)):
            if amount:
                sums[line.currency] = sums.get(line.currency, Decimal()) + amount
    return Totals(units=units, proceeds=proceeds, refunds=refunds, refunded=refunded)


def by(lines: Iterable[SaleLine], name_of: Callable[[SaleLine], str]) -> list[tuple[str, Totals]]:
    """Return the sums for each name, those with the most units sold first."""
    groups: dict[str, list[SaleLine]] = {}
    for line in lines:
        groups.setdefault(name_of(line), []).append(line)
    found = [(name, totals(group)) for name, group in groups.items()]
    return sorted(found, key=lambda entry: (-entry[1].sold, -entry[1].refunds, -sum(entry[1].units.values()), entry[0]))
