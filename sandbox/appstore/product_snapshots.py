"""Immutable snapshots of what an app sells: in-app purchases and subscriptions."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.appstore.price_schedules import today
from sandbox.appstore.product_families import PURCHASES, family_of, products_of
from sandbox.appstore.product_versions import newest
from sandbox.appstore.store import Row, Store
from sandbox.appstore.storefronts import CURRENCIES

# What a price of a purchase and one of a subscription call their price point.
_POINTS = ("inAppPurchasePricePoint", "subscriptionPricePoint")


@dataclass(frozen=True, slots=True)
class ProductSnapshot:
    """A product with the names of its newest version by locale; `kind` is Apple's type or period.

    `price` is today's in its base territory, or in that of the app for a subscription; None without one.
    """

    id: str
    name: str
    product_id: str
    kind: str
    group: str | None
    state: str
    version_state: str
    price: str | None
    currency: str | None
    names: dict[str, str]


def products(store: Store, app: Row) -> tuple[ProductSnapshot, ...]:
    """Returns what an app sells: purchases, then subscriptions by group."""
    base, day = app.parent("appPriceSchedule").parent("baseTerritory").id, today(store)
    return tuple(_product(row, base, day) for row in products_of(app))


def _product(row: Row, app_base: str, day: str) -> ProductSnapshot:
    is_purchase, version = family_of(row) is PURCHASES, newest(row)
    price = _purchase_price(row, day) if is_purchase else _price(row.to_many["prices"], app_base, day)
    return ProductSnapshot(
        row.id,
        row["name"],
        row["productId"],
        row["inAppPurchaseType"] if is_purchase else row["subscriptionPeriod"],
        None if is_purchase else row.parent("group")["referenceName"],
        row["state"],
        version["state"],
        None if price is None else price["customerPrice"],
        None if price is None else CURRENCIES[price.parent("territory").id],
        {text["locale"]: text["name"] for text in version.to_many["localizations"]},
    )


def _purchase_price(row: Row, day: str) -> Row | None:
    schedule = row.to_one["iapPriceSchedule"]
    if schedule is None:
        return None
    return _price(schedule.to_many["manualPrices"], schedule.parent("baseTerritory").id, day)


def _price(rows: list[Row], territory: str, day: str) -> Row | None:
    """Returns the price point of this day: that of the price which began last."""
    begun = [row for row in rows if row.parent("territory").id == territory and (row["startDate"] or "") <= day]
    if not begun:
        return None
    last = max(begun, key=lambda row: row["startDate"] or "")
    return next(last.parent(name) for name in _POINTS if name in last.to_one)
