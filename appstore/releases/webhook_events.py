"""What Apple posts to a webhook: the signature, and the payload in each of its shapes.

https://developer.apple.com/documentation/appstoreconnectapi/configuring-webhook-notifications
https://developer.apple.com/documentation/appstoreconnectapi/understanding-webhook-events
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

PING = "webhookPingCreated"
VERSION_STATE = "appStoreVersionAppVersionStateUpdated"
BUILD_STATE = "buildUploadStateUpdated"

_SCHEME = "hmacsha256="
_WORD = re.compile(r"[A-Za-z0-9_.-]{1,200}")
# Compared with if there is no secret, so that this takes as long.
_NO_SECRET = ("",)


@dataclass(frozen=True, kw_only=True)
class WebhookEvent:
    """An event as its payload describes it; what the payload leaves out is empty.

    The redelivery of an event has its `id`, which may be any text. `old` and `new` are states in Apple's words; `at` is
    Apple's timestamp in epoch seconds, 0 if it has none.
    """

    id: str
    type: str
    instance_type: str = ""
    instance_id: str = ""
    old: str = ""
    new: str = ""
    at: float = 0.0


def is_signed(body: bytes, signature: str, secrets: Iterable[str]) -> bool:
    """Return whether one of the secrets made the signature, `hmacsha256=…` over the raw body, in constant time.

    Only the body is signed, no time: a request can be repeated, so that events must be recognized by their id.
    """
    given = signature.strip().lower().encode("latin-1", "replace")
    known = [secret for secret in secrets if secret]
    matches = [
        hmac.compare_digest(given, f"{_SCHEME}{hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}".encode())
        for secret in known or _NO_SECRET
    ]
    return bool(known) and any(matches)


def read_event(payload: bytes | str) -> WebhookEvent | None:
    """Return the event of a payload, of any type; None for one without a type or an id, or that is no JSON object."""
    try:
        data = _object(_object(json.loads(payload)).get("data"))
    except (ValueError, RecursionError):
        return None
    event_id, kind = data.get("id"), _word(data.get("type"))
    if not isinstance(event_id, str) or not event_id or not kind:
        return None
    attributes = _object(data.get("attributes"))
    instance = _object(_object(data.get("relationships")).get("instance"))
    # Events about background assets have type and id directly under `instance`.
    instance = _object(instance.get("data")) or instance
    return WebhookEvent(
        id=event_id,
        type=kind,
        instance_type=_word(instance.get("type")),
        instance_id=_word(instance.get("id")),
        old=_word(attributes.get("oldValue")) or _word(attributes.get("oldState")),
        new=_word(attributes.get("newValue")) or _word(attributes.get("newState")),
        at=_moment(attributes.get("timestamp")),
    )


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _word(value: object) -> str:
    """Return one of Apple's names or ids, which may become a part of an address; "" for anything else."""
    return value if isinstance(value, str) and _WORD.fullmatch(value) else ""


def _moment(value: object) -> float:
    try:
        moment = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        return 0.0
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (OverflowError, ValueError):
        return 0.0
