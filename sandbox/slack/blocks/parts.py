"""The schemas of composition objects: options, confirmations, images."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from sandbox.slack.blocks.shapes import Findings, flag, integer, list_of, one_of, plain, record, string, text

CONFIRM = record(
    {
        "title": plain("confirmation.title.max_length"),
        "text": text("confirmation.text.max_length"),
        "confirm": plain("confirmation.confirm.max_length"),
        "deny": plain("confirmation.deny.max_length"),
    },
    {"style": one_of("primary", "danger")},
    typed=False,
)
OPTION = {"value": string("option.value.max_length", least=0)}
MENU_OPTION = record(
    {"text": plain("option.text.max_length"), **OPTION},
    {"description": plain("option.description.max_length")},
    typed=False,
)
OVERFLOW_OPTION = record(
    {"text": plain("option.text.max_length"), **OPTION},
    {"description": plain("option.description.max_length"), "url": string("option.url.max_length")},
    typed=False,
)
BOX_OPTION = record(
    {"text": text("option.text.max_length"), **OPTION},
    {"description": text("option.description.max_length")},
    typed=False,
)
GROUP = record(
    {
        "label": plain("option_group.label.max_length"),
        "options": list_of(MENU_OPTION, "option_group.options.max_items"),
    },
    typed=False,
)
FILTER = record(
    {},
    {
        "include": list_of(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
    typed=False,
)
DISPATCH = record(
    {},
    {
        "trigger_actions_on": list_of(
            one_of("on_enter_pressed", "on_character_entered"),
            "dispatch_action_configuration.trigger_actions_on.max_items",
        )
    },
    typed=False,
)
ACTION_ID = {"action_id": string("action_id.max_length")}


def _one_focus(value: Any, pointer: str, findings: Findings) -> None:  # noqa: ANN401
    findings.focused += bool(value)
    if findings.focused > 1 and value:
        findings.add("only one element can have `focus_on_load`", pointer)


USED = {**ACTION_ID, "confirm": CONFIRM, "focus_on_load": _one_focus}
PLACEHOLDER = {"placeholder": plain("select.placeholder.max_length")}
FIELD = {**ACTION_ID, **PLACEHOLDER, "focus_on_load": _one_focus, "dispatch_action_config": DISPATCH}
SEVERAL = {"max_selected_items": integer(1, 10**6)}
SEARCH = {"min_query_length": integer(0, 10**6)}
SOURCE = {
    "options": list_of(MENU_OPTION, "select.options.max_items"),
    "option_groups": list_of(GROUP, "select.option_groups.max_items"),
}


def single_source(value: dict[str, Any], pointer: str, findings: Findings) -> None:
    """A rule for images: exactly one source, a public URL or a file that Slack has."""
    if ("image_url" in value) == ("slack_file" in value):
        findings.add("must define either `image_url` or `slack_file`", pointer)
    elif "image_url" in value:
        if not (_is_public(value["image_url"]) or findings.reaches(value["image_url"])):
            findings.add("downloading image failed", f"{pointer}/image_url")
    elif not findings.knows_file(value["slack_file"].get("id") or value["slack_file"].get("url", "")):
        findings.add("invalid slack file", f"{pointer}/slack_file")


def _is_public(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.hostname == "localhost":
        return False
    try:
        return ip_address(parts.hostname).is_global
    except ValueError:
        return True


SLACK_FILE = record({}, {"id": string(), "url": string()}, typed=False)
IMAGE = record(
    {"alt_text": string("image.alt_text.max_length")},
    {"image_url": string("image.image_url.max_length"), "slack_file": SLACK_FILE},
    single_source,
)
