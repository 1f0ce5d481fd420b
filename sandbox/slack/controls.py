"""Finds buttons, menus and inputs by label, and builds what the app receives when they are used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.slack.composer import unescaped
from sandbox.slack.posts import INTERACTIVE
from sandbox.slack.state import Json

# The key of the chosen value in the payload, and of the initial value in the block.
CHOSEN = {
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "overflow": ("selected_option", ""),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", ""),
}
MANY = frozenset(kind for kind, (key, _) in CHOSEN.items() if key.endswith("s"))


@dataclass(frozen=True)
class Control:
    """An interactive element: its location, its label, and the element as the app sent it."""

    block_id: str
    action_id: str
    label: str
    element: Json
    is_input: bool = False
    optional: bool = True
    dispatches: bool = False

    @property
    def kind(self) -> str:
        """The element's type, such as `button`."""
        return str(self.element["type"])


def controls(blocks: list[Json]) -> Iterator[Control]:
    """Returns all interactive elements in these blocks, from top to bottom."""
    for block in blocks:
        block_id = block.get("block_id", "")
        if block["type"] == "input":
            yield Control(
                block_id=block_id,
                action_id=block["element"]["action_id"],
                label=read(block["label"]),
                element=block["element"],
                is_input=True,
                optional=block.get("optional", False),
                dispatches=block.get("dispatch_action", False),
            )
            continue
        accessory = [block["accessory"]] if "accessory" in block else []
        for element in (*accessory, *block.get("elements", ()), *block.get("actions", ())):
            if element.get("type") == "card":
                yield from controls([element])
            elif element.get("type") in INTERACTIVE:
                yield Control(block_id, element["action_id"], label_of(element), element)
        yield from controls(block.get("child_blocks", []))


def read(text: Json | None) -> str:
    """Returns the visible text of a text object."""
    return unescaped(text["text"]) if text else ""


def label_of(element: Json) -> str:
    """Returns the text of a button, or the placeholder of a menu."""
    return read(element.get("text") or element.get("placeholder"))


def find(blocks: list[Json], what: str, value: object = None) -> Control:
    """Returns the control with this action id, `block_id.action_id`, block id or label; LookupError if there is none.

    `value` selects one of several similar buttons.
    """
    there = list(controls(blocks))
    alike = [each for each in there if what in {each.action_id, f"{each.block_id}.{each.action_id}"}]
    alike = alike or [each for each in there if what in {each.label, each.block_id}]
    if value is not None and len(alike) > 1:
        alike = [each for each in alike if each.element.get("value") == value] or alike
    if not alike:
        offered = ", ".join(f"{each.label!r} ({each.block_id}.{each.action_id})" for each in there) or "nothing"
        raise LookupError(f"there is no {what!r} to use; there is {offered}")
    return alike[0]


def options_of(element: Json) -> list[Json]:
    """Returns the options of a menu, including those in groups."""
    groups = element.get("option_groups", ())
    return [*element.get("options", ()), *(option for group in groups for option in group["options"])]


def option(offered: list[Json], requested: object) -> Json:
    """Returns the option with this value or label; LookupError if there is none."""
    for each in offered:
        if requested in {each["value"], read(each["text"])}:
            return each
    raise LookupError(f"there is no {requested!r} to choose; there is {[read(each['text']) for each in offered]}")


def first(element: Json) -> Json:
    """Returns the initial state of an element."""
    kind = element["type"]
    key, initial = CHOSEN[kind]
    empty: list[Any] | None = [] if kind in MANY else None
    return {"type": kind, key: element.get(initial, empty)}


def used(element: Json, value: Any) -> Json:  # noqa: ANN401 - whatever a person enters
    """Returns the state of an element after a user entered `value`: text, an option's label, or a list of labels."""
    kind = element["type"]
    key, _ = CHOSEN[kind]
    if kind in {"static_select", "radio_buttons", "overflow"}:
        value = None if value is None else option(options_of(element), value)
    elif kind in {"multi_static_select", "checkboxes"}:
        value = [option(options_of(element), each) for each in value]
    elif kind == "rich_text_input" and isinstance(value, str):
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": value}]}
        value = {"type": "rich_text", "elements": [section]}
    elif kind == "number_input" and value is not None:
        value = str(value)
    elif kind in MANY:
        value = [getattr(each, "id", each) for each in value]
    elif value == "":
        value = None
    else:
        value = getattr(value, "id", value)
    return {"type": kind, key: value}


def is_filled(state: Json) -> bool:
    """Returns whether a value was entered or chosen."""
    return bool(state[CHOSEN[state["type"]][0]])
