"""Reads time zones as people write them: `Europe/Berlin` is one; `EST`, `GMT+2` and `Pacific Time` are places' clocks.

An abbreviation or an offset does not say when clocks change, so it is never taken for a zone: the places that it may
mean are found in the tables of the tz database (https://data.iana.org/time-zones/theory.html), to be offered.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from records.keys import DAY
from records.times import dates

MOST_OFFERED = 5

# What people write and the tz database does not know. These places also come first among others.
_ALSO = {
    "UTC": "gmt",
    "America/New_York": "et, eastern, us, usa",
    "America/Chicago": "ct, central, us, usa",
    "America/Denver": "mt, mountain, us, usa",
    "America/Phoenix": "",
    "America/Mexico_City": "",
    "America/Los_Angeles": "pt, pacific, us, usa",
    "America/Sao_Paulo": "brt",
    "America/Argentina/Buenos_Aires": "art",
    "America/Bogota": "cot",
    "Europe/London": "uk, greenwich, greenwich mean",
    "Europe/Berlin": "cet, cest, mez, mesz, central european",
    "Europe/Istanbul": "trt",
    "Asia/Dubai": "gst",
    "Asia/Riyadh": "ast",
    "Asia/Kolkata": "",
    "Asia/Dhaka": "bst",
    "Asia/Bangkok": "ict",
    "Asia/Singapore": "sgt, myt",
    "Asia/Shanghai": "",
    "Asia/Tokyo": "",
    "Australia/Sydney": "",
    "Australia/Brisbane": "",
}
_OFFSET = re.compile(r"(?:(?P<utc>UTC|GMT)\s*)?(?P<sign>[+-]?)\s*(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?")
_FILLING = re.compile(r"\b(?:time|standard|daylight|summer|local)\b|\(.*\)", re.IGNORECASE)
_ENCLOSED = re.compile(r"\s*[(\[](.+)[)\]]\s*")
_DOTTED = re.compile(r"(?:[A-Za-z]\.){1,3}[A-Za-z]\.?")
_STEPS = [timedelta(days=days).total_seconds() for days in range(0, 370, 15)]
_SHORTEST_TYPO = 5


def read(word: str, now: float) -> ZoneInfo | None:
    """Return the zone that a word names, in any case; None for what may mean several, and for what is none."""
    name = _spelled(word)
    if name.upper() == "Z":
        return ZoneInfo("UTC")
    found = dates.zone(name.replace(" ", "_") if "/" in name else name)
    if found is None or _minutes(name) is not None:
        return None
    # `EST` is a zone without summer time, which New York has.
    clock = _clock(found.key, now)
    is_short = "/" not in found.key and len(set(clock)) == 1
    return None if is_short and any(_clock(location, now) != clock for location in _called(name, now)) else found


def stands_for_zone(word: str, now: float) -> bool:
    """Return whether words after a time were probably its zone: `EST`, `+02:00`, `Pacific Time`, `(Berlin)`."""
    name = _spelled(word)
    if name.casefold().endswith(" time") or (_ENCLOSED.fullmatch(word) and not name[:1].islower()):
        return bool(locations(word, now))
    if _minutes(name) is not None:
        return name[0] not in "+-" or re.fullmatch(r"[+-]\d{2}:?\d{2}", name) is not None
    if "/" in name:
        return dates.zone(name) is not None
    return name.isupper() and len(name) in {3, 4} and any(_called(name, now))


def locations(word: str, now: float, own: str = "") -> tuple[str, ...]:
    """Return the places that a word may mean, each with other clocks; `own` is the user's zone."""
    if named := read(word, now):
        return (named.key,)
    name, minutes = _spelled(word), _minutes(_spelled(word))
    if not name:
        return ()
    found = _at_offset(minutes, now, own) if minutes is not None else [*_called(name, now, own)] or _named(name)
    by_clock: dict[tuple[float, ...], str] = {}
    for zone in found:
        by_clock.setdefault(_clock(zone, now), zone)
    return tuple(by_clock.values())[:MOST_OFFERED]


def offsets(zone: str, at: float) -> tuple[float, ...]:
    """Return the offset at a date (epoch seconds), and the next other one within a year: seconds east of UTC."""
    return tuple(dict.fromkeys(_clock(zone, at)))[:2]


def _clock(zone: str, at: float) -> tuple[float, ...]:
    """Return the offsets of the coming year: places with the same ones have the same clocks."""
    return tuple((moment.utcoffset() or timedelta()).total_seconds() for moment in _year(zone, at))


def _year(zone: str, at: float) -> Iterator[datetime]:
    return (dates.local(at + step, ZoneInfo(zone)) for step in _STEPS)


def _called(name: str, now: float, own: str = "") -> Iterator[str]:
    """Yield the places whose clocks have this abbreviation within a year."""
    short = _stripped(name).casefold()
    for zone in _everywhere(own):
        if short in _abbreviations(zone, now // DAY) or short in _ALSO.get(zone, "").split(", "):
            yield zone


@lru_cache(maxsize=1000)
def _abbreviations(zone: str, day: float) -> frozenset[str]:
    """Return those of a place in the year from that day (since 1970) on, kept as each schedule asks for all places."""
    return frozenset(str(moment.tzname()).casefold() for moment in _year(zone, day * DAY))


def _at_offset(minutes: int, now: float, own: str) -> list[str]:
    """Return the places with that offset: now and all year, now, later; the latter two are told apart by `offsets`."""
    seconds = minutes * 60.0
    there = [zone for zone in _everywhere(own) if seconds in _clock(zone, now)]
    changing = [zone for zone in there if len(offsets(zone, now)) > 1]
    at_once = [zone for zone in changing if offsets(zone, now)[0] == seconds]
    always = [zone for zone in there if zone not in changing]
    return [*at_once[:2], *always[:1], *(zone for zone in changing if zone not in at_once)]


def _named(name: str) -> list[str]:
    """Return the places of a city, a country or a region, else those that are spelled much alike."""
    folded = _stripped(name).casefold()
    city = folded.replace(" ", "_")
    known = dates.zone_names()
    found = [zone for zone in known if "/" in zone and zone.casefold().rpartition("/")[2] == city]
    codes = {code for code, country in _table("iso3166.tab") if country.casefold() == folded}
    found += [zone for code, _, zone, *_ in _table("zone.tab") if code in codes]
    about = re.compile(rf"\b{re.escape(folded)}\b", re.IGNORECASE)
    found = found or [zone for _, _, zone, comment in _table("zonenow.tab") if about.search(comment)]
    if found or len(folded) < _SHORTEST_TYPO:
        return _known(found)
    by_folded = {zone.casefold(): zone for zone in known if "/" in zone and not zone.startswith("Etc/")}
    return [by_folded[match] for match in get_close_matches(city, by_folded, n=3, cutoff=0.6)]


def _everywhere(own: str) -> list[str]:
    """Return the user's own place, and one for each of the world's clocks."""
    return _known([own, *_ALSO, *(row[2] for row in _table("zonenow.tab") if not row[2].startswith("Antarctica"))])


def _known(names: Iterable[str]) -> list[str]:
    """Return the places that this machine's tz database has, too."""
    return [name for name in dict.fromkeys(names) if dates.zone(name) is not None]


@cache
def _table(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a table of the tz database (https://github.com/eggert/tz/blob/main/zonenow.tab)."""
    text = files("tzdata.zoneinfo").joinpath(name).read_text(encoding="utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if line and not line.startswith("#"))


def _minutes(name: str) -> int | None:
    """Return the minutes east of UTC that `GMT+2`, `UTC-0530` or `+02:00` stands for."""
    found = _OFFSET.fullmatch(name.upper())
    if found is None or not (found["utc"] or found["sign"]):
        return None
    minutes = int(found["hours"]) * 60 + int(found["minutes"] or 0)
    return -minutes if found["sign"] == "-" else minutes


def _stripped(name: str) -> str:
    return " ".join(_FILLING.sub(" ", name).split()) or name


def _spelled(word: str) -> str:
    """Return a name without the brackets around it and the full stops of `E.S.T.`, with plain hyphens and spaces."""
    name = dates.plain(word)
    name = enclosed[1] if (enclosed := _ENCLOSED.fullmatch(name)) else name
    name = name.replace(".", "") if _DOTTED.fullmatch(name) else name
    return " ".join(name.split())
