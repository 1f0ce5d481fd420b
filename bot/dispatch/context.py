"""The context of a command, built from what a user did in Slack, and the job that is stored with its invocation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Concatenate

import structlog

from bot.dispatch.command_line import CommandLine
from kit.jobs import queues
from kit.jobs.define import Job, P, Store
from kit.roles import Permission
from kit.slack.users import person
from kit.wiring import Kit
from records import invocations
from records.invocations import Invocation, Origin
from records.jobs.handled_messages import HANDLED, HandledMessage
from records.keys import new_id
from records.messages import files_of_message
from records.people import Role
from records.storage.documents import Documents, Record

log = structlog.get_logger()


@dataclass(frozen=True)
class CommandContext:
    """What a command receives: the invocation, the command line, and what it takes to open a modal.

    `key` is the idempotency key: the same for every delivery of a request. `trigger_id` opens one modal, within three
    seconds. `role` is the user's. `will_retry`: Slack retries if the request is not acknowledged. `records` are stored
    together with the job, and so is `handled`, the version of a message that this is.
    """

    kit: Kit
    invocation: Invocation
    line: CommandLine
    key: str
    trigger_id: str = ""
    role: Role = Role.NOBODY
    will_retry: bool = False
    records: tuple[Store, ...] = ()
    handled: HandledMessage | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The words after the name of the command."""
        return self.line.words

    def name_of(self, user: str) -> str:
        """Return the name of a mentioned user, "" if the id is not a user's or Slack does not say."""
        found = person(self.kit, user, self.invocation.team) if user[:1] in {"U", "W"} else None
        return found.name if found is not None and found.name != user else ""

    def with_options(self, **options: str | None) -> CommandContext:
        """Return the context with more options; None and "" are left out."""
        more = {name: value for name, value in options.items() if value}
        merged = {**(self.invocation.options or {}), **more}
        return replace(self, invocation=replace(self.invocation, options=merged))

    def for_command(self, name: str) -> CommandContext:
        """Return the context of a bot's request, whose jobs check again that it may use this command."""
        return replace(self, invocation=replace(self.invocation, command=name))

    def acting_as(self, permission: Permission) -> CommandContext:
        """Return the context of a user who may do this."""
        return replace(self, role=permission.held, invocation=replace(self.invocation, needs=permission.needs))

    def in_private(self) -> CommandContext:
        """Return the context with an answer that only the user sees; a bot gets it in its thread."""
        if self.invocation.by_bot:
            return self
        return replace(self, invocation=replace(self.invocation, private=True))


def with_record(ctx: CommandContext, documents: Documents[Record], record: Record) -> CommandContext:
    """Return the context with a record that is stored, under the invocation's id, together with the job."""
    return replace(ctx, records=(*ctx.records, partial(documents.put, record_id=ctx.invocation.id, record=record)))


def enqueue(ctx: CommandContext, wanted: Job[Concatenate[str, P]], *rest: P.args, **named: P.kwargs) -> bool:
    """Queue a job about the invocation, once for all deliveries of it; the invocation's id is its first argument.

    The first delivery of a message may lack its files: those that a later one brings are stored for the job.
    Raises RedisError; the request is then not acknowledged, and Slack delivers it again.
    """
    records = ctx.records
    if ctx.handled is not None:
        records += (partial(HANDLED.put, record_id=ctx.invocation.message, record=ctx.handled),)
    new = queues.enqueue_invocation(ctx.kit, ctx.invocation, ctx.key, records, wanted, *rest, **named)
    if not new and ctx.invocation.files:
        invocations.FILES.put(ctx.kit.redis, ctx.invocation.message, ctx.invocation.files)
    if new:
        log.info("invocation queued", invocation=ctx.invocation.id, job=wanted.name, origin=ctx.invocation.origin)
    return new


def from_command(kit: Kit, body: Mapping[str, Any], line: CommandLine) -> CommandContext:
    """Return the context of a slash command."""
    invocation = Invocation(
        id=new_id(),
        origin=Origin.COMMAND,
        user=body["user_id"],
        channel=body["channel_id"],
        team=body.get("team_id") or "",
        response_url=body.get("response_url") or "",
        words=line.words,
        options=dict(line.options),
    )
    trigger_id = body.get("trigger_id") or ""
    return CommandContext(kit, invocation, line, f"command.{trigger_id or invocation.id}", trigger_id)


def from_message(
    kit: Kit, event: Mapping[str, Any], line: CommandLine, origin: Origin, *, will_retry: bool = False
) -> CommandContext:
    """Return the context of a message in a channel or of a direct message, as it is after its last edit.

    Its idempotency key is (channel, ts); see messages.py for the key of a correction.
    """
    ts = event["ts"]
    invocation = Invocation(
        id=new_id(),
        origin=origin,
        user=event["user"],
        channel=event["channel"],
        team=event.get("team") or event.get("user_team") or "",
        ts=ts,
        thread_ts=event.get("thread_ts") or ts,
        words=line.words,
        options=dict(line.options),
        files=files_of_message(event),
        edited=str((event.get("edited") or {}).get("ts") or ""),
        by_bot=is_by_app(event),
    )
    key = f"message.{invocation.message}"
    handled = HandledMessage(invocation=invocation.id, key=key, edited=invocation.edited, refused=invocation.dry_run)
    return CommandContext(kit, invocation, line, key, will_retry=will_retry, handled=handled)


def is_by_app(event: Mapping[str, Any]) -> bool:
    """Return whether an app posted the message, as its bot user or otherwise."""
    return bool(event.get("bot_id") or event.get("bot_profile"))


def from_click(kit: Kit, body: Mapping[str, Any]) -> CommandContext:
    """Return the context of a button or a shortcut."""
    user, container, message = body["user"], body.get("container") or {}, body.get("message") or {}
    invocation = Invocation(
        id=new_id(),
        origin=Origin.BUTTON,
        user=user["id"],
        channel=(body.get("channel") or {}).get("id") or container.get("channel_id") or user["id"],
        team=user.get("team_id") or (body.get("team") or {}).get("id") or "",
        thread_ts=message.get("thread_ts") or container.get("thread_ts") or "",
        response_url=body.get("response_url") or "",
    )
    trigger_id = body.get("trigger_id") or ""
    return CommandContext(kit, invocation, CommandLine("", {}), f"click.{trigger_id or invocation.id}", trigger_id)
