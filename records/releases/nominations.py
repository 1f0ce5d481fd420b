"""Nominations in the form of `nominate`: what it offers, what it shows, and what was typed there."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter

from appstore.releases.nominations_content import NominationContent
from records.keys import DAY
from records.storage.documents import Documents


@dataclass(frozen=True, kw_only=True)
class NominationRequest:
    """The nomination that an invocation (`id`) creates; `type` is Apple's, days are ISO dates, "" for no end.

    `content` is all of it, as `dump` writes it, "" in a request of an earlier release. `form` is the form in which it
    was written. `begun`: a draft with its name is its own, since there
    was none before.
    """

    id: str
    name: str
    type: str
    description: str
    start: str
    end: str = ""
    notes: str = ""
    begun: bool = False
    content: str = ""
    form: str = ""


@dataclass(frozen=True, kw_only=True)
class TypedNomination:
    """What a form holds, as it was typed or chosen: days are ISO dates, apps and events ids, the rest Apple's codes.

    `territories` and `links` are texts; `more` are the boxes that are ticked.
    """

    name: str = ""
    type: str = ""
    description: str = ""
    start: str = ""
    end: str = ""
    apps: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    territories: str = ""
    devices: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()
    links: str = ""
    more: tuple[str, ...] = ()
    notes: str = ""


@dataclass(frozen=True, kw_only=True)
class OfferedEvent:
    """An in-app event to choose, of the app `app_id`; `end` in epoch seconds, 0 for one without times."""

    id: str
    name: str
    app_id: str
    start: float = 0.0
    end: float = 0.0
    is_over: bool = False


@dataclass(frozen=True, kw_only=True)
class OfferedApp:
    """An app to choose. `released`: it is in the App Store, or was."""

    id: str
    title: str
    released: bool = False


@dataclass(frozen=True, kw_only=True)
class NominationForm:
    """An open form; `view_id` is Slack's. `wanted` is the draft to change, by id or name, "" for a new nomination.

    Once it is filled, `app_id` is the app and `nomination` Apple's id of the draft, which says `shown` (as `dump`
    writes it). `events_unread`: Apple refused the list of its events. `typed` is what the user has submitted. `report`
    is the decision whose message the form was opened from.
    """

    id: str
    invocation_id: str
    view_id: str = ""
    wanted: str = ""
    account: str = ""
    app_id: str = ""
    app_name: str = ""
    nomination: str = ""
    shown: str = ""
    typed: TypedNomination | None = None
    apps: tuple[OfferedApp, ...] = ()
    events: tuple[OfferedEvent, ...] = ()
    events_unread: bool = False
    report: str = ""

    @property
    def names(self) -> dict[str, str]:
        """The names of the apps and events that it offers, by id."""
        return {app.id: app.title for app in self.apps} | {event.id: event.name for event in self.events}


NOMINATIONS = Documents("nomination", NominationRequest, seconds=7 * DAY)
FORMS = Documents("nominationform", NominationForm, seconds=7 * DAY)
_CONTENT = TypeAdapter(NominationContent)


def dump(content: NominationContent) -> str:
    """Return what a nomination says as JSON."""
    return str(_CONTENT.dump_json(content), "utf-8")


def load(text: str) -> NominationContent:
    """Return what `dump` has written."""
    return _CONTENT.validate_json(text)
