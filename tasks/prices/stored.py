"""What a decision about prices keeps of them, as JSON in its details."""

from collections.abc import Iterable, Sequence
from datetime import date

from pydantic import TypeAdapter

from appstore.prices.schedule import ManualPrice
from appstore.prices.timeline import PriceChange, PriceDays
from records.dispatch.decisions import ReleaserDecision

_PRICES, _ROWS = TypeAdapter(tuple[ManualPrice, ...]), TypeAdapter(tuple[PriceChange, ...])


def details_of(
    base: str, prices: Sequence[ManualPrice], rows: Sequence[PriceChange], period: PriceDays, territories: Iterable[str]
) -> dict[str, str]:
    """Return the details of a decision: the whole schedule that it makes, and what the offer says of it."""
    return {
        "base": base,
        "prices": dump(prices),
        "rows": _ROWS.dump_json(tuple(rows)).decode(),
        "start": period.start.isoformat() if period.start else "",
        "end": period.end.isoformat() if period.end else "",
        "territories": ",".join(territories),
    }


def dump(prices: Sequence[ManualPrice]) -> str:
    """Return prices as JSON."""
    return _PRICES.dump_json(tuple(prices)).decode()


def load(text: str) -> tuple[ManualPrice, ...]:
    """Return prices from JSON."""
    return _PRICES.validate_json(text)


def rows_of(decision: ReleaserDecision) -> tuple[PriceChange, ...]:
    """Return what the offer shows of each territory."""
    return _ROWS.validate_json(decision.details["rows"])


def period_of(decision: ReleaserDecision) -> PriceDays:
    """Return the days of the new price."""
    start, end = (decision.details.get(name) for name in ("start", "end"))
    return PriceDays(date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None)


def territories_of(decision: ReleaserDecision) -> tuple[str, ...]:
    """Return the territories with a new price."""
    return tuple(filter(None, decision.details.get("territories", "").split(",")))
