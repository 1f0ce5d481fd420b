"""Routes for what an app costs: its base territory, prices set by hand, and those that follow the base."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from sandbox.appstore import price_points
from sandbox.appstore.bodies import Body, Field, Wanted
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, found, of_one
from sandbox.appstore.errors import Problem, RefusedError, bad_attribute, bad_relationship, not_found
from sandbox.appstore.price_points import Point
from sandbox.appstore.query import Query
from sandbox.appstore.reviews import territory
from sandbox.appstore.sales_book import PACIFIC
from sandbox.appstore.store import Row, Store
from sandbox.appstore.storefronts import STOREFRONTS

KIND = "appPriceSchedules"
INCLUDE = ("app", "baseTerritory", "manualPrices")
# Days are compared as text: from the beginning, and for ever.
_EVER, _NEVER = "", "9999-99-99"


@dataclass(frozen=True, slots=True)
class Span:
    """A price from a day until before another, YYYY-MM-DD; None for no beginning or no end."""

    point: Point
    start: str | None
    end: str | None

    def holds_on(self, day: str) -> bool:
        """Returns whether it is the price on this day."""
        return (self.start or _EVER) <= day < (self.end or _NEVER)


def today(store: Store) -> str:
    """Returns Apple's day, that of California."""
    return datetime.fromtimestamp(store.now, PACIFIC).date().isoformat()


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(KIND, call.id)))


def _priced(store: Store, call: ApiCall) -> Row:
    schedule = store.find(KIND, call.id)
    if not schedule.to_many["manualPrices"]:
        # Reported of the live API, "null" included.
        raise RefusedError(not_found("null", call.id))
    return schedule


def _manual_prices(store: Store, call: ApiCall) -> Answer:
    return _page(call, _priced(store, call).to_many["manualPrices"])


def _automatic_prices(store: Store, call: ApiCall) -> Answer:
    schedule = _priced(store, call)
    codes = [code for code in STOREFRONTS if call.params.matches("territory", code)]
    return _page(call, [_row(store, span, manual=False) for code in codes for span in automatic(schedule, code)])


def _page(call: ApiCall, rows: Iterable[Row]) -> Answer:
    return found(
        call.write.page(
            [
                row
                for row in rows
                if call.params.matches("territory", row.parent("territory").id)
                and call.params.matches("startDate", row["startDate"])
                and call.params.matches("endDate", row["endDate"])
            ]
        )
    )


def manual(schedule: Row) -> list[Span]:
    """Returns the prices that were set by hand, of all territories."""
    return [
        Span(price_points.read(row.parent("appPricePoint").id), row["startDate"], row["endDate"])
        for row in schedule.to_many["manualPrices"]
    ]


def automatic(schedule: Row, code: str) -> list[Span]:
    """Returns the prices of a territory whenever none is set by hand: they follow the base territory."""
    return follow_base(manual(schedule), schedule.parent("baseTerritory").id, code)


def follow_base(spans: list[Span], base_territory: str, code: str) -> list[Span]:
    """Returns what follows the base territory elsewhere, of prices that were set by hand."""
    base = [span for span in spans if span.point.territory == base_territory]
    own = [span for span in spans if span.point.territory == code]
    days = sorted({day for span in (*base, *own) for day in (span.start or _EVER, span.end or _NEVER)})
    following: list[Span] = []
    for first, last in pairwise(days):
        price = next((span.point.elsewhere(code) for span in base if span.holds_on(first)), None)
        if price is None or any(span.holds_on(first) for span in own):
            continue
        start, end = first or None, None if last == _NEVER else last
        if following and following[-1].end == start and following[-1].point == price:
            start = following.pop().start
        following.append(Span(price, start, end))
    return following


def _row(store: Store, span: Span, *, manual: bool, schedule: Row | None = None) -> Row:
    make = store.add if manual else store.computed
    code = span.point.territory
    tier = str(10_000 + span.point.tier)
    seconds = {"sd": _seconds(span.start), "ed": _seconds(span.end)}
    return make(
        "appPrices",
        {"manual": manual, "startDate": span.start, "endDate": span.end},
        row_id=price_points.token({"s": span.point.app_id, "t": code, "p": tier, **seconds}),
        appPricePoint=span.point.row(store),
        territory=territory(store, code),
        appPriceSchedule=schedule,
    )


def _replace(store: Store, call: ApiCall) -> Answer:
    app = store.related("apps", call.wanted.links["app"], "app")
    base = call.wanted.links["baseTerritory"]
    if base not in STOREFRONTS:
        detail = f"There is no resource of type 'territories' with id '{base}'"
        raise RefusedError(bad_relationship("baseTerritory", detail))
    spans = [_span(store, app, wanted) for wanted in call.wanted.included]
    _check_timelines(spans, base, today(store))
    schedule = app.parent("appPriceSchedule")
    clear(store, app)
    schedule.to_one["baseTerritory"] = territory(store, base)
    for span in spans:
        # Today is stored as no beginning.
        start = None if span.start == today(store) else span.start
        _row(store, Span(span.point, start, span.end), manual=True, schedule=schedule)
    store.changed("price.replaced")
    return created(call.write.single(schedule))


def _span(store: Store, app: Row, wanted: Wanted) -> Span:
    point_id = wanted.links["appPricePoint"]
    point = price_points.find(store, point_id)
    if point is None or point.app_id != app.id:
        detail = f"The resource 'appPricePoints' with id '{point_id}' was not found."
        raise RefusedError(_refusal("NOT_FOUND", detail))
    for name, value in wanted.attributes.items():
        try:
            valid = value is None or date.fromisoformat(value).isoformat() == value
        except ValueError:
            valid = False
        if not valid:
            raise RefusedError(bad_attribute(name, f"'{value}' is not a date"))
    return Span(point, wanted.attributes.get("startDate"), wanted.attributes.get("endDate"))


def _check_timelines(spans: list[Span], base: str, day: str) -> None:
    by_territory: dict[str, list[Span]] = {}
    for span in spans:
        if span.start is not None and span.start < day:
            raise RefusedError(_refusal("INVALID_START_DATE", "Interval can not have a start date in the past"))
        if span.end is not None and span.end <= (span.start or day):
            detail = "Interval can not end before it starts"
            raise RefusedError(_refusal("INVALID_END_DATE", detail))
        by_territory.setdefault(span.point.territory, []).append(span)
    if base not in by_territory:
        detail = f"An interval for the base territory {base} is required."
        raise RefusedError(_refusal("BASE_TERRITORY_INTERVAL_REQUIRED", detail))
    for code, timeline in by_territory.items():
        timeline.sort(key=lambda span: span.start or _EVER)
        covered = f"Entire timeline must be covered for {code}."
        first = timeline[0].start
        if first is not None and first > day:
            detail = f"{covered} The first interval has a start date {first} in the future"
            raise RefusedError(_refusal("INVALID_START_DATE", detail))
        for before, after in pairwise(timeline):
            if before.end is None or before.end != after.start:
                detail = f"{covered} An interval ends on {before.end} and the next starts on {after.start}"
                raise RefusedError(_refusal("INVALID_START_DATE", detail))
        if code == base and timeline[-1].end is not None:
            detail = f"{covered} The last interval has an end date {timeline[-1].end}"
            raise RefusedError(_refusal("INVALID_END_DATE", detail))


def _refusal(code: str, detail: str) -> Problem:
    return Problem(409, f"ENTITY_ERROR.{code}", "There was a problem with the request entity", detail)


def add(store: Store, app: Row) -> None:
    """Gives an app its price schedule, which has the app's id and at first no prices."""
    app.to_one["appPriceSchedule"] = store.add(KIND, {}, row_id=app.id, app=app, baseTerritory=territory(store, "USA"))


def clear(store: Store, app: Row) -> None:
    """Removes every price that was set by hand."""
    for row in tuple(app.parent("appPriceSchedule").to_many["manualPrices"]):
        store.remove(row)


def set_price(store: Store, app: Row, price: str, *, code: str, start: str | None, end: str | None) -> None:
    """Adds a price that was set by hand, from and until these days; ValueError if Apple offers no such price."""
    span = Span(price_points.named(app.id, code, price), start, end)
    _row(store, span, manual=True, schedule=app.parent("appPriceSchedule"))
    store.changed("price.added")


def _seconds(day: str | None) -> float:
    """Returns when a day begins at Apple in epoch seconds, 0 for none."""
    return 0.0 if day is None else datetime.fromisoformat(day).replace(tzinfo=PACIFIC).timestamp()


_LIST = Query(
    "appPrices",
    filters={"territory": None, "startDate": None, "endDate": None},
    include=("appPricePoint", "territory"),
    paged=True,
)
ENDPOINTS = (
    of_one("apps", "appPriceSchedule", Query(KIND, include=INCLUDE)),
    Endpoint("GET", "/v1/appPriceSchedules/{id}", _get, Query(KIND, include=INCLUDE)),
    of_one(KIND, "baseTerritory", Query("territories")),
    Endpoint("GET", "/v1/appPriceSchedules/{id}/manualPrices", _manual_prices, _LIST),
    Endpoint("GET", "/v1/appPriceSchedules/{id}/automaticPrices", _automatic_prices, _LIST),
    Endpoint(
        "POST",
        "/v1/appPriceSchedules",
        _replace,
        body=Body(
            KIND,
            links={"app": "apps", "baseTerritory": "territories", "manualPrices": "appPrices"},
            inline=(
                "manualPrices",
                Body("appPrices", {"startDate": Field(), "endDate": Field()}, {"appPricePoint": "appPricePoints"}),
            ),
        ),
        roles=EDITORS,
    ),
)
