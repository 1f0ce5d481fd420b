"""Takes the formatting off what was typed in Slack; links, mentions, emoji and escapes stay as Slack's markup.

Slack sends a formatted message in two ways: `text` with marks (`*bold*`), and `blocks`, which say what is formatted.
Marks that the user sees, as in `2 * 3`, look the same in `text`, so the blocks decide. Commands have no blocks.
https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.dispatch.plain_text import emoji
from cards.blocks import escape

_LABELS = re.compile(r"<([@#!][^<>|]+)\|([^<>]+)>")
# https://docs.slack.dev/messaging/formatting-message-text: a mark formats at the edge of words, on one line.
_CODE = re.compile(r"```(?:\n?)(.*?)(?:\n?)```|`([^`\n]+)`", re.DOTALL)
# A longer line is no sentence that somebody made bold, and looking for its end would take long.
_MOST_FORMATTED = 1000
_MARKS = [
    re.compile(
        rf"(?<![\w{mark}])\{mark}(?![\s{mark}])[^\n]{{0,{_MOST_FORMATTED}}}?(?<![\s{mark}])\{mark}(?![\w{mark}])"
    )
    for mark in "*_~"
]
_ANGLES = re.compile(r"<[^<>\n]*>")
_QUOTE = re.compile(r"^(?:&gt;){1,3} ?", re.MULTILINE)
# A character that is neither a mark, a space nor part of a word.
_OPAQUE = "\ufffc"
# How Slack shows the items of a list, level by level.
_BULLETS = "•◦▪"
_INDENT = "    "
_MENTIONS = {
    "user": ("@", "user_id"),
    "usergroup": ("!subteam^", "usergroup_id"),
    "channel": ("#", "channel_id"),
    "broadcast": ("!", "range"),
}

Json = Mapping[str, Any]


def of_message(event: Json) -> str:
    """Return the text of a message: from its blocks, or from `text` where these hold more than text."""
    text = str(event.get("text") or "")
    try:
        return _of_blocks(event.get("blocks") or (), dict(_LABELS.findall(text))) or of_text(text)
    except (ValueError, KeyError, TypeError):
        return of_text(text)


def of_text(text: str) -> str:
    """Return a text without the marks of bold, italic, strikethrough, code and quotes."""
    marks: set[int] = set()
    masked = text
    for code in _CODE.finditer(text):
        start, end = code.span(1 if code[1] is not None else 2)
        marks |= {*range(code.start(), start), *range(end, code.end())}
        masked = _masked(masked, code)
    for angles in _ANGLES.finditer(masked):
        masked = _masked(masked, angles)
    for quote in _QUOTE.finditer(masked):
        marks |= set(range(*quote.span()))
    # Marks may surround others: `*_both_*`. Those that are read no longer belong to a word.
    before = ""
    while before != masked:
        before = masked
        for pair in (pair for mark in _MARKS for pair in mark.finditer(masked)):
            marks |= {pair.start(), pair.end() - 1}
            masked = f"{masked[: pair.start()]}{_OPAQUE}{pair[0][1:-1]}{_OPAQUE}{masked[pair.end() :]}"
    return "".join(character for index, character in enumerate(text) if index not in marks)


def _masked(text: str, found: re.Match[str]) -> str:
    return text[: found.start()] + _OPAQUE * (found.end() - found.start()) + text[found.end() :]


def _of_blocks(blocks: Sequence[Json], labels: Mapping[str, str]) -> str:
    parts: list[str] = []
    for block in blocks:
        if block["type"] != "rich_text":
            raise ValueError(block["type"])
        parts += [_part(part, labels).removesuffix("\n") for part in block["elements"]]
    return "\n".join(parts)


def _part(part: Json, labels: Mapping[str, str]) -> str:
    """Return a paragraph, a quote, a code block, or the lines of a list."""
    if part["type"] != "rich_text_list":
        return "".join(_element(element, labels) for element in part["elements"])
    indent, first = int(part.get("indent") or 0), int(part.get("offset") or 0) + 1
    sign = _number if part["style"] == "ordered" else _bullet
    return "\n".join(
        f"{_INDENT * indent}{sign(number, indent)} {_part(item, labels)}"
        for number, item in enumerate(part["elements"], first)
    )


def _bullet(_number: int, indent: int) -> str:
    return _BULLETS[indent % len(_BULLETS)]


def _number(number: int, indent: int) -> str:
    """Return `1.`, one level deeper `a.`, and then `i.`."""
    tens, ones = divmod(number, 10)
    roman = "x" * tens + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]
    letter = chr(ord("a") + (number - 1) % 26)
    return f"{(str(number), letter, roman)[indent % 3]}."


def _element(element: Json, labels: Mapping[str, str]) -> str:
    kind = element["type"]
    if kind in _MENTIONS:
        sign, key = _MENTIONS[kind]
        # Only `text` has the names of groups and channels.
        return _angled(f"{sign}{element[key]}", labels.get(f"{sign}{element[key]}", ""))
    match kind:
        case "text":
            return escape(element["text"])
        case "link":
            return _angled(escape(element["url"].replace("|", "%7C")), escape(element.get("text") or ""))
        case "emoji":
            name, _, tones = element["name"].partition("::skin-tone-")
            tone, _, second = str(element.get("skin_tone") or tones).partition("-")
            return emoji(name, tone or None, second or None) or f"<:{name}:>"
        case "date":
            target = f"!date^{element['timestamp']}^{escape(element['format'])}"
            return _angled(target, escape(element.get("fallback") or ""))
        case "color" | "file":
            return str(element.get("value") or "")
    raise ValueError(kind)


def _angled(target: str, label: str) -> str:
    return f"<{target}|{label}>" if label else f"<{target}>"
