"""Immutable snapshots of what a user sees: messages, modals and responses."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.controls import controls, options_of, read
from sandbox.slack.delivery import Delivery
from sandbox.slack.files import Access
from sandbox.slack.state import Json, OpenView, Post
from sandbox.slack.views import Views
from sandbox.slack.workspace import Workspace


@dataclass(frozen=True)
class Button:
    """A button, or an entry in an overflow menu."""

    label: str
    action_id: str
    block_id: str
    value: str = ""
    style: str = ""
    url: str = ""


@dataclass(frozen=True)
class Edits:
    """The timestamps of a message's edits, oldest first."""

    times: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """The number of edits."""
        return len(self.times)


@dataclass(frozen=True)
class Message:
    """A message; `names` maps ids to what a reader sees."""

    channel: str
    ts: str
    thread_ts: str
    user: str
    text: str
    blocks: tuple[Json, ...]
    metadata: Json | None
    files: tuple[Json, ...]
    reactions: Mapping[str, tuple[str, ...]]
    edits: Edits
    seen_by: str = ""
    deleted: bool = False
    names: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """The buttons, from top to bottom."""
        return _buttons(self.blocks)


@dataclass(frozen=True)
class View:
    """A modal or Home tab; `values` has its inputs' values, by block and action id."""

    id: str
    type: str
    title: str
    submit: str
    close: str
    callback_id: str
    private_metadata: str
    blocks: tuple[Json, ...]
    values: Mapping[str, Mapping[str, Json]]
    hash: str
    names: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """The buttons in its blocks, without `submit` and `close`."""
        return _buttons(self.blocks)

    @property
    def fields(self) -> tuple[str, ...]:
        """The labels of its inputs."""
        return tuple(control.label for control in controls(list(self.blocks)) if control.is_input)

    def options(self, label: str) -> tuple[str, ...]:
        """Returns the options of the menu with this label or action id."""
        for control in controls(list(self.blocks)):
            if label in {control.label, control.action_id, control.block_id}:
                return tuple(read(each["text"]) for each in options_of(control.element))
        raise LookupError(f"there is no {label!r}")


@dataclass(frozen=True)
class Reply:
    """The app's response to a command or click: `status` is None if there was none within three seconds."""

    status: int | None
    body: str
    milliseconds: float
    failure: str = ""

    def json(self) -> Any:  # noqa: ANN401 - any JSON
        """The body, parsed as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Submission:
    """The result of a submitted modal: errors by block id, the modal now visible, or a problem reported by Slack."""

    errors: Mapping[str, str] | None = None
    view: View | None = None
    trouble: str = ""
    reply: Reply | None = None


def of_post(workspace: Workspace, post: Post) -> Message:
    """Returns a snapshot of the message."""
    return Message(
        channel=post.channel,
        ts=post.ts,
        thread_ts=post.thread_ts,
        user=post.user,
        text=post.text,
        blocks=tuple(_copied(post.blocks)),
        metadata=_copied(post.metadata),
        files=tuple(workspace.file(file_id, Access.VISIBLE) for file_id in post.files),
        reactions={name: tuple(users) for name, users in post.reactions.items()},
        edits=Edits(tuple(post.edit_times)),
        seen_by=post.seen_by,
        deleted=post.deleted,
        names=workspace.names(),
    )


def of_view(workspace: Workspace, views: Views, view: OpenView) -> View:
    """Returns a snapshot of the modal or Home tab."""
    body = _copied(view.body)
    return View(
        id=view.id,
        type=body["type"],
        title=read(body.get("title")),
        submit=read(body.get("submit")),
        close=read(body.get("close")),
        callback_id=body.get("callback_id", ""),
        private_metadata=body.get("private_metadata", ""),
        blocks=tuple(body["blocks"]),
        values=_copied(views.state(view)),
        hash=view.hash,
        names=workspace.names(),
    )


def of_delivery(delivery: Delivery) -> Reply:
    """Returns the response of a delivery."""
    return Reply(delivery.status, delivery.body, delivery.milliseconds, delivery.failure)


def _copied(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Copy JSON; `copy.deepcopy`, which looks for shared parts, takes ten times as long."""
    if isinstance(value, dict):
        return {name: _copied(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_copied(part) for part in value]
    return value


def _buttons(blocks: tuple[Json, ...]) -> tuple[Button, ...]:
    found = []
    for control in controls(list(blocks)):
        if control.kind == "button":
            element = control.element
            optional = {part: element[part] for part in ("value", "style", "url") if part in element}
            found.append(Button(control.label, control.action_id, control.block_id, **optional))
    return tuple(found)
