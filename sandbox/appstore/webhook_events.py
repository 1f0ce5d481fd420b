"""Events that webhooks report: their payloads in Apple's shapes, and their deliveries.

https://developer.apple.com/documentation/appstoreconnectapi/understanding-webhook-events
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sandbox.appstore.courier import Parcel, Receipt
from sandbox.appstore.store import Row, Store, stamp

# The type of the instance that an event is about, None where it is about none.
INSTANCES: Mapping[str, str | None] = {
    "ALTERNATIVE_DISTRIBUTION_PACKAGE_AVAILABLE_UPDATED": "alternativeDistributionPackages",
    "ALTERNATIVE_DISTRIBUTION_PACKAGE_VERSION_CREATED": "alternativeDistributionPackageVersions",
    "ALTERNATIVE_DISTRIBUTION_TERRITORY_AVAILABILITY_UPDATED": None,
    "APP_STORE_VERSION_APP_VERSION_STATE_UPDATED": "appStoreVersions",
    "BACKGROUND_ASSET_VERSION_APP_STORE_RELEASE_STATE_UPDATED": "backgroundAssetVersionAppStoreReleases",
    "BACKGROUND_ASSET_VERSION_EXTERNAL_BETA_RELEASE_STATE_UPDATED": "backgroundAssetVersionExternalBetaReleases",
    "BACKGROUND_ASSET_VERSION_INTERNAL_BETA_RELEASE_CREATED": "backgroundAssetVersionInternalBetaReleaseCreated",
    "BACKGROUND_ASSET_VERSION_STATE_UPDATED": "backgroundAssetVersions",
    "BETA_FEEDBACK_CRASH_SUBMISSION_CREATED": "betaFeedbackCrashSubmissions",
    "BETA_FEEDBACK_SCREENSHOT_SUBMISSION_CREATED": "betaFeedbackScreenshotSubmissions",
    "BUILD_BETA_DETAIL_EXTERNAL_BUILD_STATE_UPDATED": "buildBetaDetails",
    "BUILD_UPLOAD_STATE_UPDATED": "buildUploads",
}
EVENT_TYPES = frozenset(INSTANCES)
VERSION_STATE = "APP_STORE_VERSION_APP_VERSION_STATE_UPDATED"
BUILD_STATE = "BUILD_UPLOAD_STATE_UPDATED"
PING = "WEBHOOK_PING_CREATED"


def publish(store: Store, app: Row, event_type: str, attributes: Mapping[str, object], instance_id: str = "") -> None:
    """Delivers an event to each enabled webhook of the app that wants its type."""
    for webhook in app.to_many["webhooks"]:
        if webhook["enabled"] and event_type in webhook["eventTypes"]:
            deliver(store, webhook, add(store, event_type, attributes, instance_id))


def ping(store: Store, webhook: Row) -> None:
    """Delivers a ping, whichever events the webhook wants."""
    deliver(store, webhook, add(store, PING, {}, ""))


def add(store: Store, event_type: str, attributes: Mapping[str, object], instance_id: str) -> Row:
    """Adds an event; its id is also the `data.id` of its payload."""
    is_ping = event_type == PING
    event = store.add(
        "webhookEvents",
        {"eventType": None if is_ping else event_type, "ping": is_ping, "createdDate": stamp(store.now)},
    )
    instance = (INSTANCES.get(event_type) or "unknownInstances", instance_id) if instance_id else None
    timed = {**attributes, "timestamp": timestamp(store.now)}
    event.attributes["payload"] = json.dumps(payload(event_type, event.id, timed, instance))
    return event


def payload(
    event_type: str, event_id: str, attributes: Mapping[str, object], instance: tuple[str, str] | None
) -> dict[str, Any]:
    """Returns a payload; those about background assets have no version, and their instance is not under `data`."""
    data: dict[str, Any] = {"type": payload_type(event_type), "id": event_id, "attributes": dict(attributes)}
    flat = event_type.startswith("BACKGROUND_ASSET_")
    if not flat:
        data["version"] = 1
    if instance is not None:
        named = {"type": instance[0], "id": instance[1]}
        links = {"self": f"/v1/{instance[0]}/{instance[1]}"}
        data["relationships"] = {"instance": {**named, "links": links} if flat else {"data": named, "links": links}}
    return {"data": data}


def payload_type(event_type: str) -> str:
    """Returns `buildUploadStateUpdated` for `BUILD_UPLOAD_STATE_UPDATED`."""
    first, *rest = event_type.lower().split("_")
    return first + "".join(word.capitalize() for word in rest)


def sign(secret: str, body: bytes) -> str:
    """Returns the value of `x-apple-signature`."""
    return f"hmacsha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def timestamp(moment: float) -> str:
    """Returns a time as payloads have it: in UTC, with milliseconds."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def deliver(store: Store, webhook: Row, event: Row, *, redelivery: bool = False) -> Row:
    """Adds a delivery, which is PENDING until the receiver has answered, and sends it."""
    delivery = store.add(
        "webhookDeliveries",
        {
            "createdDate": stamp(store.now),
            "deliveryState": "PENDING",
            "redelivery": redelivery,
            "request": {"url": webhook["url"]},
        },
        event=event,
        webhook=webhook,
    )
    body = str(event["payload"]).encode()
    parcel = Parcel(webhook["url"], body, sign(webhook["secret"], body))
    store.courier.send(parcel, lambda receipt: store.bridge.run(partial(_record, store, delivery, receipt)))
    return delivery


def _record(store: Store, delivery: Row, receipt: Receipt) -> None:
    delivery.attributes |= {
        "deliveryState": "SUCCEEDED" if receipt.succeeded else "FAILED",
        "sentDate": stamp(store.now),
        "errorMessage": receipt.error or None,
        "response": {"httpStatusCode": receipt.status, "body": receipt.body} if receipt.status else None,
    }
    store.changed("webhook.delivered")
    store.notify()
