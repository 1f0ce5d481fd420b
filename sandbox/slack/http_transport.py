"""Delivers signed HTTP requests to the app, as Slack does without Socket Mode."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from urllib.parse import urlencode

import h11

from sandbox.slack.delivery import Answer, Parcel, ParcelKind
from sandbox.slack.posting import post
from sandbox.slack.signature import signature
from sandbox.slack.state import Json

FORM = "application/x-www-form-urlencoded"


class HttpTransport:
    """Posts to one URL, with a new connection each time."""

    def __init__(self, address: str, signing_secret: str) -> None:
        self._address = address
        self._signing_secret = signing_secret

    async def deliver(self, parcel: Parcel, attempt: int, reason: str) -> Answer:
        """Sends one signed POST; returns the response, or Slack's error code."""
        content_type, body = _packed(parcel)
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._signing_secret, timestamp, body),
            **_retry_headers(attempt, reason),
        }
        try:
            response = await post(self._address, headers, body)
        except (OSError, h11.ProtocolError):
            return Answer(failure="connection_failed")
        return Answer(
            status=response.status,
            body=response.body.decode("utf-8", "replace"),
            content_type=response.headers.get("content-type", ""),
            failure="" if 200 <= response.status < 300 else "http_error",
            no_retry=response.headers.get("x-slack-no-retry") == "1",
        )

    async def close(self) -> None:
        """Every connection ends with its request."""


def _retry_headers(attempt: int, reason: str) -> Mapping[str, str]:
    return {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason} if attempt else {}


def _packed(parcel: Parcel) -> tuple[str, bytes]:
    if parcel.kind is ParcelKind.EVENT:
        return "application/json", json.dumps(parcel.payload).encode()
    if parcel.kind is ParcelKind.COMMAND:
        return FORM, urlencode(_as_form(parcel.payload)).encode()
    return FORM, urlencode({"payload": json.dumps(parcel.payload)}).encode()


def _as_form(payload: Json) -> Mapping[str, str]:
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in payload.items()}
