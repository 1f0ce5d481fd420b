"""The schemas of buttons, menus and inputs."""

from __future__ import annotations

from typing import Any

from sandbox.slack.blocks.parts import (
    ACTION_ID,
    BOX_OPTION,
    CONFIRM,
    FIELD,
    FILTER,
    IMAGE,
    MENU_OPTION,
    OVERFLOW_OPTION,
    PLACEHOLDER,
    SEARCH,
    SEVERAL,
    SOURCE,
    USED,
)
from sandbox.slack.blocks.shapes import (
    Findings,
    Shape,
    anything,
    flag,
    integer,
    list_of,
    longest,
    one_of,
    plain,
    record,
    string,
)


def _picked(value: dict[str, Any], pointer: str, findings: Findings) -> None:
    groups = value.get("option_groups") or []
    offered = [*(value.get("options") or []), *(option for group in groups for option in group["options"])]
    for name in ("initial_option", "initial_options"):
        first = value.get(name) or []
        for option in [first] if isinstance(first, dict) else first:
            if option["value"] not in {each["value"] for each in offered}:
                findings.add(f"`{name}` must be one of the options", f"{pointer}/{name}")


def _one_source(value: dict[str, Any], pointer: str, findings: Findings) -> None:
    if ("options" in value) == ("option_groups" in value):
        findings.add("must define either `options` or `option_groups`", pointer)


def _ordered(value: dict[str, Any], pointer: str, findings: Findings) -> None:
    for low, high in (("min_length", "max_length"), ("min_lines", "max_lines"), ("min_value", "max_value")):
        if low in value and high in value and float(value[low]) > float(value[high]):
            findings.add(f"`{low}` cannot be more than `{high}`", pointer)


def _button(extra: dict[str, Shape]) -> Shape:
    return record(
        {"text": plain("button.text.max_length")},
        {
            **ACTION_ID,
            "confirm": CONFIRM,
            "accessibility_label": string("button.accessibility_label.max_length"),
            **extra,
        },
    )


FEEDBACK = record(
    {"text": plain("feedback_button.text.max_length"), "value": string("feedback_button.value.max_length")},
    {"accessibility_label": string("feedback_button.accessibility_label.max_length")},
    typed=False,
)
SEEN_BY = {"visible_to_user_ids": list_of(string(), "icon_button.visible_to_user_ids.max_items")}


def _boxes(limit: str, initial: str, shape: Shape) -> Shape:
    return record({"options": list_of(BOX_OPTION, limit)}, {**USED, initial: shape}, _picked)


ELEMENTS: dict[str, Shape] = {
    "button": _button(
        {
            "url": string("button.url.max_length"),
            "value": string("button.value.max_length", least=0),
            "style": one_of("primary", "danger"),
            "agent_prompt": string("button.agent_prompt.max_length"),
            **SEEN_BY,
        }
    ),
    "workflow_button": _button({"workflow": anything, "style": one_of("primary", "danger")}),
    "icon_button": record(
        {"icon": string(), "text": plain("button.text.max_length")},
        {
            **ACTION_ID,
            **SEEN_BY,
            "confirm": CONFIRM,
            "value": string("icon_button.value.max_length"),
            "accessibility_label": string("icon_button.accessibility_label.max_length"),
        },
    ),
    "feedback_buttons": record({"positive_button": FEEDBACK, "negative_button": FEEDBACK}, ACTION_ID),
    "image": IMAGE,
    "overflow": record(
        {"options": list_of(OVERFLOW_OPTION, "overflow.options.max_items")}, {**ACTION_ID, "confirm": CONFIRM}
    ),
    "checkboxes": _boxes("checkboxes.options.max_items", "initial_options", list_of(BOX_OPTION, 10)),
    "radio_buttons": _boxes("radio_buttons.options.max_items", "initial_option", BOX_OPTION),
    "static_select": record({}, {**USED, **PLACEHOLDER, **SOURCE, "initial_option": MENU_OPTION}, _one_source, _picked),
    "multi_static_select": record(
        {},
        {**USED, **PLACEHOLDER, **SOURCE, **SEVERAL, "initial_options": list_of(MENU_OPTION, 100)},
        _one_source,
        _picked,
    ),
    "external_select": record({}, {**USED, **PLACEHOLDER, **SEARCH, "initial_option": MENU_OPTION}),
    "multi_external_select": record(
        {}, {**USED, **PLACEHOLDER, **SEARCH, **SEVERAL, "initial_options": list_of(MENU_OPTION, 100)}
    ),
    "users_select": record({}, {**USED, **PLACEHOLDER, "initial_user": string()}),
    "multi_users_select": record({}, {**USED, **PLACEHOLDER, **SEVERAL, "initial_users": list_of(string(), 1000)}),
    "channels_select": record({}, {**USED, **PLACEHOLDER, "initial_channel": string(), "response_url_enabled": flag}),
    "multi_channels_select": record(
        {}, {**USED, **PLACEHOLDER, **SEVERAL, "initial_channels": list_of(string(), 1000)}
    ),
    "conversations_select": record(
        {},
        {
            **USED,
            **PLACEHOLDER,
            "initial_conversation": string(),
            "default_to_current_conversation": flag,
            "response_url_enabled": flag,
            "filter": FILTER,
        },
    ),
    "multi_conversations_select": record(
        {},
        {
            **USED,
            **PLACEHOLDER,
            **SEVERAL,
            "initial_conversations": list_of(string(), 1000),
            "default_to_current_conversation": flag,
            "filter": FILTER,
        },
    ),
    "datepicker": record({}, {**USED, **PLACEHOLDER, "initial_date": string(10, least=10)}),
    "timepicker": record({}, {**USED, **PLACEHOLDER, "initial_time": string(5, least=5), "timezone": string()}),
    "datetimepicker": record({}, {**USED, "initial_date_time": integer(10**9, 10**10 - 1)}),
    "plain_text_input": record(
        {},
        {
            **FIELD,
            "initial_value": string(longest("plain_text_input.max_length.max"), least=0),
            "multiline": flag,
            "min_length": integer(0, longest("plain_text_input.max_length.max")),
            "max_length": integer(1, longest("plain_text_input.max_length.max")),
        },
        _ordered,
    ),
    "email_text_input": record({}, {**FIELD, "initial_value": string()}),
    "url_text_input": record({}, {**FIELD, "initial_value": string()}),
    "number_input": record(
        {"is_decimal_allowed": flag},
        {**FIELD, "initial_value": string(), "min_value": anything, "max_value": anything},
        _ordered,
    ),
    "rich_text_input": record(
        {},
        {
            **FIELD,
            "initial_value": anything,
            "min_lines": integer(1, longest("rich_text_input.max_lines.max")),
            "max_lines": integer(1, longest("rich_text_input.max_lines.max")),
        },
        _ordered,
    ),
    "file_input": record(
        {},
        {
            **ACTION_ID,
            "filetypes": list_of(string(), 100),
            "max_files": integer(1, longest("file_input.max_files.max")),
        },
    ),
}
