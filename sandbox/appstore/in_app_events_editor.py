"""Apple's website: users of the account plan in-app events."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.appstore import in_app_events
from sandbox.appstore.account import Account
from sandbox.appstore.in_app_events import KIND, STATES


class InAppEvents(Account):
    """The in-app events of the account. An unknown id raises KeyError."""

    def add_event(
        self,
        app_id: str,
        name: str,
        state: str = "APPROVED",
        *,
        start: str = "2035-07-01T16:00:00Z",
        end: str = "2035-07-07T16:00:00Z",
        texts: Mapping[str, Mapping[str, str]] | None = None,
        **attributes: object,
    ) -> str:
        """Adds an event of an app, the same time in all its territories; returns its id."""
        if state not in STATES:
            raise ValueError(f"{state} is no state of an event")
        schedule = {"territories": ["DEU", "USA"], "publishStart": start, "eventStart": start, "eventEnd": end}
        given = {
            "referenceName": name,
            "badge": "SPECIAL_EVENT",
            "eventState": state,
            "priority": "NORMAL",
            "purpose": "APPROPRIATE_FOR_ALL_USERS",
            "territorySchedules": [schedule],
            **attributes,
        }
        texts = {"en-US": {"name": name}} if texts is None else texts
        return self._do(lambda: in_app_events.add(self._store, self._store.rows["apps"][app_id], given, texts).id)

    def set_event(self, event_id: str, **attributes: object) -> None:
        """Sets attributes of an event, by Apple's names, as another user would."""
        self._do(lambda: self._store.rows[KIND][event_id].attributes.update(attributes))
