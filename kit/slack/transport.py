"""Slack's Web API for a token that stays at Slack's own host, also where an answer sends the caller elsewhere."""

from __future__ import annotations

from typing import Any
from urllib.request import Request

from slack_sdk import WebClient

_TOKEN = "Authorization"  # noqa: S105 - the name of the header


class NoRedirectClient(WebClient):
    """slack_sdk's client; 3.47 asks with urllib, which follows redirects and takes a request's headers along."""

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        if (token := req.headers.pop(_TOKEN, None)) is not None:
            req.add_unredirected_header(_TOKEN, token)
        return super()._perform_urllib_http_request_internal(url, req)
