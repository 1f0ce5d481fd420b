"""How time zones are shown: with their offsets, and what to write instead of one that is not clear."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from cards.blocks import escape, join_words, shorten
from records.times import zones
from records.times.dates import local


def offset(seconds: float) -> str:
    """`UTC+1`, `UTC-3:30`."""
    hours, minutes = divmod(abs(round(seconds)) // 60, 60)
    size = f"{hours}:{minutes:02}" if minutes else f"{hours}"
    return f"UTC{'-' if seconds < 0 else '+'}{size}"


def with_offset(zone: str, at: float) -> str:
    """`Europe/Berlin, UTC+1`: at that date, literally."""
    moment = local(at, ZoneInfo(zone))
    return f"{zone}, {offset((moment.utcoffset() or timedelta()).total_seconds())}"


def zoned(at: float, zone: str) -> str:
    """Return a date (epoch seconds) in a time zone as literal text: `Thu 24 Dec 2026, 09:00 (Europe/Berlin, UTC+1)`."""
    moment = local(at, ZoneInfo(zone))
    seconds = f":{moment:%S}" if moment.second else ""
    return f"{moment:%a} {moment.day} {moment:%b %Y, %H:%M}{seconds} ({with_offset(zone, at)})"


def unclear(word: str, locations: Sequence[str], now: float) -> str:
    """Offer the places that a word may mean as a time zone, in mrkdwn."""
    named = f"`{escape(shorten(word, 60))}`"
    if not locations:
        return f"I don't know the time zone {named}. Write a place, as in `Europe/Berlin`."
    offered = join_words([f"`{location}` ({offsets(location, now)})" for location in locations], "or")
    return f"Name the time zone by a place, so that its clock changes count. Did you mean {offered} instead of {named}?"


def offsets(location: str, now: float) -> str:
    """`UTC-5 now, later UTC-4`."""
    at_once, *later = (offset(seconds) for seconds in zones.offsets(location, now))
    return f"{at_once} now{f', later {later[0]}' if later else ''}"
