"""What has texts besides an app and its versions: features register it under the option that names it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from appstore.client import AppStore
from appstore.fields import Field
from kit.jobs import queues
from kit.jobs.defer import deferring_clients
from kit.jobs.define import discover
from kit.slack.replies import reply
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp
from records.invocations import Invocation
from records.jobs.order import Touched
from records.messages import Message
from records.storage.notes import Note
from records.text_changes import Applied, NotApplied, TextChange
from tasks.dispatch import destinations, resolve


class OwnTexts(Protocol):
    """The texts of one of them, read once. Its methods raise UserError where a change can't be made at all."""

    @property
    def remarks(self) -> tuple[Note, ...]:
        """What users should know about the changes for which it was read."""

    def targets(self, change: TextChange) -> tuple[list[Applied], list[NotApplied]]:
        """Return every text that the change would replace, and those that it can't, with the reason."""

    def prepare(self) -> bool:
        """Create what takes the texts, if there is nothing now that does; then their ids are others."""


@dataclass(frozen=True, kw_only=True)
class OwnerKind:
    """How texts are read by the name, written by the id of a localization and `Field.attribute`, and shown.

    `changed` and `restored` are the tags of entries in the audit trail.
    """

    read: Callable[[AppStore, KnownApp, str], OwnTexts]
    write: Callable[..., object]
    show: Callable[[AppStore, KnownApp, str, Field, Sequence[str]], Message]
    changed: str
    restored: str


_kinds: dict[str, OwnerKind] = {}


def register(option: str, kind: OwnerKind) -> None:
    """Register what an option such as `--page` names; called in a module that some `jobs.py` imports."""
    _kinds[option] = kind


def kind_of(into: str) -> OwnerKind:
    """Return the kind of what a change goes to."""
    option, _ = destinations.parts(into)
    if option not in _kinds:
        discover()
    return _kinds[option]


def read(apple: AppStore, app: KnownApp, into: str) -> OwnTexts:
    """Return the texts of what a change goes to."""
    return kind_of(into).read(apple, app, destinations.parts(into)[1])


def show(kit: Kit, invocation: Invocation, field: Field, locales: Sequence[str]) -> None:
    """Show the texts that the invocation is about, of every language if there are no `locales`."""
    into, clients = destinations.named_in(invocation.options or {}), deferring_clients(kit)
    app = resolve.resolve_app(kit, clients, invocation.app, invocation.channel)
    queues.touch(kit, Touched(reads=(destinations.subject_of(into, app.id),)))
    message = kind_of(into).show(clients(app.account), app, destinations.parts(into)[1], field, locales)
    reply(kit, invocation, message)
