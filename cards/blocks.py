"""Builds Block Kit blocks, and escapes text from outside so that it can neither mention users nor imitate the bot."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from records.messages import Message

Block = dict[str, object]

# Slack's name for pictures side by side, and how many it takes.
CAROUSEL, MOST_IN_CAROUSEL = "carousel", 10
# A section takes 3,000 characters, which Slack counts after its own transformations.
MOST_TEXT = 2900
MOST_OF_NAME = 80
_SPAN = re.compile(r"`([^`\n]+)`|<!date\^(\d+)\^([^|>^]+)\|([^>]*)>|([^`<]+|.)")
_DIRECTION_MARKS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])

# `chat.update` refuses a top-level text of more than 4,000 characters.
MOST_IN_MESSAGE = 3900


def escape(text: str) -> str:
    """Escape text from outside for mrkdwn, so that it can't start a mention or a link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Undo `escape`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def shorten(text: str, most: int) -> str:
    """Cut a text to at most `most` characters, with an ellipsis where it was cut."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def message(text: str, *blocks: Block) -> Message:
    """Return a message. `text` is read in notifications and by screen readers, so it contains everything important."""
    return Message(text=shorten(text, MOST_IN_MESSAGE), blocks=blocks)


def text_message(text: str, *more: Block) -> Message:
    """Return a message with a paragraph of mrkdwn, then `more` blocks."""
    return message(text, section(text), *more)


def section(text: str) -> Block:
    """Return a paragraph in mrkdwn; Slack turns nothing in it into a link."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": shorten(text, MOST_TEXT), "verbatim": True}}


def context(text: str, *, literal: str = "") -> Block:
    """Return a small grey line in mrkdwn, after `literal` as plain text."""
    before = [plain(shorten(literal, MOST_TEXT))] if literal else []
    return {
        "type": "context",
        "elements": [*before, {"type": "mrkdwn", "text": shorten(text, MOST_TEXT), "verbatim": True}],
    }


def header(text: str) -> Block:
    """Return a headline in plain text."""
    return {"type": "header", "text": plain(shorten(text, 150))}


def divider() -> Block:
    """Return a thin line."""
    return {"type": "divider"}


def plain(text: str) -> Block:
    """Return plain text."""
    return {"type": "plain_text", "text": text, "emoji": False}


def button(
    label: str, action_id: str, value: str = "", *, style: str = "", confirm: Block | None = None, says: str = ""
) -> Block:
    """Return a button; `says` is for screen readers, if the label alone says too little."""
    options = {"value": value, "style": style, "confirm": confirm, "accessibility_label": shorten(says, 75)}
    given = {name: option for name, option in options.items() if option}
    return {"type": "button", "text": plain(label), "action_id": action_id, **given}


def link_button(label: str, url: str, action_id: str) -> Block:
    """Return a button that opens a page."""
    return {"type": "button", "text": plain(label), "url": url, "action_id": action_id}


def confirm(title: str, text: str, yes: str, no: str = "Not now", *, danger: bool = False) -> Block:
    """Return the confirmation before a button does something that can't be undone."""
    dialog: Block = {
        "title": plain(shorten(title, 100)),
        "text": plain(shorten(text, 300)),
        "confirm": plain(yes),
        "deny": plain(no),
    }
    if danger:
        dialog["style"] = "danger"
    return dialog


def actions(*elements: Block) -> Block:
    """Return a row of buttons."""
    return {"type": "actions", "elements": list(elements)}


def rich(*elements: Block) -> Block:
    """Return literal text, in which nothing becomes a mention, a link or formatting."""
    return {"type": "rich_text", "elements": list(elements)}


def span(text: str, *styles: str) -> Block:
    """Return literal text, `bold`, `italic`, `code` or `strike`."""
    style = {"style": dict.fromkeys(styles, True)} if styles else {}
    return {"type": "text", "text": text or " ", **style}


def text_link(label: str, url: str) -> Block:
    """Return a link between literal spans."""
    return {"type": "link", "url": url, "text": label}


def spans(text: str) -> list[Block]:
    """Turn a sentence in mrkdwn into literal spans; code and dates keep their formatting."""
    made: list[Block] = []
    for found in _SPAN.finditer(text):
        code, moment, pattern, fallback, rest = found.groups()
        if moment:
            made.append({"type": "date", "timestamp": int(moment), "format": pattern, "fallback": fallback})
        else:
            made.append(span(unescape(code), "code") if code else span(unescape(rest)))
    return made


def paragraph(*spans: Block) -> Block:
    """Return one line of literal spans."""
    return {"type": "rich_text_section", "elements": list(spans)}


def bullets(lines: Iterable[Sequence[Block]]) -> Block:
    """Return a list of lines of literal spans."""
    return {"type": "rich_text_list", "style": "bullet", "elements": [paragraph(*line) for line in lines]}


def numbered(lines: Iterable[Sequence[Block]]) -> Block:
    """Return a numbered list of lines of literal spans."""
    return {"type": "rich_text_list", "style": "ordered", "elements": [paragraph(*line) for line in lines]}


def quote(text: str) -> Block:
    """Return a literal quotation."""
    return {"type": "rich_text_quote", "elements": [span(text)]}


def file_name(name: str) -> str:
    """Return a file name to show: shortened, and without characters that change the direction of the text around it.

    https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings
    """
    return shorten(name.translate(_DIRECTION_MARKS), MOST_OF_NAME)


def clock_time(moment: float, pattern: str = "{time}") -> str:
    """Return a date (epoch seconds) that Slack shows in each reader's time zone, for mrkdwn.

    https://docs.slack.dev/messaging/formatting-message-text#date-formatting
    """
    return f"<!date^{int(moment)}^{pattern}|{_utc(moment)}>"


def _utc(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M UTC")


def plural(count: int, noun: str) -> str:
    """Return `1 screenshot`, `3 screenshots`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def join_words(words: Sequence[str], joint: str = "and") -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joint} {words[-1]}" if words else ""


def carousel(pictures: Sequence[tuple[str, str, Block | None]]) -> Block:
    """Return pictures side by side, at most ten: title, small line under it and image each.

    https://docs.slack.dev/reference/block-kit/blocks/carousel-block/
    """
    tiles = []
    for title, line, picture in pictures[:MOST_IN_CAROUSEL]:
        tile: Block = {"type": "card", "title": plain(shorten(title, 150))}
        tile |= {"subtitle": plain(shorten(line, 150))} if line else {}
        tiles.append(tile | ({"hero_image": picture} if picture else {}))
    return {"type": CAROUSEL, "elements": tiles}


def without_carousels(whole: Message) -> Message:
    """Return a message without its pictures side by side, for a workspace that refuses the block."""
    return Message(text=whole.text, blocks=tuple(block for block in whole.blocks if block["type"] != CAROUSEL))


def option(text: str, value: str, description: str = "") -> dict[str, Any]:
    """Return a choice of a menu."""
    more = {"description": plain(shorten(description, 75))} if description else {}
    return {"text": plain(shorten(text, 75)), "value": value, **more}


def menu(placeholder: str, action_id: str, options: Sequence[Mapping[str, Any]]) -> Block:
    """Return a menu in a row of buttons; `options` are made by `option`."""
    return {
        "type": "static_select",
        "placeholder": plain(placeholder),
        "action_id": action_id,
        "options": list(options),
    }
