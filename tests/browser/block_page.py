"""Every type of block and element in messages and modals."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def words(text: str, **style: bool) -> Json:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def line(*parts: Json, kind: str = "rich_text_section") -> Json:
    return {"type": kind, "elements": list(parts)}


OPTIONS = [{"text": plain(label), "value": label.lower()} for label in ("Red", "Green", "Blue")]
CONFIRM = {
    "title": plain("Publish the reply?"),
    "text": plain("Everybody will be able to read it."),
    "confirm": plain("Publish"),
    "deny": plain("Not now"),
    "style": "danger",
}
LIST = {"type": "rich_text_list", "style": "ordered", "elements": [line(words("first")), line(words("second"))]}
INNER = {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [line(words("indented"))]}


def message(person: str) -> list[Json]:
    """The blocks of a message."""
    return [
        {"type": "header", "text": plain("Reviews of the week :wave:")},
        {
            "type": "section",
            "text": mrkdwn(
                f"*bold* _italic_ ~gone~ `code` <https://example.com|a link> <@{person}> <!here> "
                "&lt;b&gt; &amp; 2*3*4\n"
                "&gt; a quote\nand <!date^1766563200^{date_short_pretty} at {time}|Christmas Eve>"
            ),
            "accessory": {"type": "button", "text": plain("Beside"), "action_id": "beside"},
        },
        {"type": "section", "fields": [mrkdwn("*Stars*\n3.4"), mrkdwn("*Reviews*\n128"), mrkdwn("*Answered*\n64 %")]},
        {"type": "divider"},
        {
            "type": "rich_text",
            "elements": [
                line(words("literal *text* & <tags> "), words("bold", bold=True), words(" code", code=True)),
                LIST,
                INNER,
                line(words("What a customer said,\non two lines."), kind="rich_text_quote"),
                line(words("preformatted\n  text"), kind="rich_text_preformatted"),
                line({"type": "user", "user_id": person}, words(" "), {"type": "link", "url": "https://example.com"}),
            ],
        },
        {
            "type": "table",
            "column_settings": [{"is_wrapped": True}, {"align": "right"}],
            "rows": [
                [{"type": "raw_text", "text": "Version"}, {"type": "raw_text", "text": "Stars"}],
                [{"type": "raw_text", "text": "1.2.0"}, {"type": "raw_text", "text": "4.1"}],
            ],
        },
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "text": plain("Approve"),
                    "style": "primary",
                    "action_id": "approve",
                    "confirm": CONFIRM,
                },
                {"type": "button", "text": plain("Skip"), "style": "danger", "action_id": "skip"},
                {"type": "static_select", "placeholder": plain("A colour"), "options": OPTIONS, "action_id": "colour"},
                {"type": "overflow", "options": OPTIONS, "action_id": "more"},
                {"type": "datepicker", "action_id": "day", "initial_date": "2026-12-24"},
            ],
        },
        {"type": "context", "elements": [mrkdwn("Small and grey, *with bold*"), plain("and plain")]},
        {"type": "markdown", "text": "# Heading\n\n- **one**\n- [two](https://example.com)\n\n```\ncode\n```\n"},
    ]


def field(name: str, **element: Any) -> Json:  # noqa: ANN401 - any field of Block Kit
    label = name.replace("_", " ").capitalize()
    return {"type": "input", "block_id": name, "label": plain(label), "element": {"action_id": "value", **element}}


def form() -> Json:
    """A form with every kind of field."""
    return {
        "type": "modal",
        "callback_id": "gallery",
        "title": plain("Every kind of field"),
        "submit": plain("Send"),
        "close": plain("Cancel"),
        "blocks": [
            {**field("single_line", type="plain_text_input", max_length=30), "hint": plain("At most thirty.")},
            field("many_lines", type="plain_text_input", multiline=True, initial_value="Dear reviewer,"),
            field("one_of_many", type="static_select", options=OPTIONS, initial_option=OPTIONS[1]),
            field("several", type="multi_static_select", options=OPTIONS),
            field("radio", type="radio_buttons", options=OPTIONS),
            {**field("boxes", type="checkboxes", options=OPTIONS), "optional": True},
            field("person", type="users_select"),
            field("channel", type="channels_select"),
            field("day", type="datepicker"),
            field("hour", type="timepicker"),
            field("moment", type="datetimepicker"),
            field("address", type="url_text_input"),
            field("mail", type="email_text_input"),
            field("amount", type="number_input", is_decimal_allowed=False),
            field("files", type="file_input", filetypes=["png"], max_files=2),
        ],
    }
