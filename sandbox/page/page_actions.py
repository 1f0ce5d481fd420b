"""Actions on the page, performed in the Slack stand-in as the selected user."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from sandbox.slack import Person, Reply
from sandbox.slack.state import Json

File = tuple[str, bytes]


def say(person: Person, body: Json, files: list[File]) -> Json:
    """Posts a message, in a thread if one is given."""
    return {"ts": person.says(body["channel"], body["text"], files=files, thread=body.get("thread") or None)}


def command(person: Person, body: Json, _files: list[File]) -> Json:
    """Sends a slash command."""
    return _answered(person.types(body["line"], body["channel"]))


def delete(person: Person, body: Json, _files: list[File]) -> Json:
    """Deletes a message."""
    person.deletes(body["channel"], body["ts"])
    return {}


def click(person: Person, body: Json, _files: list[File]) -> Json:
    """Uses a button or menu in a message."""
    return _answered(person.clicks(body["channel"], body["ts"], body["what"], body.get("value")))


def shortcut(person: Person, body: Json, _files: list[File]) -> Json:
    """Uses a message shortcut."""
    return _answered(person.uses_shortcut(body["channel"], body["ts"], body["callback_id"]))


def fill(person: Person, body: Json, files: list[File]) -> Json:
    """Enters a value in the open modal; `files` for a file input."""
    person.fills({body["what"]: files if body.get("is_file") else body.get("value")})
    return {}


def submit(person: Person, _body: Json, _files: list[File]) -> Json:
    """Submits the open modal."""
    sent = person.submits()
    return {"errors": dict(sent.errors or {}), "trouble": sent.trouble}


def close(person: Person, body: Json, _files: list[File]) -> Json:
    """Closes the open modal, or all of them."""
    person.closes(everything=bool(body.get("everything")))
    return {}


def form_click(person: Person, body: Json, _files: list[File]) -> Json:
    """Uses a button or menu in the open modal."""
    return _answered(person.clicks_in_form(body["what"], body.get("value")))


def search(person: Person, body: Json, _files: list[File]) -> Json:
    """Searches in a menu whose options come from the app."""
    return {"options": list(person.searches(body["what"], body["text"]))}


def home(person: Person, body: Json, _files: list[File]) -> Json:
    """Opens the app's Home or Messages tab."""
    person.opens_home(body["tab"])
    return {}


def home_click(person: Person, body: Json, _files: list[File]) -> Json:
    """Uses a button or menu in the Home tab."""
    return _answered(person.clicks_at_home(body["what"], body.get("value")))


def _answered(reply: Reply) -> Json:
    return {name: value for name, value in asdict(reply).items() if name in {"status", "failure"}}


ACTIONS: Mapping[str, Callable[[Person, Json, list[File]], dict[str, Any]]] = {
    "say": say,
    "command": command,
    "delete": delete,
    "click": click,
    "shortcut": shortcut,
    "fill": fill,
    "submit": submit,
    "close": close,
    "form_click": form_click,
    "search": search,
    "home": home,
    "home_click": home_click,
}
