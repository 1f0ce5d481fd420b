"""What a product costs today in a territory."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from http import HTTPStatus

from appstore.client import AppStore, Document, Resource
from appstore.errors import Incomplete, Refused
from appstore.products.families import Family
from appstore.products.reading import Product

_SCHEDULES = "inAppPurchasePriceSchedules"


@dataclass(frozen=True, kw_only=True)
class ProductPrice:
    """A price in a territory, from the day `start` until before the day `end`; None for no beginning or end."""

    territory: str
    amount: Decimal
    currency: str
    start: date | None = None
    end: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is the price on this day, unless a later one has begun."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


def app_base_territory(apple: AppStore, app_id: str) -> str:
    """Return the territory from which Apple computes the app's prices: one call."""
    return apple.get(f"/v1/appPriceSchedules/{app_id}/baseTerritory").first.id


def today_of(apple: AppStore, product: Product, day: date, territory: str) -> ProductPrice | None:
    """Read the price of a product on Apple's day, None if it has none.

    A purchase has a base territory of its own: one call, or two if prices were set by hand elsewhere, too. A
    subscription has none, so it is asked for its price in `territory`: one call.
    """
    if product.family is Family.SUBSCRIPTION:
        path, filters = f"/v1/subscriptions/{product.id}/prices", {"filter[territory]": territory}
        prices = _read(apple, path, "subscriptionPricePoint", filters)
    elif product.schedule_id:
        path = f"/v1/{_SCHEDULES}/{product.schedule_id}/manualPrices"
        prices = _of_base(apple, product, _read(apple, path, "inAppPurchasePricePoint", {}))
    else:
        return None
    current = [price for price in prices if price.holds_on(day)]
    return max(current, key=lambda price: price.start or date.min, default=None)


def _of_base(apple: AppStore, product: Product, prices: list[ProductPrice]) -> list[ProductPrice]:
    territories = {price.territory for price in prices}
    if len(territories) <= 1:
        return prices
    base = apple.get(f"/v1/{_SCHEDULES}/{product.schedule_id}/baseTerritory").first.id
    return [price for price in prices if price.territory == base]


def _read(apple: AppStore, path: str, point: str, filters: dict[str, str]) -> list[ProductPrice]:
    try:
        answer = apple.pages(path, {**filters, "include": f"{point},territory"})
    except Refused as refused:
        if refused.gone:
            return []
        raise
    return list(_prices(answer, path, point))


def _prices(answer: Document, path: str, point: str) -> Iterable[ProductPrice]:
    for row in answer.data:
        # Old subscribers may keep an earlier price, which new ones do not pay.
        if row.attributes.get("preserved") is True:
            continue
        offered, territory = answer.related_one(row, point), answer.related_one(row, "territory")
        if offered is None or territory is None:
            raise Incomplete(f"GET {path}", maybe_done=False, status=HTTPStatus.OK)
        yield ProductPrice(
            territory=territory.id,
            amount=_amount(offered),
            currency=territory.text("currency"),
            start=_day(row.text("startDate")),
            end=_day(row.text("endDate")),
        )


def _amount(offered: Resource) -> Decimal:
    text = offered.text("customerPrice")
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise LookupError(f"{text!r} is no amount") from error


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
