"""Verifies HTTP requests: only readable bodies signed by Slack reach Bolt."""

import json
from typing import Any
from urllib.parse import parse_qs

from slack_sdk.signature import SignatureVerifier

Environ = dict[str, Any]
# An HTTP status and a JSON body.
Response = tuple[str, dict[str, Any]]

OK: Response = "200 OK", {"ok": True}
UNREADABLE: Response = "400 Bad Request", {"ok": False, "error": "not readable"}


def is_certificate_check(environ: Environ) -> bool:
    """Return whether Slack only checks the server's certificate, which it does with an unsigned GET.

    https://docs.slack.dev/interactivity/implementing-slash-commands
    """
    return parse_qs(environ.get("QUERY_STRING", "")).get("ssl_check") == ["1"]


def refusal(environ: Environ, body: bytes, verifier: SignatureVerifier) -> Response | None:
    """Return the response to a request that is refused, None for a readable one that Slack signed in five minutes."""
    timestamp = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "")
    signature = environ.get("HTTP_X_SLACK_SIGNATURE", "")
    # Slack's SDK raises on such headers.
    malformed = not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12) or not signature.isascii()  # noqa: PLR2004
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return UNREADABLE
    if malformed or not verifier.is_valid(text, timestamp, signature):
        return "401 Unauthorized", {"ok": False, "error": "not signed by Slack"}
    return None if is_readable(environ.get("CONTENT_TYPE", ""), text) else UNREADABLE


def is_readable(content_type: str, text: str) -> bool:
    """Return whether the body is a JSON object, or a form whose payloads are JSON objects."""
    try:
        # Bolt 1.30 parses a body that starts with a brace as JSON whatever its type, and uses the last of two payloads.
        if "json" in content_type or text.startswith("{"):
            return isinstance(json.loads(text), dict)
        payloads = parse_qs(text, keep_blank_values=True, max_num_fields=1000).get("payload", [])
        return all(isinstance(json.loads(payload), dict) for payload in payloads)
    except (ValueError, RecursionError):
        return False
