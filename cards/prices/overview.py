"""What an app costs today and later, as the card and the CSV show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from appstore.catalog import territories
from appstore.prices.schedule import AutomaticPrice, ManualPrice, Price, PriceSchedule


@dataclass(frozen=True)
class TerritoryPrices:
    """The prices of a territory that hold today or later, in order."""

    territory: str
    prices: tuple[Price, ...]
    today: date

    @property
    def current(self) -> Price | None:
        """Today's price; None if the first one begins later."""
        return next((price for price in self.prices if price.holds_on(self.today)), None)

    @property
    def planned(self) -> tuple[Price, ...]:
        """The prices that begin later."""
        return tuple(price for price in self.prices if price.is_planned(self.today))

    @property
    def is_manual(self) -> bool:
        """Whether any of its prices was set by hand."""
        return any(isinstance(price, ManualPrice) for price in self.prices)


@dataclass(frozen=True)
class PriceOverview:
    """The schedule of an app with the prices that follow it: of these `territories` alone, or of all for none."""

    schedule: PriceSchedule
    automatic: tuple[AutomaticPrice, ...]
    today: date
    territories: Sequence[str] = ()

    @property
    def base(self) -> TerritoryPrices:
        """The prices of the base territory."""
        return self._of(self.schedule.base_territory)

    @property
    def is_free(self) -> bool:
        """Whether it costs nothing anywhere, today and later."""
        return not any(price.amount for price in (*self.schedule.manual, *self.automatic) if self._is_due(price))

    @property
    def shown(self) -> tuple[TerritoryPrices, ...]:
        """The territories with a price: the base territory, those set by hand, then those that follow the base."""
        codes = dict.fromkeys(price.territory for price in (*self.schedule.manual, *self.automatic))
        found = [self._of(code) for code in codes if not self.territories or code in self.territories]
        base = self.schedule.base_territory
        found.sort(key=lambda each: (each.territory != base, not each.is_manual, territories.name(each.territory)))
        return tuple(each for each in found if each.prices)

    def _of(self, code: str) -> TerritoryPrices:
        known = [price for price in (*self.schedule.manual, *self.automatic) if price.territory == code]
        due = sorted(filter(self._is_due, known), key=lambda price: price.start or date.min)
        return TerritoryPrices(code, tuple(due), self.today)

    def _is_due(self, price: Price) -> bool:
        return price.end is None or price.end > self.today
