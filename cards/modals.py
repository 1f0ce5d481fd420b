"""Builds the blocks of modals, and reads what was submitted. Every input of ours has the action id `value`.

https://docs.slack.dev/reference/block-kit/blocks/input-block
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from cards.blocks import Block, plain, shorten

# The most characters of a plain-text input.
MOST_IN_FIELD = 3000
_VALUE = "value"


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str = "",
    close: str = "Cancel",
    metadata: str = "",
) -> dict[str, Any]:
    """Return a modal; `metadata` comes back when it is submitted.

    Slack takes inputs only in a modal with a submit button. https://docs.slack.dev/reference/views/modal-views
    """
    view: dict[str, Any] = {"type": "modal", "title": plain(title), "close": plain(close), "blocks": list(blocks)}
    if callback_id:
        view |= {"callback_id": callback_id, "private_metadata": metadata}
    return view | ({"submit": plain(submit)} if submit else {})


def input_block(block_id: str, label: str, element: Block, hint: str = "", *, optional: bool = False) -> Block:
    """Return an input with its label; an element without an action id gets `value`."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": _VALUE, **element},
        "optional": optional,
    }
    return block | ({"hint": plain(shorten(hint, 1900))} if hint else {})


def select(options: Sequence[Mapping[str, Any]], value: str | None = None) -> Block:
    """Return a menu; the option with this value, if there is one, is chosen already."""
    element: Block = {"type": "static_select", "options": list(options)}
    initial = next((option for option in options if option["value"] == value), None)
    return element | ({"initial_option": initial} if initial else {})


def text_input(text: str = "", *, most: int = MOST_IN_FIELD, multiline: bool = False) -> Block:
    """Return a field for at most `most` characters, which contains `text` already."""
    element: Block = {"type": "plain_text_input", "multiline": multiline, "max_length": most}
    return element | ({"initial_value": text[:most]} if text else {})


def multi_select(options: Sequence[Mapping[str, Any]], values: Collection[str] = ()) -> Block:
    """Return a menu of which several options can be chosen; those with these values are chosen already."""
    return _several("multi_static_select", options, values)


def checkboxes(options: Sequence[Mapping[str, Any]], values: Collection[str] = ()) -> Block:
    """Return boxes, at most ten; those with these values are ticked already."""
    return _several("checkboxes", options, values)


def _several(kind: str, options: Sequence[Mapping[str, Any]], values: Collection[str]) -> Block:
    # Slack refuses an empty list.
    initial = [option for option in options if option["value"] in values]
    return {"type": kind, "options": list(options), **({"initial_options": initial} if initial else {})}


def day_input(day: str = "") -> Block:
    """Return a field for a day; `day` is the ISO date that it shows already."""
    return {"type": "datepicker", **({"initial_date": day} if day else {})}


def entered(view: Mapping[str, Any], block_id: str) -> Mapping[str, Any]:
    """Return the value of an input in a submitted modal, {} if it has none.

    https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
    """
    found: Mapping[str, Any] = (view["state"]["values"].get(block_id) or {}).get(_VALUE) or {}
    return found


def typed(view: Mapping[str, Any], block_id: str) -> str:
    """Return the text of a field, "" if it is empty."""
    return str(entered(view, block_id).get("value") or "")


def chosen(view: Mapping[str, Any], block_id: str) -> str:
    """Return the value of the option that was chosen in a menu, "" if none was."""
    return str((entered(view, block_id).get("selected_option") or {}).get("value") or "")


def chosen_several(view: Mapping[str, Any], block_id: str) -> tuple[str, ...]:
    """Return the values of the options that were chosen in a menu of several, or ticked."""
    return tuple(str(option["value"]) for option in entered(view, block_id).get("selected_options") or ())


def split(text: str, most: int = MOST_IN_FIELD) -> tuple[str, str, str]:
    """Split a text of more than `most` characters for two inputs, and return what joins the parts between them.

    The second part fits into an input as long as the text has at most `most` plus 3,000 characters.
    """
    if len(text) <= most:
        return text, "\n", ""
    for joint in ("\n\n", "\n", " "):
        at = text.rfind(joint, 1, most)
        if at > 0 and len(text) - at - len(joint) <= MOST_IN_FIELD:
            return text[:at], joint, text[at + len(joint) :]
    return text[:most], "", text[most:]
