"""What an app costs: its base territory, the prices that were set by hand, and those that follow the base."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from http import HTTPStatus
from typing import TypedDict

from appstore.client import AppStore, Document, Resource
from appstore.errors import Incomplete, Refused
from appstore.prices import points

KIND, PRICES = "appPriceSchedules", "appPrices"


@dataclass(frozen=True, kw_only=True)
class Price:
    """A price in a territory, from the day `start` until before the day `end`; None for no beginning or end."""

    territory: str
    point_id: str
    amount: Decimal
    currency: str
    start: date | None = None
    end: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is the price on this day."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def is_planned(self, day: date) -> bool:
        """Whether it begins after this day."""
        return self.start is not None and self.start > day


@dataclass(frozen=True)
class ManualPrice(Price):
    """A price that was set by hand."""


@dataclass(frozen=True)
class AutomaticPrice(Price):
    """A price that follows the base territory; Apple may change it on its own."""


class _Fields(TypedDict):
    territory: str
    point_id: str
    amount: Decimal
    currency: str
    start: date | None
    end: date | None


@dataclass(frozen=True, kw_only=True)
class PriceSchedule:
    """The prices of an app. An app that was never priced has no `manual` ones; free is a price of 0."""

    app_id: str
    base_territory: str
    base_currency: str
    manual: tuple[ManualPrice, ...] = ()

    @property
    def is_priced(self) -> bool:
        """Whether a price was ever set."""
        return bool(self.manual)

    def of_territory(self, territory: str) -> tuple[ManualPrice, ...]:
        """Return the prices set by hand in a territory, in order of their days."""
        return tuple(price for price in self.manual if price.territory == territory)

    @property
    def territories(self) -> tuple[str, ...]:
        """The territories with prices set by hand, the base territory first."""
        return tuple(dict.fromkeys(price.territory for price in self.manual))


def read(apple: AppStore, app_id: str) -> PriceSchedule:
    """Read the base territory and all prices set by hand: two calls, and one more for each 200 prices."""
    base = apple.get(f"/v1/{KIND}/{app_id}/baseTerritory").first
    try:
        answer = apple.pages(f"/v1/{KIND}/{app_id}/manualPrices", {"include": "appPricePoint,territory"})
    except Refused as refused:
        if not refused.gone:
            raise
        answer = Document()
    prices = [ManualPrice(**_fields(resource, answer)) for resource in answer.data]
    prices.sort(key=lambda price: (price.territory != base.id, price.territory, price.start or date.min))
    return PriceSchedule(
        app_id=app_id, base_territory=base.id, base_currency=base.text("currency"), manual=tuple(prices)
    )


def automatic(apple: AppStore, app_id: str, territories: Iterable[str] = ()) -> tuple[AutomaticPrice, ...]:
    """Read the prices that follow the base territory, in these territories or in all; none if never priced."""
    codes = ",".join(territories)
    filters: dict[str, str | int] = {"filter[territory]": codes} if codes else {}
    try:
        answer = apple.pages(f"/v1/{KIND}/{app_id}/automaticPrices", {**filters, "include": "appPricePoint,territory"})
    except Refused as refused:
        if not refused.gone:
            raise
        return ()
    prices = [AutomaticPrice(**_fields(resource, answer)) for resource in answer.data]
    return tuple(sorted(prices, key=lambda price: (price.territory, price.start or date.min)))


def replace(apple: AppStore, app_id: str, base_territory: str, prices: Sequence[Price]) -> None:
    """Replace the whole schedule by these prices: a territory that is left out follows the base at once.

    Apple refuses gaps and starts before today, in California; a price that holds already starts with None.
    If the response is lost, the schedule is read before the request is repeated.
    """
    local = [("${price-" + str(number) + "}", price) for number, price in enumerate(prices)]
    body = {
        "data": {
            "type": KIND,
            "relationships": {
                "app": {"data": {"type": "apps", "id": app_id}},
                "baseTerritory": {"data": {"type": points.TERRITORIES, "id": base_territory}},
                "manualPrices": {"data": [{"type": PRICES, "id": each} for each, _ in local]},
            },
        },
        "included": [
            {
                "type": PRICES,
                "id": each,
                "attributes": {"startDate": _text(price.start), "endDate": _text(price.end)},
                "relationships": {"appPricePoint": {"data": {"type": points.KIND, "id": price.point_id}}},
            }
            for each, price in local
        ],
    }

    def find() -> Resource | None:
        found = read(apple, app_id)
        same = found.base_territory == base_territory and timeline(found.manual) == timeline(prices)
        return Resource(KIND, app_id) if same else None

    apple.post(f"/v1/{KIND}", body, find=find)


def timeline(prices: Iterable[Price]) -> frozenset[tuple[str, date | None, date | None]]:
    """Return what tells two schedules apart: each price point with its days."""
    return frozenset((price.point_id, price.start, price.end) for price in prices)


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _fields(resource: Resource, answer: Document) -> _Fields:
    point = answer.related_one(resource, "appPricePoint")
    territory = answer.related_one(resource, "territory")
    if point is None or territory is None:
        # A price that is not known must not look like one that was never set.
        raise Incomplete(f"GET /v1/{PRICES}", maybe_done=False, status=HTTPStatus.OK)
    return {
        "territory": territory.id,
        "point_id": point.id,
        "amount": points.amount_of(point),
        "currency": territory.text("currency"),
        "start": _day(resource.text("startDate")),
        "end": _day(resource.text("endDate")),
    }


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
