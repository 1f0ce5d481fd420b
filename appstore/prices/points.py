"""The prices that Apple offers for an app: price points, about 800 in each territory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from http import HTTPStatus

from appstore.client import AppStore, Document, Resource
from appstore.errors import Incomplete

KIND, TERRITORIES = "appPricePoints", "territories"


@dataclass(frozen=True, kw_only=True)
class PricePoint:
    """A price that can be set in a territory."""

    id: str
    territory: str
    amount: Decimal
    currency: str


def of_territory(apple: AppStore, app_id: str, territory: str) -> tuple[PricePoint, ...]:
    """Return all price points of an app in a territory, cheapest first; free is one of them."""
    path = f"/v1/apps/{app_id}/{KIND}"
    return _read(apple.pages(path, {"filter[territory]": territory, "include": "territory"}))


def equalizations(apple: AppStore, point_id: str, territories: Iterable[str] = ()) -> tuple[PricePoint, ...]:
    """Return the price points that match one in other territories: in these, or in all."""
    codes = ",".join(territories)
    filters: dict[str, str | int] = {"filter[territory]": codes} if codes else {}
    return _read(apple.pages(f"/v3/{KIND}/{point_id}/equalizations", {**filters, "include": "territory"}))


def amount_of(resource: Resource) -> Decimal:
    """Return what a customer pays. Raises LookupError if Apple's text is no amount."""
    text = resource.text("customerPrice")
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise LookupError(f"{text!r} is no amount") from error


def _read(answer: Document) -> tuple[PricePoint, ...]:
    found = []
    for resource in answer.data:
        territory = answer.related_one(resource, "territory")
        if territory is None:
            raise Incomplete(f"GET /v1/{KIND}", maybe_done=False, status=HTTPStatus.OK)
        found.append(
            PricePoint(
                id=resource.id,
                territory=territory.id,
                amount=amount_of(resource),
                currency=territory.text("currency"),
            )
        )
    return tuple(sorted(found, key=lambda point: (point.territory, point.amount)))


def around(points: Sequence[PricePoint], amount: Decimal) -> tuple[PricePoint, ...]:
    """Return the point with this amount, or the nearest below and above: one or two, cheapest first."""
    exact = [point for point in points if point.amount == amount]
    below = [point for point in points if point.amount < amount]
    above = [point for point in points if point.amount > amount]
    return tuple(exact or [*below[-1:], *above[:1]])


def nearest(points: Sequence[PricePoint], amount: Decimal) -> PricePoint:
    """Return the nearest point to an amount, the cheaper of two as near; free only if Apple offers nothing else."""
    paid = [point for point in points if point.amount] or points
    return min(paid, key=lambda point: (abs(point.amount - amount), point.amount))
