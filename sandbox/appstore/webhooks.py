"""Routes for webhooks, their deliveries and pings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from sandbox.appstore import webhook_events
from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, done, found
from sandbox.appstore.errors import RefusedError, bad_attribute, bad_parameter
from sandbox.appstore.query import Query
from sandbox.appstore.store import Store
from sandbox.appstore.webhook_events import EVENT_TYPES

SEEN_BY = EDITORS | {"DEVELOPER"}
STATES = frozenset({"SUCCEEDED", "FAILED", "PENDING"})
_FROM, _UNTIL = "createdDateGreaterThanOrEqualTo", "createdDateLessThan"


def _of_app(store: Store, call: ApiCall) -> Answer:
    return found(call.write.page(store.find("apps", call.id).to_many["webhooks"]))


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find("webhooks", call.id)))


def _create(store: Store, call: ApiCall) -> Answer:
    app = store.related("apps", call.wanted.links["app"], "app")
    _check(store, call.wanted.attributes)
    webhook = store.add("webhooks", dict(call.wanted.attributes), app=app)
    store.changed("webhook.added")
    return created(call.write.single(webhook))


def _update(store: Store, call: ApiCall) -> Answer:
    webhook = store.find("webhooks", call.id)
    # A null leaves the attribute as it is.
    wanted = {name: value for name, value in call.wanted.attributes.items() if value is not None}
    _check(store, wanted)
    webhook.attributes |= wanted
    store.changed("webhook.changed")
    return found(call.write.single(webhook))


def _delete(store: Store, call: ApiCall) -> Answer:
    store.remove(store.find("webhooks", call.id))
    store.changed("webhook.removed")
    return done()


def _ping(store: Store, call: ApiCall) -> Answer:
    webhook = store.related("webhooks", call.wanted.links["webhook"], "webhook")
    webhook_events.ping(store, webhook)
    return created(call.write.single(store.add("webhookPings", {}, webhook=webhook)))


def _deliveries(store: Store, call: ApiCall) -> Answer:
    since, until = _moment(call, _FROM), _moment(call, _UNTIL)
    rows = [
        row
        for row in reversed(store.find("webhooks", call.id).to_many["deliveries"])
        if call.params.matches("deliveryState", row["deliveryState"])
        and (since is None or since <= datetime.fromisoformat(row["createdDate"]))
        and (until is None or datetime.fromisoformat(row["createdDate"]) < until)
    ]
    return found(call.write.page(rows))


def _redeliver(store: Store, call: ApiCall) -> Answer:
    template = store.related("webhookDeliveries", call.wanted.links["template"], "template")
    again = webhook_events.deliver(store, template.parent("webhook"), template.parent("event"), redelivery=True)
    return created(call.write.single(again))


def _check(store: Store, attributes: Mapping[str, Any]) -> None:
    problems = []
    unknown = [name for name in attributes.get("eventTypes", ()) if name not in EVENT_TYPES]
    if unknown:
        problems.append(bad_attribute("eventTypes", f"{unknown} are not valid event types."))
    if "url" in attributes and not _is_allowed(store, attributes["url"]):
        problems.append(bad_attribute("url", "The url must be an https address."))
    if problems:
        raise RefusedError(*problems)


def _is_allowed(store: Store, url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme == "https":
        return True
    try:
        local = ip_address(parts.hostname or "").is_loopback
    except ValueError:
        local = parts.hostname == "localhost"
    return local and store.settings.loopback_webhooks


def _moment(call: ApiCall, name: str) -> datetime | None:
    if name not in call.params.filters:
        return None
    text = ",".join(call.params.filters[name])
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        detail = f"'{text}' is not a valid date-time"
        raise RefusedError(bad_parameter("INVALID", f"filter[{name}]", detail)) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_ATTRIBUTES = {
    "enabled": Field(bool, required=True),
    "eventTypes": Field(list, required=True),
    "name": Field(required=True),
    "secret": Field(required=True),
    "url": Field(required=True, web_address=True),
}
_CHANGES = {
    "enabled": Field(bool),
    "eventTypes": Field(list),
    "name": Field(),
    "secret": Field(),
    "url": Field(web_address=True),
}

ENDPOINTS = (
    Endpoint("GET", "/v1/apps/{id}/webhooks", _of_app, Query("webhooks", include=("app",), paged=True), roles=SEEN_BY),
    Endpoint("GET", "/v1/webhooks/{id}", _get, Query("webhooks", include=("app",)), roles=SEEN_BY),
    Endpoint("POST", "/v1/webhooks", _create, body=Body("webhooks", _ATTRIBUTES, {"app": "apps"}), roles=EDITORS),
    Endpoint("PATCH", "/v1/webhooks/{id}", _update, body=Body("webhooks", _CHANGES, creates=False), roles=EDITORS),
    Endpoint("DELETE", "/v1/webhooks/{id}", _delete, roles=EDITORS),
    Endpoint(
        "GET",
        "/v1/webhooks/{id}/deliveries",
        _deliveries,
        Query(
            "webhookDeliveries",
            filters={"deliveryState": STATES, _FROM: None, _UNTIL: None},
            include=("event",),
            paged=True,
        ),
        roles=SEEN_BY,
    ),
    Endpoint(
        "POST",
        "/v1/webhookDeliveries",
        _redeliver,
        body=Body("webhookDeliveries", {}, {"template": "webhookDeliveries"}),
        roles=EDITORS,
    ),
    Endpoint("POST", "/v1/webhookPings", _ping, body=Body("webhookPings", {}, {"webhook": "webhooks"}), roles=EDITORS),
)
