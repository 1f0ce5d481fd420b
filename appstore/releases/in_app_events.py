"""In-app events, which nominations may be about.

https://developer.apple.com/documentation/appstoreconnectapi/app-events
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from appstore.calls.jsonapi import OpenEnum
from appstore.client import AppStore, Resource

KIND = "appEvents"


class EventState(OpenEnum):
    """Where an event stands, as far as it matters here."""

    DRAFT = "DRAFT"
    READY_FOR_REVIEW = "READY_FOR_REVIEW"
    WAITING_FOR_REVIEW = "WAITING_FOR_REVIEW"
    IN_REVIEW = "IN_REVIEW"
    REJECTED = "REJECTED"
    ACCEPTED = "ACCEPTED"
    APPROVED = "APPROVED"
    PUBLISHED = "PUBLISHED"
    PAST = "PAST"
    ARCHIVED = "ARCHIVED"
    UNKNOWN = "UNKNOWN"


OVER = frozenset({EventState.PAST, EventState.ARCHIVED})


@dataclass(frozen=True, kw_only=True)
class InAppEvent:
    """An event: `start` is that of the first territory, `end` that of the last; None for one without times."""

    id: str
    name: str
    state: EventState
    start: datetime | None = None
    end: datetime | None = None


def of_app(apple: AppStore, app_id: str) -> tuple[InAppEvent, ...]:
    """Return the events of an app, those that are over among them."""
    return tuple(map(read, apple.pages(f"/v1/apps/{app_id}/{KIND}").data))


def read(resource: Resource) -> InAppEvent:
    """Return an event as Apple sends it; its name is the reference name, which only the team sees."""
    schedules = [each for each in resource.attributes.get("territorySchedules") or () if isinstance(each, dict)]
    return InAppEvent(
        id=resource.id,
        name=resource.text("referenceName"),
        state=EventState(resource.text("eventState")),
        start=min(_times(schedules, "eventStart"), default=None),
        end=max(_times(schedules, "eventEnd"), default=None),
    )


def _times(schedules: list[dict[str, object]], name: str) -> list[datetime]:
    found = []
    for schedule in schedules:
        try:
            moment = datetime.fromisoformat(str(schedule.get(name)))
        except ValueError:
            continue
        found.append(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    return found
