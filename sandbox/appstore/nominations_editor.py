"""Apple's website: users of the account add, submit and archive featuring nominations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.appstore import nominations
from sandbox.appstore.account import Account
from sandbox.appstore.nominations import INCLUDE, KIND, STATES
from sandbox.appstore.nominations_checks import APPS, EVENTS, STORES
from sandbox.appstore.reviews import territory
from sandbox.appstore.store import Row


@dataclass(frozen=True, slots=True)
class StoredNomination:
    """A nomination, with its attributes by Apple's names."""

    id: str
    name: str
    state: str
    attributes: Mapping[str, Any]
    # The ids of related resources, by Apple's name of the relationship.
    links: Mapping[str, tuple[str, ...]]


class Nominations(Account):
    """The nominations of the account. An unknown id raises KeyError."""

    def add_nomination(
        self,
        app_id: str,
        name: str,
        state: str = "DRAFT",
        *,
        events: Iterable[str] = (),
        territories: Iterable[str] = (),
        **attributes: object,
    ) -> str:
        """Adds a nomination of an app, with ids of in-app events and codes of territories; returns its id."""
        given = {
            "name": name,
            "type": "NEW_CONTENT",
            "description": name,
            "publishStartDate": "2030-01-01T00:00:00Z",
            **attributes,
        }

        def add() -> str:
            row = nominations.add(self._store, [self._store.rows["apps"][app_id]], given)
            row.attributes["state"] = STATES[STATES.index(state)]
            row.to_many[EVENTS] = [self._store.rows["appEvents"][event_id] for event_id in events]
            row.to_many[STORES] = [territory(self._store, code) for code in territories]
            return row.id

        return self._do(add)

    def set_nomination(self, nomination_id: str, **attributes: object) -> None:
        """Sets attributes of a nomination, by Apple's names, as another user would."""
        self._do(lambda: self._store.rows[KIND][nomination_id].attributes.update(attributes))

    def remove_nomination(self, nomination_id: str) -> None:
        """Deletes a nomination, as another user would."""
        self._do(lambda: self._store.remove(self._store.rows[KIND][nomination_id]))

    def nominations(self, app_id: str) -> list[StoredNomination]:
        """Returns the nominations of an app, oldest first."""
        app = self._store.rows["apps"][app_id]
        return self._do(lambda: [_stored(row) for row in self._store.rows[KIND].values() if app in row.to_many[APPS]])


def _stored(row: Row) -> StoredNomination:
    links = {name: tuple(other.id for other in row.to_many[name]) for name in INCLUDE}
    return StoredNomination(row.id, row["name"], row["state"], dict(row.attributes), links)
