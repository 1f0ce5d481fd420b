"""Lets in what Slack has signed and what can be read; everything else is answered before it can do anything."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

from slack_sdk.signature import SignatureVerifier

Environ = dict[str, Any]
Answer = tuple[str, dict[str, Any]]
"""An HTTP status and a JSON body."""

FINE: Answer = "200 OK", {"ok": True}
_UNREADABLE: Answer = "400 Bad Request", {"ok": False, "error": "not readable"}


def is_certificate_check(environ: Environ) -> bool:
    """Whether Slack only looks at the certificate of the address, which it does with an unsigned GET.

    https://docs.slack.dev/interactivity/implementing-slash-commands
    """
    return parse_qs(environ.get("QUERY_STRING", "")).get("ssl_check") == ["1"]


def refusal(environ: Environ, body: bytes, verifier: SignatureVerifier) -> Answer | None:
    """Why a request goes no further, or None for one that Slack signed within five minutes and that can be read."""
    timestamp = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "")
    signature = environ.get("HTTP_X_SLACK_SIGNATURE", "")
    # Slack's own verifier raises on such headers.
    odd = not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12) or not signature.isascii()  # noqa: PLR2004
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _UNREADABLE
    if odd or not verifier.is_valid(text, timestamp, signature):
        return "401 Unauthorized", {"ok": False, "error": "not signed by Slack"}
    return None if is_readable(environ.get("CONTENT_TYPE", ""), text) else _UNREADABLE


def is_readable(content_type: str, text: str) -> bool:
    """Whether the body is a JSON object, or a form whose payloads are JSON objects."""
    try:
        # Bolt 1.30 takes a body that begins so for JSON, whatever it says it is, and of two payloads the last.
        if "json" in content_type or text.startswith("{"):
            return isinstance(json.loads(text), dict)
        payloads = parse_qs(text, keep_blank_values=True, max_num_fields=1000).get("payload", [])
        return all(isinstance(json.loads(payload), dict) for payload in payloads)
    except (ValueError, RecursionError):
        return False
