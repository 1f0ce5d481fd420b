"""The state of the account: apps, versions, texts, screenshots and reviews."""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import Any

from sandbox.appstore.analytics_world import AnalyticsWorld
from sandbox.appstore.bridge import Bridge
from sandbox.appstore.calls import InFlight
from sandbox.appstore.courier import Courier
from sandbox.appstore.errors import RefusedError, bad_relationship, not_found
from sandbox.appstore.faults import Faults
from sandbox.appstore.media import Media
from sandbox.appstore.relations import Link, ResourceType
from sandbox.appstore.resource_types import RESOURCE_TYPES
from sandbox.appstore.sales_book import SalesBook
from sandbox.appstore.settings import Settings
from sandbox.appstore.timers import Timers

# Apple formats dates with the offset of the US west coast, not with Z.
CUPERTINO = timezone(-timedelta(hours=7))


@dataclass(eq=False, slots=True)
class Row:
    """One resource: its attributes with Apple's names, and its related resources."""

    kind: ResourceType
    id: str
    attributes: dict[str, Any]
    to_one: dict[str, Row | None] = field(default_factory=dict)
    to_many: dict[str, list[Row]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 — attributes are whatever JSON carries
        return self.attributes[name]

    @property
    def path(self) -> str:
        """The path under which Apple reports errors of this resource."""
        return f"/v1/{self.kind.type}/{self.id}"

    def parent(self, name: str) -> Row:
        """Returns the resource of a required to-one relationship."""
        row = self.to_one[name]
        if row is None:
            raise LookupError(f"{self.kind.type} {self.id} has no {name}")
        return row


@dataclass(eq=False)
class Store:
    """All rows by type and id. Only one thread at a time accesses it; see `bridge.py`."""

    settings: Settings
    random: Random
    timers: Timers = field(default_factory=Timers)
    listeners: list[Callable[[str], None]] = field(default_factory=list)
    events: deque[str] = field(default_factory=deque)
    notifying: bool = False
    faults: Faults = field(default_factory=Faults)
    in_flight: InFlight = field(default_factory=InFlight)
    bridge: Bridge = field(default_factory=Bridge)
    courier: Courier = field(default_factory=Courier)
    sales_book: SalesBook = field(default_factory=SalesBook)
    analytics: AnalyticsWorld = field(default_factory=AnalyticsWorld)
    # Until when a deleted set, by locale id and display type, blocks a new one.
    lingering: dict[tuple[str, str], float] = field(default_factory=dict)
    # The bytes of every image by asset token; a copied version shares them with the original.
    media: dict[str, Media] = field(default_factory=dict)
    rows: dict[str, dict[str, Row]] = field(default_factory=lambda: {type_: {} for type_ in RESOURCE_TYPES})

    @property
    def now(self) -> float:
        """The current time in epoch seconds, by the configured clock."""
        return self.settings.clock()

    def new_id(self) -> str:
        """Returns an id in Apple's format, reproducible with the same seed."""
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def add(self, type_: str, attributes: dict[str, Any], *, row_id: str | None = None, **links: Row | None) -> Row:
        """Creates a resource and adds it to its related resources."""
        row = self.computed(type_, attributes, row_id=row_id or self.new_id(), **links)
        for siblings in self._siblings(row):
            siblings.append(row)
        self.rows[type_][row.id] = row
        return row

    @staticmethod
    def computed(type_: str, attributes: dict[str, Any], *, row_id: str, **links: Row | None) -> Row:
        """Returns a resource that is not stored, and that no other resource lists."""
        kind = RESOURCE_TYPES[type_]
        row = Row(kind, row_id, dict.fromkeys(kind.attributes) | attributes)
        for name, link in kind.links.items():
            if link.to_many:
                row.to_many[name] = []
            else:
                row.to_one[name] = links.get(name)
        return row

    def find(self, type_: str, row_id: str) -> Row:
        """Returns the resource with this id; RefusedError (404) if there is none."""
        row = self.rows[type_].get(row_id)
        if row is None:
            raise RefusedError(not_found(type_, row_id))
        return row

    def related(self, type_: str, row_id: str, name: str) -> Row:
        """Returns the resource that a relationship in a body names; RefusedError (409) if there is none."""
        row = self.rows[type_].get(row_id)
        if row is None:
            raise RefusedError(bad_relationship(name, f"There is no resource of type '{type_}' with id '{row_id}'"))
        return row

    def remove(self, row: Row) -> None:
        """Deletes a resource and everything it owns."""
        for name, link in row.kind.links.items():
            if link.owns:
                only = None if link.to_many else row.to_one[name]
                for child in tuple(row.to_many[name]) if link.to_many else () if only is None else (only,):
                    self.remove(child)
        for siblings in self._siblings(row):
            siblings.remove(row)
        del self.rows[row.kind.name][row.id]

    def changed(self, event: str) -> None:
        """Records an event such as `screenshot.complete`."""
        self.events.append(event)

    def notify(self) -> None:
        """Passes recorded events to the listeners; the state is consistent at this point."""
        if self.notifying:
            return
        self.notifying = True
        try:
            while self.events:
                event = self.events.popleft()
                for listener in tuple(self.listeners):
                    listener(event)
        finally:
            self.notifying = False

    @staticmethod
    def _siblings(row: Row) -> list[list[Row]]:
        backs: list[tuple[Link, Row | None]] = [
            (link, row.to_one[name]) for name, link in row.kind.links.items() if link.back is not None
        ]
        return [parent.to_many[link.back] for link, parent in backs if parent is not None and link.back is not None]


def stamp(moment: float) -> str:
    """Formats a time as Apple does, without milliseconds and with an offset instead of Z."""
    return datetime.fromtimestamp(moment, UTC).astimezone(CUPERTINO).isoformat(timespec="seconds")
