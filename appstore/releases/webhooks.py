"""The webhooks of an app: Apple posts events to them, and lists each delivery.

https://developer.apple.com/documentation/appstoreconnectapi/webhook-notifications
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import urlsplit

from appstore.calls.jsonapi import OpenEnum, body
from appstore.client import AppStore, Document, Resource
from appstore.errors import Refused

# What `webhooks on` asks Apple to report; there are no events for submissions, reviews and prices.
EVENT_TYPES = ("APP_STORE_VERSION_APP_VERSION_STATE_UPDATED", "BUILD_UPLOAD_STATE_UPDATED")
# An app has few webhooks.
MOST = 200


class DeliveryState(OpenEnum):
    """How a delivery stands. Apple documents no repetition of those that failed."""

    PENDING = "PENDING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True)
class Webhook:
    """A webhook; its secret can be set and never read."""

    id: str
    name: str
    url: str
    enabled: bool


@dataclass(frozen=True, kw_only=True)
class WebhookDelivery:
    """One attempt to deliver an event. `status` is 0 without an answer; `payload` is the JSON that was sent."""

    id: str
    state: DeliveryState
    created: datetime | None
    status: int = 0
    answer: str = ""
    error: str = ""
    event_type: str = ""
    ping: bool = False
    payload: str = ""


def of_app(apple: AppStore, app_id: str) -> tuple[Webhook, ...]:
    """Return every webhook of an app, also those of other tools."""
    return tuple(map(_read, apple.pages(f"/v1/apps/{app_id}/webhooks", {"limit": MOST}).data))


def register(apple: AppStore, app_id: str, *, name: str, url: str, secret: str) -> Webhook:
    """Create a webhook. If the response is lost, the one with this URL counts as created."""
    wanted = body("webhooks", _attributes(name, url, secret), parents={"app": ("apps", app_id)})

    def find() -> Resource | None:
        found = apple.pages(f"/v1/apps/{app_id}/webhooks", {"limit": MOST}).data
        return next((resource for resource in found if same_url(resource.text("url"), url)), None)

    return _read(apple.post("/v1/webhooks", wanted, find=find).first)


def change(apple: AppStore, webhook_id: str, *, name: str, url: str, secret: str) -> Webhook:
    """Enable a webhook and set everything about it, also its secret. Safe to repeat."""
    wanted = body("webhooks", _attributes(name, url, secret), identity=webhook_id)
    return _read(apple.patch(f"/v1/webhooks/{webhook_id}", wanted).first)


def remove(apple: AppStore, webhook_id: str) -> None:
    """Remove a webhook, if there still is one."""
    try:
        apple.delete(f"/v1/webhooks/{webhook_id}")
    except Refused as refused:
        if not refused.gone:
            raise


def ping(apple: AppStore, webhook_id: str) -> None:
    """Let Apple send a ping. If the response is lost, there may be two."""
    wanted: dict[str, object] = {
        "data": {
            "type": "webhookPings",
            "relationships": {"webhook": {"data": {"type": "webhooks", "id": webhook_id}}},
        }
    }
    apple.post("/v1/webhookPings", wanted, find=lambda: None)


def deliveries(
    apple: AppStore, webhook_id: str, *, since: float = 0.0, state: DeliveryState | None = None, pages: int = 1
) -> tuple[WebhookDelivery, ...]:
    """Return the deliveries made `since` (epoch seconds), the newest first, at most 200 for each of `pages` calls."""
    wanted: dict[str, str | int] = {"include": "event", "limit": 200}
    if since:
        wanted["filter[createdDateGreaterThanOrEqualTo]"] = f"{datetime.fromtimestamp(since, UTC):%Y-%m-%dT%H:%M:%SZ}"
    if state:
        wanted["filter[deliveryState]"] = state.value
    found = islice(apple.iter_pages(f"/v1/webhooks/{webhook_id}/deliveries", wanted), pages)
    read = [_delivery(page, resource) for page in found for resource in page.data]
    # Apple takes no `sort` here and documents no order.
    return tuple(sorted(read, key=lambda each: each.created or datetime.min.replace(tzinfo=UTC), reverse=True))


def same_url(url: str, other: str) -> bool:
    """Return whether two URLs are those of one place, however they are written."""
    return _bare(url) == _bare(other)


def _bare(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    return parts.scheme.lower(), parts.netloc.lower().removesuffix(":443"), parts.path.rstrip("/")


def _attributes(name: str, url: str, secret: str, event_types: Sequence[str] = EVENT_TYPES) -> dict[str, object]:
    return {"enabled": True, "eventTypes": list(event_types), "name": name, "secret": secret, "url": url}


def _read(resource: Resource) -> Webhook:
    # Apple may leave an attribute out: only a clear false turns a webhook off.
    enabled = resource.attributes.get("enabled") is not False
    return Webhook(resource.id, resource.text("name"), resource.text("url"), enabled)


def _delivery(page: Document, resource: Resource) -> WebhookDelivery:
    event_id = next(iter(resource.related("event") or ()), "")
    event = page.included_by_id("webhookEvents").get(event_id) or Resource("webhookEvents", event_id)
    response = resource.attributes.get("response")
    answered = Resource("", "", response if isinstance(response, dict) else {})
    return WebhookDelivery(
        id=resource.id,
        state=DeliveryState(resource.text("deliveryState")),
        created=resource.date("createdDate"),
        status=answered.number("httpStatusCode"),
        answer=answered.text("body"),
        error=resource.text("errorMessage"),
        event_type=event.text("eventType"),
        ping=event.attributes.get("ping") is True,
        payload=event.text("payload"),
    )
