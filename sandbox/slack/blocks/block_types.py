"""The schemas of all block types, and the surfaces that allow them."""

from __future__ import annotations

from typing import Any

from sandbox.slack.blocks.data import BLOCK_ID, CHART, DATA_TABLE, TABLE, Block
from sandbox.slack.blocks.elements import ELEMENTS
from sandbox.slack.blocks.limits import SURFACES
from sandbox.slack.blocks.parts import IMAGE, SLACK_FILE, single_source
from sandbox.slack.blocks.rich import RICH_TEXT
from sandbox.slack.blocks.shapes import (
    Findings,
    Shape,
    anything,
    flag,
    list_of,
    longest,
    one_of,
    plain,
    record,
    string,
    text,
    typed,
    unique_action_ids,
)

MENUS = {kind for kind in ELEMENTS if kind.endswith("_select")}
CHOICES = MENUS | {"checkboxes", "radio_buttons", "datepicker", "timepicker"}
ACCESSORIES = CHOICES | {"button", "workflow_button", "overflow", "image"}
IN_ACTIONS = CHOICES | {"button", "workflow_button", "overflow", "datetimepicker", "rich_text_input"}
FIELDS = CHOICES | {"datetimepicker", "plain_text_input", "email_text_input", "url_text_input", "number_input"}
IN_INPUT = FIELDS | {"rich_text_input", "file_input"}


def _input_element(value: Any, pointer: str, findings: Findings) -> None:  # noqa: ANN401
    allowed = IN_INPUT if findings.surface == "modal" else IN_INPUT - {"file_input"}
    typed(ELEMENTS, allowed)(value, pointer, findings)


def _text_or_fields(value: Block, pointer: str, findings: Findings) -> None:
    if not value.get("text") and not value.get("fields"):
        findings.add("must define either `text` or `fields`", f"{pointer}/type")


def _elements(allowed: set[str], limit: str) -> Shape:
    items = list_of(typed(ELEMENTS, allowed), limit)

    def look(value: Any, pointer: str, findings: Findings) -> None:  # noqa: ANN401
        before = len(findings.problems)
        items(value, pointer, findings)
        if len(findings.problems) == before:
            unique_action_ids(value, pointer, findings)

    return look


CONTEXT = typed(
    {
        "plain_text": record({"text": string()}, {"emoji": flag}),
        "mrkdwn": record({"text": string()}, {"verbatim": flag}),
        "image": IMAGE,
    }
)
CARD = record(
    {},
    {
        **BLOCK_ID,
        "title": text("card.title.max_length"),
        "subtitle": text("card.subtitle.max_length"),
        "body": text("card.body.max_length"),
        "subtext": text("card.subtext.max_length"),
        "hero_image": typed({"image": IMAGE}),
        "icon": typed({"image": IMAGE}),
        "slack_icon": record({"name": string()}),
        "actions": _elements({"button"}, "card.actions.max_items"),
    },
)
STATUS = one_of("pending", "in_progress", "complete", "error")
TASK = {
    "status": STATUS,
    "details": typed({"rich_text": RICH_TEXT}),
    "output": typed({"rich_text": RICH_TEXT}),
    "sources": list_of(record({"url": string(), "text": string()}), 100),
}
BLOCK_TYPES: dict[str, Shape] = {
    "section": record(
        {},
        {
            **BLOCK_ID,
            "text": text("section.text.max_length"),
            "fields": list_of(text("section.fields.item_max_length"), "section.fields.max_items"),
            "accessory": typed(ELEMENTS, ACCESSORIES),
            "expand": flag,
        },
        _text_or_fields,
    ),
    "divider": record({}, BLOCK_ID),
    "header": record({"text": plain("header.text.max_length")}, BLOCK_ID),
    "context": record({"elements": list_of(CONTEXT, "context.elements.max_items")}, BLOCK_ID),
    "actions": record({"elements": _elements(IN_ACTIONS, "actions.elements.max_items")}, BLOCK_ID),
    "context_actions": record(
        {"elements": _elements({"feedback_buttons", "icon_button"}, "context_actions.elements.max_items")}, BLOCK_ID
    ),
    "input": record(
        {"label": plain("input.label.max_length"), "element": _input_element},
        {**BLOCK_ID, "hint": plain("input.hint.max_length"), "optional": flag, "dispatch_action": flag},
    ),
    "image": record(
        {"alt_text": string("image.alt_text.max_length")},
        {
            **BLOCK_ID,
            "title": plain("image.title.max_length"),
            "image_url": string("image.image_url.max_length"),
            "slack_file": SLACK_FILE,
        },
        single_source,
    ),
    "rich_text": RICH_TEXT,
    "table": TABLE,
    "data_table": DATA_TABLE,
    "data_visualization": CHART,
    "markdown": record({"text": string("markdown.total_text.max_length")}, BLOCK_ID),
    "file": record({"external_id": string(), "source": one_of("remote")}, BLOCK_ID),
    "video": record(
        {
            "alt_text": string("video.alt_text.max_length"),
            "title": plain("video.title.max_length"),
            "thumbnail_url": string("video.thumbnail_url.max_length"),
            "video_url": string("video.video_url.max_length"),
        },
        {
            **BLOCK_ID,
            "author_name": string("video.author_name.max_length"),
            "description": plain("video.description.max_length"),
            "provider_name": string("video.provider_name.max_length"),
            "provider_icon_url": string(),
            "title_url": string(),
        },
    ),
    "alert": record(
        {"text": text("alert.text.max_length")},
        {**BLOCK_ID, "level": one_of("default", "info", "warning", "error", "success")},
    ),
    "card": CARD,
    "carousel": record({"elements": list_of(typed({"card": CARD}), "carousel.elements.max_items")}, BLOCK_ID),
    "plan": record(
        {"title": string()},
        {
            **BLOCK_ID,
            "tasks": list_of(
                record({"task_id": string(), "title": string()}, {**BLOCK_ID, **TASK}), "plan.tasks.max_items"
            ),
        },
    ),
    "task_card": record({"task_id": string(), "title": string()}, {**BLOCK_ID, **TASK}),
}


def block(value: Any, pointer: str, findings: Findings) -> None:  # noqa: ANN401
    """Validates a block: its schema, its surface, and that its `block_id` is unique."""
    typed(BLOCK_TYPES, SURFACES[findings.surface])(value, pointer, findings)
    block_id = value.get("block_id") if isinstance(value, dict) else None
    if block_id is not None and block_id in findings.block_ids:
        findings.add(f'`block_id` "{block_id}" already exists', f"{pointer}/block_id")
    elif isinstance(block_id, str):
        findings.block_ids.add(block_id)


BLOCK_TYPES["container"] = record(
    {"child_blocks": list_of(block, "container.child_blocks.max_items")},
    {
        **BLOCK_ID,
        "title": plain("container.title.max_length"),
        "subtitle": text("container.subtitle.max_length"),
        "rich_text_title": typed({"rich_text": RICH_TEXT}),
        "icon": anything,
        "width": one_of("narrow", "standard", "wide", "full"),
        "is_collapsible": flag,
        "default_collapsed": flag,
        "has_header_divider": flag,
    },
)
MAX_PER_TYPE = {"data_visualization": longest("message.data_visualizations.max_items")}
