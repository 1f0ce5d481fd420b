"""Users and Access, Integrations: the webhooks of the account's apps, and events that no other part sends."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.appstore import webhook_events
from sandbox.appstore.account import Account
from sandbox.appstore.store import Row


@dataclass(frozen=True, slots=True)
class StoredWebhook:
    """A webhook with its secret, which no response shows."""

    id: str
    name: str
    url: str
    enabled: bool
    event_types: tuple[str, ...]
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class StoredDelivery:
    """One attempt to deliver an event. `status` is 0 without an answer; `event` is the payload's JSON."""

    id: str
    state: str
    status: int
    answer: str
    error: str
    redelivery: bool
    event: Mapping[str, Any]


class Integrations(Account):
    """The webhooks of the account. An unknown id raises KeyError."""

    def webhooks(self, app_id: str) -> list[StoredWebhook]:
        """Returns the webhooks of an app, oldest first."""
        return self._do(lambda: [_webhook(row) for row in self._store.rows["apps"][app_id].to_many["webhooks"]])

    def add_webhook(self, app_id: str, url: str, secret: str, *, name: str = "Another", enabled: bool = True) -> str:
        """Adds a webhook that wants every event, as another user would; returns its id."""

        def add() -> str:
            types = sorted(webhook_events.EVENT_TYPES)
            attributes = {"name": name, "url": url, "secret": secret, "enabled": enabled, "eventTypes": types}
            return self._store.add("webhooks", attributes, app=self._store.rows["apps"][app_id]).id

        return self._do(add)

    def remove_webhook(self, webhook_id: str) -> None:
        """Removes a webhook, as another user would."""
        self._do(lambda: self._store.remove(self._store.rows["webhooks"][webhook_id]))

    def deliveries(self, webhook_id: str) -> list[StoredDelivery]:
        """Returns the deliveries of a webhook, oldest first."""
        return self._do(
            lambda: [_delivery(row) for row in self._store.rows["webhooks"][webhook_id].to_many["deliveries"]]
        )

    def send_event(self, app_id: str, event_type: str, instance_id: str = "", **attributes: object) -> None:
        """Delivers an event of any type, also one that is made up, to the app's webhooks."""
        app = self._store.rows["apps"][app_id]
        self._do(lambda: webhook_events.publish(self._store, app, event_type, attributes, instance_id))

    def redeliver(self, delivery_id: str) -> None:
        """Delivers the event of a delivery once more."""

        def deliver() -> None:
            template = self._store.rows["webhookDeliveries"][delivery_id]
            event, webhook = template.parent("event"), template.parent("webhook")
            webhook_events.deliver(self._store, webhook, event, redelivery=True)

        self._do(deliver)

    def webhooks_settled(self, seconds: float = 10.0) -> None:
        """Waits until no delivery is under way."""
        self._store.courier.settle(seconds)


def _webhook(row: Row) -> StoredWebhook:
    types = tuple(row["eventTypes"])
    return StoredWebhook(row.id, row["name"], row["url"], row["enabled"], types, row["secret"])


def _delivery(row: Row) -> StoredDelivery:
    response = row["response"] or {}
    return StoredDelivery(
        row.id,
        row["deliveryState"],
        response.get("httpStatusCode", 0),
        response.get("body", ""),
        row["errorMessage"] or "",
        row["redelivery"] or False,
        json.loads(row.parent("event")["payload"]),
    )
