"""What somebody at the page does in Slack, handed on to the stand-in as that person's own doing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from sandbox.slack import Person, Reply
from sandbox.slack.state import Json

File = tuple[str, bytes]


def say(person: Person, body: Json, files: list[File]) -> Json:
    """Write a message, in a thread where one is named."""
    return {"ts": person.says(body["channel"], body["text"], files=files, thread=body.get("thread") or None)}


def command(person: Person, body: Json, _files: list[File]) -> Json:
    """Send a slash command."""
    return _answered(person.types(body["line"], body["channel"]))


def delete(person: Person, body: Json, _files: list[File]) -> Json:
    """Delete a message."""
    person.deletes(body["channel"], body["ts"])
    return {}


def click(person: Person, body: Json, _files: list[File]) -> Json:
    """Use a button or menu of a message."""
    return _answered(person.clicks(body["channel"], body["ts"], body["what"], body.get("value")))


def shortcut(person: Person, body: Json, _files: list[File]) -> Json:
    """Use a shortcut of a message's menu."""
    return _answered(person.uses_shortcut(body["channel"], body["ts"], body["callback_id"]))


def fill(person: Person, body: Json, files: list[File]) -> Json:
    """Enter something into a field of the open form; `files` where it is a field for files."""
    person.fills({body["what"]: files if body.get("is_file") else body.get("value")})
    return {}


def submit(person: Person, _body: Json, _files: list[File]) -> Json:
    """Send the open form."""
    sent = person.submits()
    return {"errors": dict(sent.errors or {}), "trouble": sent.trouble}


def close(person: Person, body: Json, _files: list[File]) -> Json:
    """Close the open form, or all of them."""
    person.closes(everything=bool(body.get("everything")))
    return {}


def form_click(person: Person, body: Json, _files: list[File]) -> Json:
    """Use a button or menu of the open form."""
    return _answered(person.clicks_in_form(body["what"], body.get("value")))


def search(person: Person, body: Json, _files: list[File]) -> Json:
    """Search in a menu that the app fills."""
    return {"options": list(person.searches(body["what"], body["text"]))}


def home(person: Person, body: Json, _files: list[File]) -> Json:
    """Open the app's Home or Messages tab."""
    person.opens_home(body["tab"])
    return {}


def home_click(person: Person, body: Json, _files: list[File]) -> Json:
    """Use a button or menu of the Home tab."""
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
