"""Offers to change prices: finds the price points, the schedule that they lead to, and every price that changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from appstore.catalog import pacific
from appstore.catalog import territories as catalog
from appstore.client import AppStore
from appstore.prices import points, schedule, timeline
from appstore.prices.amounts import Amount, read_amount, read_percent
from appstore.prices.points import PricePoint
from appstore.prices.schedule import AutomaticPrice, ManualPrice, Price, PriceSchedule
from appstore.prices.timeline import PriceChange, PriceDays
from cards.prices import changes as messages
from cards.prices import errors
from cards.wording.accounts import app_title
from kit.jobs.defer import deferring_client
from kit.slack.files import post_file
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp
from records.invocations import Invocation
from tasks.dispatch import resolve
from tasks.dispatch.decisions.offers import decision_about, offer
from tasks.prices import stored
from tasks.prices.decisions import CHANGE_PRICE, prices_shown


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What Apple has: the schedule, prices that follow it, of the territories that matter, and today's date."""

    schedule: PriceSchedule
    automatic: tuple[AutomaticPrice, ...]
    today: date

    @property
    def prices(self) -> tuple[Price, ...]:
        return (*self.schedule.manual, *self.automatic)


def offer_change(kit: Kit, invocation: Invocation, typed: str) -> None:
    """Offer what `typed` asks for, an amount or a change in percent, in the territories and days of the options."""
    app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel)
    apple, period = deferring_client(kit, app.account), _period(invocation)
    known, territories = _read(kit, apple, app, invocation, period)
    wanted = _wanted(apple, app, invocation, typed, known, territories, period)
    composed = timeline.compose(known.schedule, known.automatic, wanted, period, known.today)
    _require_change(app, known, composed, wanted, period)
    rows = _rows(apple, known, wanted, period)
    base = known.schedule.base_territory
    decision = decision_about(
        kit,
        invocation,
        CHANGE_PRICE,
        app,
        f"price-{app.id}",
        stored.details_of(base, composed, rows, period, territories),
    )
    message = messages.offer(
        decision,
        rows,
        period,
        dropped=timeline.dropped(known.prices, territories, period, known.today),
        fixed=[code for code in territories if _is_fixed_before(known, code, period)],
    )
    shown = prices_shown(base, known.schedule.manual, known.automatic, territories, known.today)
    offer(kit, invocation, decision, shown, message)
    if len(rows) > messages.MOST_ROWS:
        post_file(
            kit,
            f"{app.bundle_id}-price-change-{known.today}.csv",
            messages.csv_table(rows),
            channel="",
            user=invocation.user,
            idempotency_key=f"{invocation.id}.prices",
            says=messages.file_says(app_title(app)),
        )


def _period(invocation: Invocation) -> PriceDays:
    options = invocation.options or {}
    start, end = (options.get(name) for name in ("on", "until"))
    return PriceDays(date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None)


def _read(
    kit: Kit, apple: AppStore, app: KnownApp, invocation: Invocation, period: PriceDays
) -> tuple[_Known, tuple[str, ...]]:
    """Return what Apple has, and the territories that get a new price: the base territory, if none is named."""
    found, today = schedule.read(apple, app.id), pacific.today(kit.clock())
    named = tuple(filter(None, (invocation.options or {}).get("territory", "").split(",")))
    territories = named or (found.base_territory,)
    if not found.is_priced:
        if territories != (found.base_territory,) or period != PriceDays():
            raise UserError(errors.first_price(found.base_territory))
        return _Known(schedule=found, automatic=(), today=today), territories
    # Where the base changes, every territory that follows it does.
    followers = () if found.base_territory in territories else territories
    automatic = schedule.automatic(apple, app.id, followers)
    return _Known(schedule=found, automatic=automatic, today=today), territories


def _wanted(
    apple: AppStore,
    app: KnownApp,
    invocation: Invocation,
    typed: str,
    known: _Known,
    territories: Sequence[str],
    period: PriceDays,
) -> dict[str, PricePoint]:
    """Return the new price of each territory. Raises UserError where Apple has none, or only others."""
    offered = {code: points.of_territory(apple, app.id, code) for code in territories}
    if absent := [code for code, found in offered.items() if not found]:
        raise UserError(errors.not_sold(absent))
    percent = read_percent(typed)
    if percent is not None:
        return _adjusted(offered, known, percent, typed, period)
    amount = read_amount(typed) or Amount(Decimal(0))
    for code, found in offered.items():
        if not amount.fits(found[0].currency):
            raise UserError(errors.wrong_currency(typed, code, found[0].currency))
    around = {code: points.around(found, amount.value) for code, found in offered.items()}
    if inexact := [found for found in around.values() if found[0].amount != amount.value]:
        raise UserError(errors.nearest(invocation.id, typed, inexact))
    return {code: found[0] for code, found in around.items()}


def _adjusted(
    offered: Mapping[str, Sequence[PricePoint]], known: _Known, percent: Decimal, typed: str, period: PriceDays
) -> dict[str, PricePoint]:
    day = period.start or known.today
    old = {code: timeline.price_on(known.prices, code, day) for code in offered}
    if nothing := [code for code, price in old.items() if price is None or not price.amount]:
        raise UserError(errors.no_price_to_adjust(nothing))
    found = {
        code: points.nearest(offered[code], price.amount * (100 + percent) / 100)
        for code, price in old.items()
        if price is not None
    }
    if same := [code for code, point in found.items() if point.amount == getattr(old[code], "amount", None)]:
        raise UserError(errors.too_small(typed, same))
    return found


def _require_change(
    app: KnownApp,
    known: _Known,
    composed: Sequence[ManualPrice],
    wanted: Mapping[str, PricePoint],
    period: PriceDays,
) -> None:
    """Raise UserError where nothing would change, or Apple would refuse a gap."""
    if schedule.timeline(composed) == schedule.timeline(timeline.from_today(known.schedule.manual, known.today)):
        raise UserError(errors.so_already(app_title(app)))
    begun = {price.territory for price in composed if price.start is None}
    if period.start is not None and (gaps := [code for code in wanted if code not in begun]):
        raise UserError(errors.no_price_before(gaps, period.start))


def _rows(
    apple: AppStore, known: _Known, wanted: Mapping[str, PricePoint], period: PriceDays
) -> tuple[PriceChange, ...]:
    """Return every territory whose price changes on the first day: the base territory, then the largest changes."""
    day, base = period.start or known.today, known.schedule.base_territory
    following = points.equalizations(apple, wanted[base].id) if base in wanted else ()
    rows = [_row(known, point, day) for point in wanted.values()]
    for point in following:
        if point.territory not in wanted:
            row = _row(known, point, day, follows=True)
            manual = isinstance(timeline.price_on(known.prices, point.territory, day), ManualPrice)
            rows += [] if manual or row.old == row.new else [row]
    return tuple(sorted(rows, key=lambda row: (row.territory != base, -_size(row), catalog.name(row.territory))))


def _row(known: _Known, point: PricePoint, day: date, *, follows: bool = False) -> PriceChange:
    old = timeline.price_on(known.prices, point.territory, day)
    return PriceChange(
        territory=point.territory,
        currency=point.currency,
        old=None if old is None else old.amount,
        new=point.amount,
        follows=follows,
    )


def _size(row: PriceChange) -> Decimal:
    """Return how large a change is, for the order; from or to nothing is the largest."""
    return Decimal("Infinity") if row.percent is None else abs(row.percent)


def _is_fixed_before(known: _Known, code: str, period: PriceDays) -> bool:
    """Whether a territory follows the base now, and is set by hand from today for a price that begins later."""
    if period.start is None or code == known.schedule.base_territory:
        return False
    return not isinstance(timeline.price_on(known.prices, code, known.today), ManualPrice)
