"""Delivers signed HTTP requests to the app, as Slack does without Socket Mode."""

from __future__ import annotations

import json
import ssl
import sys
import time
from collections.abc import Mapping
from importlib.util import find_spec
from urllib.parse import urlencode

import httpx

from sandbox.slack.delivery import Answer, Parcel, ParcelKind
from sandbox.slack.signature import signature
from sandbox.slack.state import Json

# The app is local and uses no TLS; loading the certificate authorities would take longer than a test.
NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
# httpcore looks for it at each step of a request, in all of sys.path where it is not installed; so it knows at once:
# https://docs.python.org/3/reference/import.html#the-module-cache
if find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment]
FORM = "application/x-www-form-urlencoded"


class HttpTransport:
    """Posts to one URL, with a new connection each time."""

    def __init__(self, address: str, signing_secret: str) -> None:
        self._address = address
        self._signing_secret = signing_secret
        self._http = httpx.AsyncClient(
            timeout=None,  # noqa: S113 - the outbox limits the time
            limits=httpx.Limits(max_keepalive_connections=0),
            trust_env=False,
            verify=NO_AUTHORITIES,
        )

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
            response = await self._http.post(self._address, content=body, headers=headers)
        except httpx.HTTPError:
            return Answer(failure="connection_failed")
        return Answer(
            status=response.status_code,
            body=response.text,
            content_type=response.headers.get("content-type", ""),
            failure="" if response.is_success else "http_error",
            no_retry=response.headers.get("x-slack-no-retry") == "1",
        )

    async def close(self) -> None:
        """Closes all connections."""
        await self._http.aclose()


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
