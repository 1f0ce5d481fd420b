"""What Apple refuses in a nomination: its attributes, and the resources that it is related to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sandbox.appstore.endpoints import ApiCall
from sandbox.appstore.errors import RefusedError, bad_attribute, bad_relationship
from sandbox.appstore.locales import LOCALES
from sandbox.appstore.reviews import territory
from sandbox.appstore.store import Row, Store
from sandbox.appstore.territories import TERRITORIES

APPS, EVENTS, STORES = "relatedApps", "inAppEvents", "supportedTerritories"
LINKS = {APPS: "apps", EVENTS: "appEvents", STORES: "territories"}
DEVICES = frozenset({"IPHONE", "IPAD", "APPLE_TV", "APPLE_WATCH", "MAC", "VISION"})


def links_of(store: Store, call: ApiCall) -> dict[str, list[Row]]:
    """Returns the related resources that a body names; refuses those that do not exist."""
    links = {name: list(dict.fromkeys(ids)) for name, ids in call.wanted.lists.items()}
    strange = set(links.get(STORES, ())) - TERRITORIES
    if strange:
        raise RefusedError(bad_relationship(STORES, f"There is no resource with the id '{min(strange)}'"))
    return {
        name: [
            territory(store, row_id) if name == STORES else store.related(LINKS[name], row_id, name) for row_id in ids
        ]
        for name, ids in links.items()
    }


def check_events(apps: Sequence[Row], events: Sequence[Row]) -> None:
    """Refuses in-app events of other apps."""
    for event in events:
        if event.parent("app") not in apps:
            raise RefusedError(bad_relationship(EVENTS, f"The event '{event.id}' is not one of the related apps"))


def check(attributes: Mapping[str, Any]) -> None:
    """Refuses dates, links, devices and locales that are none, and an end before the start."""
    names = ("publishStartDate", "publishEndDate")
    times = {name: _moment(attributes[name]) for name in names if attributes.get(name) is not None}
    problems = [bad_attribute(name, f"'{name}' must be a date-time") for name, at in times.items() if at is None]
    for name, allowed in (("deviceFamilies", DEVICES), ("locales", LOCALES)):
        strange = sorted(set(map(str, attributes.get(name) or ())) - allowed)
        if strange:
            problems.append(bad_attribute(name, f"{strange} are not valid values of '{name}'"))
    links = attributes.get("supplementalMaterialsUris") or ()
    problems += [
        bad_attribute("supplementalMaterialsUris", f"'{link}' is not a URI") for link in links if not _is_uri(link)
    ]
    start, end = (times.get(name) for name in names)
    if start is not None and end is not None and end < start:
        problems.append(bad_attribute("publishEndDate", "The end must not be before the start"))
    if problems:
        raise RefusedError(*problems)


def _is_uri(link: object) -> bool:
    try:
        parts = urlsplit(str(link))
    except ValueError:
        return False
    return bool(parts.scheme and parts.netloc)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
