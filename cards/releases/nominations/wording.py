"""The words for what a nomination says: a line of a list, and everything in it."""

from collections.abc import Iterator, Sequence

from appstore.catalog import territories
from appstore.catalog.locales import LOCALES
from appstore.catalog.locales import name as locale_name
from appstore.releases.nominations import Nomination, NominationState
from appstore.releases.nominations_content import MOST_IN_NAME, NominationContent, NominationType
from cards.blocks import escape, join_words, plural, shorten
from cards.wording.dates import day_words, span_words

TYPES = {
    NominationType.NEW_CONTENT: "New content",
    NominationType.APP_ENHANCEMENTS: "App enhancements",
    NominationType.APP_LAUNCH: "App launch",
}
STATES = {
    NominationState.DRAFT: "Draft",
    NominationState.SUBMITTED: "Submitted",
    NominationState.ARCHIVED: "Archived",
}
DEVICES = {
    "IPHONE": "iPhone",
    "IPAD": "iPad",
    "APPLE_WATCH": "Apple Watch",
    "MAC": "Mac",
    "APPLE_TV": "Apple TV",
    "VISION": "Apple Vision Pro",
}
PRE_ORDER, MARKETS_FIRST, PLANNED = "Pre-orders", "Launches in selected markets first", "In-app events are planned"
# What differs between two contents, by field.
_FIELDS = {
    "name": "name",
    "type": "type",
    "description": "description",
    "start": "publish date",
    "end": "publish end date",
    "notes": "notes",
    "apps": "apps",
    "events": "in-app events",
    "territories": "territories",
    "devices": "devices",
    "locales": "languages",
    "links": "links",
    "has_events": "whether in-app events are planned",
    "markets_first": "whether selected markets are first",
    "pre_order": "pre-orders",
}
# Names that a line of a list holds, and a line of a whole nomination.
_FEW, _MANY = 3, 15


def type_words(content: NominationContent) -> str:
    """`New content`."""
    return TYPES.get(content.type, "another type")


def state_words(state: NominationState) -> str:
    """`Draft`."""
    return STATES.get(state, "Unknown state")


def days(content: NominationContent) -> str:
    """`March 1 to 9, 2035`."""
    if content.start is None:
        return "without a publish date"
    return day_words(content.start) if content.end is None else span_words(content.start, content.end)


def publish_words(content: NominationContent) -> str:
    """`published from March 1, 2035 to March 9, 2035`: the words by which an earlier release compares the days."""
    if content.start is None:
        return "without a publish date"
    start = day_words(content.start)
    return f"publish date {start}" if content.end is None else f"published from {start} to {day_words(content.end)}"


def fields(names: Sequence[str]) -> str:
    """`description and territories`; the box about events says nothing beside the events themselves."""
    shown = [name for name in names if name != "has_events" or "events" not in names]
    return join_words([_FIELDS.get(name, name) for name in shown])


def quoted(name: str) -> str:
    """Return a name in quotation marks, in mrkdwn."""
    return f"“{escape(shorten(name, MOST_IN_NAME))}”"


def territory_names(codes: Sequence[str], most: int = _MANY) -> str:
    """`France, Germany and 9 more`."""
    return _some(sorted(map(territories.name, codes)), most)


def languages(locales: Sequence[str], most: int = _MANY) -> str:
    """`English (U.S.) and German`."""
    return _some(sorted(locale_name(locale) if locale in LOCALES else locale for locale in locales), most)


def summary(nomination: Nomination) -> str:
    """Return a line about it for a list, below its name, type and days; "" if there is no more to say."""
    content, names = nomination.content, nomination.names
    parts = [
        _devices(content.devices),
        territory_names(content.territories, _FEW),
        languages(content.locales, _FEW),
        _some([names.get(event, event) for event in content.events], _FEW) or (PLANNED if content.has_events else ""),
        plural(len(content.links), "link") if content.links else "",
        PRE_ORDER if content.pre_order else "",
        MARKETS_FIRST if content.markets_first else "",
        f"for {_apps(nomination, _FEW)}" if len(content.apps) > 1 else "",
    ]
    return " · ".join(filter(None, parts))


def facts(nomination: Nomination) -> Iterator[str]:
    """Return what it says but its texts, a line each."""
    content, names = nomination.content, nomination.names
    yield f"{type_words(content)}, {publish_words(content)}"
    lines = {
        "Apps": _apps(nomination, _MANY) if len(content.apps) > 1 else "",
        "Devices": _devices(content.devices),
        "Territories": territory_names(content.territories),
        "Languages": languages(content.locales),
        "In-app events": _some([names.get(event, event) for event in content.events], _MANY),
        "Links": ", ".join(content.links),
    }
    yield from (f"{label}: {words}" for label, words in lines.items() if words)
    if content.has_events and not content.events:
        yield PLANNED
    if content.pre_order:
        yield PRE_ORDER
    if content.markets_first:
        yield MARKETS_FIRST


def _apps(nomination: Nomination, most: int) -> str:
    return _some(sorted(nomination.names.get(app, app) for app in nomination.content.apps), most)


def _devices(codes: Sequence[str]) -> str:
    return join_words([words for code, words in DEVICES.items() if code in codes] + sorted(set(codes) - DEVICES.keys()))


def _some(words: Sequence[str], most: int) -> str:
    rest = len(words) - most
    return join_words([*words[:most], f"{rest} more"] if rest > 1 else list(words))
