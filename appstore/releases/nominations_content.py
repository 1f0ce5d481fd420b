"""What a nomination says, how Apple's API spells it, and what differs between two of them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time

from appstore.calls.jsonapi import OpenEnum
from appstore.catalog.pacific import PACIFIC
from appstore.client import Resource

# Of names: https://developer.apple.com/help/app-store-connect/reference/nominations-template. That of descriptions is
# unconfirmed: the API documents no limits.
MOST_IN_NAME, MOST_IN_DESCRIPTION = 60, 1000
# Apple's DeviceFamily, as the form lists them.
DEVICES = ("IPHONE", "IPAD", "APPLE_WATCH", "MAC", "APPLE_TV", "VISION")
# The relationships, and how many of each Apple includes at most.
LIMITS = {"relatedApps": 50, "inAppEvents": 50, "supportedTerritories": 200}


class NominationType(OpenEnum):
    """What is proposed."""

    NEW_CONTENT = "NEW_CONTENT"
    APP_ENHANCEMENTS = "APP_ENHANCEMENTS"
    APP_LAUNCH = "APP_LAUNCH"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, kw_only=True)
class NominationContent:
    """What a nomination says; its days are Apple's.

    `apps` and `events` are ids, `territories`, `locales` and `devices` are Apple's codes, all of them sorted; `links`
    lead to further material. `has_events`: there will be in-app events, whether or not they exist already.
    """

    name: str
    type: NominationType
    description: str
    start: date | None
    end: date | None = None
    notes: str = ""
    apps: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    has_events: bool = False
    markets_first: bool = False
    pre_order: bool = False


FIELDS = tuple(field.name for field in fields(NominationContent))
_ATTRIBUTES = {
    "name": "name",
    "type": "type",
    "description": "description",
    "start": "publishStartDate",
    "end": "publishEndDate",
    "notes": "notes",
    "devices": "deviceFamilies",
    "locales": "locales",
    "links": "supplementalMaterialsUris",
    "has_events": "hasInAppEvents",
    "markets_first": "launchInSelectMarketsFirst",
    "pre_order": "preOrderEnabled",
}
_LINKS = {
    "apps": ("relatedApps", "apps"),
    "events": ("inAppEvents", "appEvents"),
    "territories": ("supportedTerritories", "territories"),
}


def differing(before: NominationContent, after: NominationContent) -> tuple[str, ...]:
    """Return the names of the fields that differ."""
    return tuple(name for name in FIELDS if getattr(before, name) != getattr(after, name))


def emptied(before: NominationContent, after: NominationContent) -> tuple[str, ...]:
    """Return the relationships that a change would empty.

    It was seen that Apple answers 500 to an empty relationship in a body, so that this can't be done with its API.
    """
    return tuple(name for name in _LINKS if getattr(before, name) and not getattr(after, name))


def attributes_of(content: NominationContent, names: tuple[str, ...] = FIELDS) -> dict[str, object]:
    """Return the attributes of these fields by Apple's names; what is empty is null, or an empty list."""
    return {_ATTRIBUTES[name]: _written(getattr(content, name)) for name in names if name in _ATTRIBUTES}


def relationships_of(content: NominationContent, names: tuple[str, ...] = FIELDS) -> dict[str, object]:
    """Return the relationships of these fields by Apple's names, without those that are empty."""
    return {
        link: {"data": [{"type": kind, "id": related} for related in getattr(content, name)]}
        for name, (link, kind) in _LINKS.items()
        if name in names and getattr(content, name)
    }


def read_content(resource: Resource) -> NominationContent:
    """Return what a nomination says; its relationships only as far as they are included."""
    links: Mapping[str, tuple[str, ...]] = {
        name: tuple(sorted(resource.related(link, LIMITS[link]) or ())) for name, (link, _) in _LINKS.items()
    }
    return NominationContent(
        name=resource.text("name"),
        type=NominationType(resource.text("type")),
        description=resource.text("description"),
        start=_day(resource, "publishStartDate"),
        end=_day(resource, "publishEndDate"),
        notes=resource.text("notes"),
        **links,
        devices=tuple(sorted(_list(resource, "deviceFamilies"))),
        locales=tuple(sorted(_list(resource, "locales"))),
        links=_list(resource, "supplementalMaterialsUris"),
        has_events=bool(resource.attributes.get("hasInAppEvents")),
        markets_first=bool(resource.attributes.get("launchInSelectMarketsFirst")),
        pre_order=bool(resource.attributes.get("preOrderEnabled")),
    )


def _written(value: object) -> object:
    if isinstance(value, date):
        # The API takes date-times: the beginning of the Apple day.
        return datetime.combine(value, time(), PACIFIC).isoformat()
    return list(value) if isinstance(value, tuple) else value if value != "" else None


def _list(resource: Resource, name: str) -> tuple[str, ...]:
    return tuple(map(str, resource.attributes.get(name) or ()))


def _day(resource: Resource, name: str) -> date | None:
    moment = resource.date(name)
    return None if moment is None else moment.astimezone(PACIFIC).date()
