"""Renders buttons, menus, inputs, tables and charts as text."""

from __future__ import annotations

from itertools import zip_longest

from sandbox.slack.controls import CHOSEN, first, label_of, options_of, read
from sandbox.slack.emoji import with_emoji
from sandbox.slack.state import Json
from sandbox.slack.text import Names, of_rich_text, of_text

COLUMN = 38


def element(part: Json, names: Names, state: Json | None = None) -> str:
    """Renders an interactive element or image; `state` is its value if a user has used it."""
    kind = part["type"]
    if kind in {"mrkdwn", "plain_text"}:
        return of_text(part, names)
    if kind == "image":
        return f"🖼 {part['alt_text']}"
    if kind in {"button", "workflow_button", "icon_button"}:
        return f"[ {with_emoji(label_of(part))} ]"
    if kind == "feedback_buttons":
        return f"[ {read(part['positive_button']['text'])} ] [ {read(part['negative_button']['text'])} ]"
    if kind == "overflow":
        return "[ ⋯ ]"
    return _holding(part, state or first(part), names)


def _holding(part: Json, state: Json, names: Names) -> str:
    kind, held = part["type"], state[CHOSEN[part["type"]][0]]
    if kind in {"checkboxes", "radio_buttons"}:
        on, off = ("☑", "☐") if kind == "checkboxes" else ("◉", "○")
        chosen = {each["value"] for each in (held if isinstance(held, list) else [held] if held else [])}
        return "  ".join(
            f"{on if each['value'] in chosen else off} {of_text(each['text'], names)}" for each in options_of(part)
        )
    shown = _value(held, names) or label_of(part)
    return f"[ {shown} ]" if kind.endswith("_input") else f"[ {shown} ▾ ]"


def _value(held: object, names: Names) -> str:
    if isinstance(held, list):
        return ", ".join(_value(each, names) for each in held)
    if isinstance(held, dict):
        if "elements" in held:
            return of_rich_text(held, names)
        return str(held["name"]) if "mode" in held else of_text(held["text"], names)
    return names.get(str(held), str(held)) if held is not None else ""


def fields(texts: list[Json], names: Names) -> str:
    """Renders fields in two columns, from left to right."""
    lines = []
    for start in range(0, len(texts), 2):
        pair = [of_text(text, names).split("\n") for text in texts[start : start + 2]]
        right = pair[1] if len(pair) > 1 else []
        lines += [f"{left:<{COLUMN}}{other}".rstrip() for left, other in zip_longest(pair[0], right, fillvalue="")]
    return "\n".join(lines)


def table(rows: list[list[Json]], names: Names) -> str:
    """Renders rows in columns as wide as their widest cell."""
    cells = [[_cell(cell, names) for cell in row] for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip_longest(*cells, fillvalue="")]
    return "\n".join(
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)).rstrip() for row in cells
    )


def _cell(cell: Json, names: Names) -> str:
    return of_rich_text(cell, names) if cell["type"] == "rich_text" else str(cell.get("text", cell.get("value", "")))


def chart(block: Json) -> str:
    """Renders a chart as a list of its values."""
    chart_of = block["chart"]
    if chart_of["type"] == "pie":
        lines = [f"{each['label']}: {each['value']:g}" for each in chart_of["segments"]]
    else:
        lines = [
            f"{series['name']} · " + ", ".join(f"{point['label']}: {point['value']:g}" for point in series["data"])
            for series in chart_of["series"]
        ]
    return "\n".join([block["title"], *lines])
