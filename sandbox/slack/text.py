"""Converts Slack's markup to the text a user reads: names for mentions, URLs for links, no formatting marks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import zip_longest

from sandbox.slack.composer import unescaped
from sandbox.slack.emoji import with_emoji
from sandbox.slack.state import Json

Names = Mapping[str, str]

CODE = re.compile(r"```(.*?)```|`([^`\n]+)`", re.DOTALL)
HOLE = "\ue000"  # placeholder for text in angle brackets
ANGLES = re.compile(r"<([^<>\n]+)>")
# A pair of marks formats only at word boundaries: 2*3*4 and snake_case_names are unchanged.
MARKS = re.compile(r"(?<![\w*_~])([*_~])(?=\S)([^\n]*?\S)\1(?![\w*_~])")
QUOTE = re.compile(r"^&gt; ?", re.MULTILINE)


def of_text(text: Json | None, names: Names) -> str:
    """Returns the visible text of a `mrkdwn` or `plain_text` object."""
    if not text:
        return ""
    if text["type"] == "mrkdwn":
        return of_markup(text["text"], names)
    return with_emoji(text["text"]) if text.get("emoji", True) else str(text["text"])


def of_markup(markup: str, names: Names) -> str:
    """Returns the visible text of mrkdwn."""
    pieces, end = [], 0
    for code in CODE.finditer(markup):
        pieces += [_formatted(markup[end : code.start()], names), unescaped(code[1] or code[2] or "")]
        end = code.end()
    return "".join([*pieces, _formatted(markup[end:], names)])


def _formatted(markup: str, names: Names) -> str:
    inside = [_in_angles(angle[1], names) for angle in ANGLES.finditer(markup)]
    bare = QUOTE.sub("│ ", ANGLES.sub(HOLE, markup))
    while bare != (plainer := MARKS.sub(r"\2", bare)):
        bare = plainer
    pieces = [unescaped(with_emoji(segment)) for segment in bare.split(HOLE)]
    return "".join(f"{segment}{text}" for segment, text in zip_longest(pieces, inside, fillvalue=""))


def _in_angles(inside: str, names: Names) -> str:
    target, _, label = inside.partition("|")
    label = unescaped(with_emoji(label))
    sign, rest = target[0], target[1:]
    if sign == "@":
        return names.get(rest) or f"@{label or rest}"
    if sign == "#":
        return names.get(rest) or f"#{label or rest}"
    if sign == "!":
        if rest.startswith("subteam^"):
            return names.get(rest.removeprefix("subteam^")) or label or rest
        return label or f"@{rest}"
    address = unescaped(target)
    if not label or label == address:
        return address
    return label if address == f"mailto:{label}" else f"{label} ({address})"


def of_rich_text(block: Json, names: Names) -> str:
    """Returns the visible text of a rich text block; quotes and lists keep their marks."""
    return "\n".join(_rich_part(part, names) for part in block["elements"])


def _rich_part(part: Json, names: Names) -> str:
    if part["type"] == "rich_text_list":
        indent = "  " * part.get("indent", 0)
        ordered = part["style"] == "ordered"
        start = part.get("offset", 0) + 1
        items = [_rich_part(item, names) for item in part["elements"]]
        return "\n".join(
            f"{indent}{f'{number}.' if ordered else '•'} {item}" for number, item in enumerate(items, start=start)
        )
    text = "".join(_rich_piece(segment, names) for segment in part["elements"])
    if part["type"] == "rich_text_quote":
        return "\n".join(f"│ {line}" for line in text.split("\n"))
    return text


def _rich_piece(segment: Json, names: Names) -> str:  # noqa: PLR0911 - one return a kind
    match segment["type"]:
        case "text":
            return str(segment["text"])
        case "link":
            label, url = segment.get("text"), segment["url"]
            return f"{label} ({url})" if label and label != url else str(url)
        case "user":
            return names.get(segment["user_id"], f"@{segment['user_id']}")
        case "usergroup":
            return names.get(segment["usergroup_id"], f"@{segment['usergroup_id']}")
        case "channel":
            return names.get(segment["channel_id"], f"#{segment['channel_id']}")
        case "broadcast":
            return f"@{segment['range']}"
        case "emoji":
            tone = f":skin-tone-{segment['skin_tone']}:" if segment.get("skin_tone") else ""
            return with_emoji(f":{segment['name']}:{tone}")
        case "date":
            return str(segment.get("fallback", segment["timestamp"]))
    return ""
