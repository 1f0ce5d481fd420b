"""Signs requests to the app as Slack does."""

from __future__ import annotations

import hashlib
import hmac


def signature(signing_secret: str, timestamp: str, body: bytes) -> str:
    """Returns the `X-Slack-Signature` of a body (docs.slack.dev/authentication/verifying-requests-from-slack)."""
    signed = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(signing_secret.encode(), signed, hashlib.sha256).hexdigest()
