"""Featuring nominations: what the account proposes that Apple show in the App Store.

https://developer.apple.com/documentation/appstoreconnectapi/featuring-nominations
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from appstore.calls.jsonapi import OpenEnum, body
from appstore.catalog.pacific import PACIFIC
from appstore.client import AppStore, Resource

KIND = "nominations"
# https://developer.apple.com/app-store/getting-featured: at least two weeks before.
NOTICE_DAYS = 14
# Of names: https://developer.apple.com/help/app-store-connect/reference/nominations-template. That of descriptions is
# unconfirmed: the API documents no limits.
MOST_IN_NAME, MOST_IN_DESCRIPTION = 60, 1000


class NominationType(OpenEnum):
    """What is proposed."""

    NEW_CONTENT = "NEW_CONTENT"
    APP_ENHANCEMENTS = "APP_ENHANCEMENTS"
    APP_LAUNCH = "APP_LAUNCH"
    UNKNOWN = "UNKNOWN"


class NominationState(OpenEnum):
    """Where a nomination stands. Nothing tells whether Apple follows it."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    ARCHIVED = "ARCHIVED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, kw_only=True)
class NominationContent:
    """What a nomination says; its days are Apple's."""

    name: str
    type: NominationType
    description: str
    start: date | None
    end: date | None = None
    notes: str = ""


@dataclass(frozen=True, kw_only=True)
class Nomination:
    """A nomination at Apple."""

    id: str
    state: NominationState
    content: NominationContent


def of_app(apple: AppStore, app_id: str, state: NominationState) -> tuple[Nomination, ...]:
    """Return the nominations of an app in a state: Apple lists none without one."""
    found = apple.pages(f"/v1/{KIND}", {"filter[state]": state.value, "filter[relatedApps]": app_id})
    return tuple(map(_read, found.data))


def everything(apple: AppStore, app_id: str) -> tuple[Nomination, ...]:
    """Return all nominations of an app: three calls."""
    states = (NominationState.DRAFT, NominationState.SUBMITTED, NominationState.ARCHIVED)
    return tuple(nomination for state in states for nomination in of_app(apple, app_id, state))


def get(apple: AppStore, nomination_id: str) -> Nomination:
    """Return a nomination. Raises Refused if there is none."""
    return _read(apple.get(f"/v1/{KIND}/{nomination_id}").first)


def create(apple: AppStore, app_id: str, content: NominationContent) -> Nomination:
    """Create a draft. If the response is lost, the draft with its name counts as created."""
    attributes: dict[str, object] = {
        "name": content.name,
        "type": content.type.value,
        "description": content.description,
        "submitted": False,
        "publishStartDate": _midnight(content.start),
    }
    if content.end is not None:
        attributes["publishEndDate"] = _midnight(content.end)
    if content.notes:
        attributes["notes"] = content.notes
    wanted: dict[str, object] = {
        "data": {
            "type": KIND,
            "attributes": attributes,
            "relationships": {"relatedApps": {"data": [{"type": "apps", "id": app_id}]}},
        }
    }

    def find() -> Resource | None:
        filters = {"filter[state]": NominationState.DRAFT.value, "filter[relatedApps]": app_id}
        found = apple.pages(f"/v1/{KIND}", filters).data
        return next((each for each in found if each.text("name") == content.name), None)

    return _read(apple.post(f"/v1/{KIND}", wanted, find=find).first)


def submit(apple: AppStore, nomination_id: str) -> None:
    """Send a draft to Apple, which nobody can take back. Raises Refused unless it is a draft."""
    path = f"/v1/{KIND}/{nomination_id}"

    def find() -> Resource | None:
        found = apple.get(path).first
        return found if found.text("state") == NominationState.SUBMITTED else None

    apple.patch(path, body(KIND, {"submitted": True}, identity=nomination_id), find=find)


def _midnight(day: date | None) -> str:
    """Return the beginning of an Apple day as a date-time, which the API takes."""
    return "" if day is None else datetime.combine(day, time(), PACIFIC).isoformat()


def _read(resource: Resource) -> Nomination:
    content = NominationContent(
        name=resource.text("name"),
        type=NominationType(resource.text("type")),
        description=resource.text("description"),
        start=_day(resource, "publishStartDate"),
        end=_day(resource, "publishEndDate"),
        notes=resource.text("notes"),
    )
    return Nomination(id=resource.id, state=NominationState(resource.text("state")), content=content)


def _day(resource: Resource, name: str) -> date | None:
    moment = resource.date(name)
    return None if moment is None else moment.astimezone(PACIFIC).date()
