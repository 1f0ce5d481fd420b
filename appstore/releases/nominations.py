"""Featuring nominations: what the account proposes that Apple show in the App Store.

https://developer.apple.com/documentation/appstoreconnectapi/featuring-nominations
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from appstore.calls.jsonapi import Document, OpenEnum, body
from appstore.client import AppStore, Resource
from appstore.releases.nominations_content import (
    LIMITS,
    NominationContent,
    attributes_of,
    differing,
    read_content,
    relationships_of,
)

KIND = "nominations"
# https://developer.apple.com/app-store/getting-featured: at least two weeks before.
NOTICE_DAYS = 14
_INCLUDE = {"include": ",".join(LIMITS)} | {f"limit[{name}]": most for name, most in LIMITS.items()}


class NominationState(OpenEnum):
    """Where a nomination stands. Nothing tells whether Apple follows it."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    ARCHIVED = "ARCHIVED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, kw_only=True)
class Nomination:
    """A nomination at Apple. `names` has those of its apps and in-app events, by id."""

    id: str
    state: NominationState
    content: NominationContent
    names: Mapping[str, str] = field(default_factory=dict)


def of_app(apple: AppStore, app_id: str, state: NominationState) -> tuple[Nomination, ...]:
    """Return the nominations of an app in a state: Apple lists none without one."""
    filters = {"filter[state]": state.value, "filter[relatedApps]": app_id}
    found = apple.pages(f"/v1/{KIND}", filters | _INCLUDE)
    return tuple(_read(resource, found) for resource in found.data)


def everything(apple: AppStore, app_id: str) -> tuple[Nomination, ...]:
    """Return all nominations of an app: three calls."""
    states = (NominationState.DRAFT, NominationState.SUBMITTED, NominationState.ARCHIVED)
    return tuple(nomination for state in states for nomination in of_app(apple, app_id, state))


def get(apple: AppStore, nomination_id: str) -> Nomination:
    """Return a nomination. Raises Refused if there is none."""
    found = apple.get(f"/v1/{KIND}/{nomination_id}", _INCLUDE)
    return _read(found.first, found)


def create(apple: AppStore, content: NominationContent) -> str:
    """Create a draft; returns its id. If the response is lost, the draft with its name counts as created."""
    given = {name: value for name, value in attributes_of(content).items() if value not in (None, [], False)}
    data = {
        "type": KIND,
        "attributes": given | {"submitted": False},
        "relationships": relationships_of(content),
    }

    def find() -> Resource | None:
        filters = {"filter[state]": NominationState.DRAFT.value, "filter[relatedApps]": content.apps[0]}
        found = apple.pages(f"/v1/{KIND}", filters).data
        return next((draft for draft in found if draft.text("name") == content.name), None)

    return apple.post(f"/v1/{KIND}", {"data": data}, find=find).first.id


def change(apple: AppStore, nomination_id: str, before: NominationContent, after: NominationContent) -> None:
    """Change what differs. It may be repeated, and it empties no relationship: see `emptied`."""
    names = differing(before, after)
    data: dict[str, object] = {"type": KIND, "id": nomination_id, "attributes": attributes_of(after, names)}
    if links := relationships_of(after, names):
        data["relationships"] = links
    apple.patch(f"/v1/{KIND}/{nomination_id}", {"data": data})


def submit(apple: AppStore, nomination_id: str) -> None:
    """Send a draft to Apple, which nobody can take back. Raises Refused unless it is a draft."""
    _move(apple, nomination_id, "submitted", NominationState.SUBMITTED)


def archive(apple: AppStore, nomination_id: str) -> None:
    """Archive a nomination. It is unconfirmed whether Apple restores one, so it counts as final."""
    _move(apple, nomination_id, "archived", NominationState.ARCHIVED)


def remove(apple: AppStore, nomination_id: str) -> None:
    """Delete a draft. Raises Refused for any other: it is unconfirmed whether Apple deletes those."""
    apple.delete(f"/v1/{KIND}/{nomination_id}")


def _move(apple: AppStore, nomination_id: str, attribute: str, state: NominationState) -> None:
    path = f"/v1/{KIND}/{nomination_id}"

    def find() -> Resource | None:
        found = apple.get(path).first
        return found if found.text("state") == state else None

    apple.patch(path, body(KIND, {attribute: True}, identity=nomination_id), find=find)


def _read(resource: Resource, found: Document) -> Nomination:
    content = read_content(resource)
    apps, events = found.included_by_id("apps"), found.included_by_id("appEvents")
    names = {app_id: apps[app_id].text("name") for app_id in content.apps if app_id in apps}
    names |= {event_id: events[event_id].text("referenceName") for event_id in content.events if event_id in events}
    return Nomination(id=resource.id, state=NominationState(resource.text("state")), content=content, names=names)
