"""The prices that Apple offers: price points of every app in every territory, computed when they are asked for."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import overload

from sandbox.appstore.endpoints import Answer, ApiCall, Endpoint, found
from sandbox.appstore.errors import RefusedError, not_found
from sandbox.appstore.query import Query
from sandbox.appstore.reviews import territory
from sandbox.appstore.store import Row, Store
from sandbox.appstore.storefronts import CURRENCIES, RATES, STOREFRONTS

KIND = "appPricePoints"
INCLUDE = ("app", "territory")
_FIRST_TIER = 10_000
# First price, last price and step, in cents of a dollar; free comes before.
_STEPS = ((29, 999, 10), (1049, 4999, 50), (5099, 19999, 100), (20499, 49999, 500), (50999, 99999, 1000))
TIERS = (
    Decimal(0),
    *(Decimal(cents) / 100 for first, last, step in _STEPS for cents in range(first, last + 1, step)),
)


@dataclass(frozen=True, slots=True)
class Point:
    """A price of an app in a territory; the same `tier` elsewhere is its equalization."""

    app_id: str
    territory: str
    tier: int

    @property
    def id(self) -> str:
        """The opaque id in the shape of Apple's."""
        return token({"s": self.app_id, "t": self.territory, "p": str(_FIRST_TIER + self.tier)})

    @property
    def price(self) -> str:
        """What a customer pays, as Apple writes it: `4.99`, `800.0`, `0.0` for free."""
        return str(float(_amounts(CURRENCIES.get(self.territory, "USD"))[self.tier]))

    def elsewhere(self, code: str) -> Point:
        """Returns its equalization in another territory."""
        return Point(self.app_id, code, self.tier)

    def row(self, store: Store) -> Row:
        """Returns it as a resource, which is not stored."""
        attributes = {"customerPrice": self.price, "proceeds": str(round(float(self.price) * 0.7, 2))}
        return store.computed(
            KIND,
            attributes,
            row_id=self.id,
            app=store.find("apps", self.app_id),
            territory=territory(store, self.territory),
        )


@dataclass(frozen=True, slots=True)
class _Points(Sequence[Row]):
    """All price points of an app in some territories, computed a page at a time."""

    store: Store
    app_id: str
    codes: Sequence[str]

    def __len__(self) -> int:
        return len(self.codes) * len(TIERS)

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...

    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        store_number, tier = divmod(range(len(self))[index], len(TIERS))
        return Point(self.app_id, self.codes[store_number], tier).row(self.store)


def token(content: dict[str, object]) -> str:
    """Returns an opaque id in the shape of Apple's: JSON in base64 for URLs."""
    return base64.urlsafe_b64encode(json.dumps(content, separators=(",", ":")).encode()).decode().rstrip("=")


def read(point_id: str) -> Point:
    """Returns the price point that an id names; ValueError, TypeError or KeyError if it is none."""
    content = json.loads(base64.urlsafe_b64decode(point_id + "=" * (-len(point_id) % 4)))
    return Point(content["s"], content["t"], int(content["p"]) - _FIRST_TIER)


def find(store: Store, point_id: str) -> Point | None:
    """Returns the price point with this id, None if there is none."""
    try:
        point = read(point_id)
    except (ValueError, TypeError, KeyError):
        return None
    known = point.app_id in store.rows["apps"] and point.territory in STOREFRONTS and 0 <= point.tier < len(TIERS)
    return point if known and point.id == point_id else None


def named(app_id: str, code: str, price: str) -> Point:
    """Returns the point with this price ("4.99") in a territory; ValueError if Apple offers no such price."""
    amounts = _amounts(CURRENCIES.get(code, "USD"))
    if Decimal(price) not in amounts:
        raise ValueError(f"{price} is no price in {code}")
    return Point(app_id, code, amounts.index(Decimal(price)))


@cache
def _amounts(currency: str) -> tuple[Decimal, ...]:
    """Returns the price of every tier in a currency, smallest first."""
    rate, step, under = RATES[currency]
    return tuple(
        (dollars * rate / step).quantize(Decimal(1), ROUND_HALF_UP) * step - under if dollars else Decimal(0)
        for dollars in TIERS
    )


def _of_app(store: Store, call: ApiCall) -> Answer:
    app = store.find("apps", call.id)
    codes = [code for code in STOREFRONTS if call.params.matches("territory", code)]
    return found(call.write.page(_Points(store, app.id, codes)))


def _existing(store: Store, call: ApiCall) -> Point:
    wanted = find(store, call.id)
    if wanted is None:
        raise RefusedError(not_found(KIND, call.id))
    return wanted


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(_existing(store, call).row(store)))


def _equalizations(store: Store, call: ApiCall) -> Answer:
    wanted = _existing(store, call)
    codes = [code for code in STOREFRONTS if code != wanted.territory and call.params.matches("territory", code)]
    return found(call.write.page([wanted.elsewhere(code).row(store) for code in codes]))


_LIST = Query(KIND, filters={"territory": None}, include=INCLUDE, paged=True)
ENDPOINTS = (
    Endpoint("GET", "/v1/apps/{id}/appPricePoints", _of_app, _LIST),
    Endpoint("GET", "/v3/appPricePoints/{id}", _get, Query(KIND, include=INCLUDE)),
    Endpoint("GET", "/v3/appPricePoints/{id}/equalizations", _equalizations, _LIST),
)
