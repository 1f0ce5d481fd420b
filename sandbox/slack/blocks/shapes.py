"""A small schema language for Block Kit, with Slack's error messages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.blocks.limits import LIMITS


@dataclass
class Findings:
    """Collects errors, with the context of the validation: the surface, Slack's files, and what else Slack can load."""

    surface: str
    knows_file: Callable[[str], bool] = lambda _: True
    reaches: Callable[[str], bool] = lambda _: False
    problems: list[str] = field(default_factory=list)
    block_ids: set[str] = field(default_factory=set)
    focused: int = 0

    def add(self, message: str, pointer: str) -> None:
        """Adds an error with its JSON pointer."""
        self.problems.append(f"{message} [json-pointer:{pointer}]")


# Validates a value at a JSON pointer and reports errors.
Shape = Callable[[Any, str, Findings], None]


def longest(name: str) -> int:
    """Returns the limit with this name, such as `button.text.max_length`."""
    return LIMITS[name]


def string(limit: str | int = "text.max_length", *, least: int = 1) -> Shape:
    """A string of limited length, counted in code points."""
    most = LIMITS[limit] if isinstance(limit, str) else limit

    def look(value: Any, pointer: str, findings: Findings) -> None:  # noqa: ANN401
        if not isinstance(value, str):
            findings.add("must be a string", pointer)
        elif len(value) > most:
            findings.add(f"must be less than {most + 1} characters", pointer)
        elif len(value) < least:
            findings.add(f"must be more than {least - 1} characters", pointer)

    return look


def integer(least: int, most: int) -> Shape:
    """A whole number."""

    def look(value: Any, pointer: str, findings: Findings) -> None:  # noqa: ANN401
        if not isinstance(value, int) or isinstance(value, bool):
            findings.add("must be an integer", pointer)
        elif not least <= value <= most:
            findings.add(f"must be between {least} and {most}", pointer)

    return look


def number(value: Any, pointer: str, findings: Findings) -> None:  # noqa: ANN401
    """Any number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        findings.add("must be a number", pointer)


def flag(value: Any, pointer: str, findings: Findings) -> None:  # noqa: ANN401
    """True or false."""
    if not isinstance(value, bool):
        findings.add("must be a boolean", pointer)


def anything(value: Any, pointer: str, findings: Findings) -> None:  # noqa: ANN401
    """Accepts any value."""


def one_of(*allowed: str) -> Shape:
    """One of the given strings."""

    def look(value: Any, pointer: str, findings: Findings) -> None:  # noqa: ANN401
        if value not in allowed:
            findings.add(f"must be one of: {', '.join(allowed)}", pointer)

    return look


def list_of(shape: Shape, limit: str | int, *, least: int = 1) -> Shape:
    """A list of limited length whose items have one schema."""
    most = LIMITS[limit] if isinstance(limit, str) else limit

    def look(value: Any, pointer: str, findings: Findings) -> None:  # noqa: ANN401
        if not isinstance(value, list):
            findings.add("must be an array", pointer)
            return
        if len(value) > most:
            findings.add(f"no more than {most} items allowed", pointer)
        if len(value) < least:
            findings.add(f"no fewer than {least} items allowed", pointer)
        for index, item in enumerate(value):
            shape(item, f"{pointer}/{index}", findings)

    return look


def record(
    required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None, *rules: Shape, typed: bool = True
) -> Shape:
    """An object with exactly these fields; `rules` validate the whole object once its fields are valid."""
    known = {**required, **(optional or {})} | ({"type": anything} if typed else {})

    def look(value: Any, pointer: str, findings: Findings) -> None:  # noqa: ANN401
        if not isinstance(value, dict):
            findings.add("must be an object", pointer)
            return
        before = len(findings.problems)
        for name in required:
            if value.get(name) is None:
                findings.add(f"missing required field: {name}", pointer)
        for name, item in value.items():
            if name not in known:
                findings.add(f"invalid additional property: {name}", pointer)
            elif item is not None:
                known[name](item, f"{pointer}/{name}", findings)
        if len(findings.problems) == before:
            for rule in rules:
                rule(value, pointer, findings)

    return look


def typed(shapes: Mapping[str, Shape], allowed: Collection[str] | None = None) -> Shape:
    """An object whose `type` selects its schema."""

    def look(value: Any, pointer: str, findings: Findings) -> None:  # noqa: ANN401
        if not isinstance(value, dict):
            findings.add("must be an object", pointer)
            return
        kind = value.get("type")
        if kind is None:
            findings.add("missing required field: type", pointer)
        elif kind not in shapes or (allowed is not None and kind not in allowed):
            findings.add(f"unsupported type: {kind}", f"{pointer}/type")
        else:
            shapes[kind](value, pointer, findings)

    return look


def plain(limit: str | int, *, least: int = 1) -> Shape:
    """A `plain_text` object."""
    return typed({"plain_text": record({"text": string(limit, least=least)}, {"emoji": flag})})


def text(limit: str | int) -> Shape:
    """A `plain_text` or `mrkdwn` object."""
    message = string(limit)
    return typed(
        {
            "plain_text": record({"text": message}, {"emoji": flag}),
            "mrkdwn": record({"text": message}, {"verbatim": flag}),
        }
    )


def unique_action_ids(value: list[dict[str, Any]], pointer: str, findings: Findings) -> None:
    """A rule for lists of elements: every `action_id` is unique."""
    seen: set[str] = set()
    for index, item in enumerate(value):
        action_id = item.get("action_id")
        if action_id in seen:
            findings.add(f'`action_id` "{action_id}" already exists', f"{pointer}/{index}/action_id")
        elif action_id:
            seen.add(action_id)
