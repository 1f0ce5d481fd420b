"""How Slack says no: a code that the Web API answers with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class SlackError(Exception):
    """A refusal with Slack's own code, such as `channel_not_found`, and what goes with it in the answer."""

    def __init__(self, code: str, /, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details: Mapping[str, Any] = details


def invalid(code: str, complaints: list[str]) -> SlackError:
    """A refusal that names each fault, in both places where Slack puts them."""
    messages = [f"[ERROR] {each}" for each in complaints]
    return SlackError(code, errors=complaints, response_metadata={"messages": messages})
