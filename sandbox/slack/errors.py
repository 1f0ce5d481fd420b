"""Slack's errors: the codes returned by the Web API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class SlackError(Exception):
    """A refusal with Slack's error code, such as `channel_not_found`, and further fields of the response."""

    def __init__(self, code: str, /, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details: Mapping[str, Any] = details


def invalid(code: str, problems: list[str]) -> SlackError:
    """Returns an error that lists each problem, in both fields that Slack uses."""
    messages = [f"[ERROR] {each}" for each in problems]
    return SlackError(code, errors=problems, response_metadata={"messages": messages})
