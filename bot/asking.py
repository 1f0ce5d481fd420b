"""What somebody asks of the bot, however they asked: by command, mention, direct message, button or shortcut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from bot.typed import Typed
from kit.jobs import Store
from kit.roles import person
from kit.wiring import Kit
from records import wishes
from records.documents import Documents, Record
from records.keys import new_id
from records.people import Role
from records.wishes import SlackFile, Way, Wish


@dataclass(frozen=True)
class Asked:
    """One wish on its way: who and where (`wish`), the words after the command, and a way to open a form.

    `key` is the same for every delivery of the same wish. `trigger_id` opens one form within three seconds.
    `comes_again`: Slack delivers it once more where it is not acknowledged. `records` are stored together with the job.
    """

    kit: Kit
    wish: Wish
    typed: Typed
    key: str
    trigger_id: str = ""
    role: Role = Role.NOBODY
    comes_again: bool = False
    records: tuple[Store, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words after the command's name."""
        return self.typed.words

    def name_of(self, user: str) -> str:
        """The name behind the id of a mention, "" where it is no person's or Slack does not say."""
        found = person(self.kit, user, self.wish.team) if user[:1] in {"U", "W"} else None
        return found.name if found is not None and found.name != user else ""

    def with_options(self, **options: str | None) -> Asked:
        """The same with more options; None and "" are left out."""
        more = {name: value for name, value in options.items() if value}
        merged = {**(self.wish.options or {}), **more}
        return replace(self, wish=replace(self.wish, options=merged))

    def in_private(self) -> Asked:
        """The same, answered to the asker alone."""
        return replace(self, wish=replace(self.wish, private=True))


def with_record(ctx: Asked, documents: Documents[Record], record: Record) -> Asked:
    """The same, and the record is stored under the invocation's id when the job is."""
    return replace(ctx, records=(*ctx.records, partial(documents.put, record_id=ctx.wish.id, record=record)))


def from_command(kit: Kit, body: Mapping[str, Any], typed: Typed) -> Asked:
    """A slash command: `/asc …`."""
    wish = Wish(
        id=new_id(),
        way=Way.COMMAND,
        user=body["user_id"],
        channel=body["channel_id"],
        team=body.get("team_id") or "",
        response_url=body.get("response_url") or "",
        words=typed.words,
        options=dict(typed.options),
    )
    return Asked(kit, wish, typed, f"command.{body.get('trigger_id') or wish.id}", body.get("trigger_id") or "")


def from_message(kit: Kit, event: Mapping[str, Any], typed: Typed, way: Way, *, comes_again: bool = False) -> Asked:
    """A message of a channel or of the bot's direct messages. Its key is its place: (channel, ts)."""
    ts = event["ts"]
    wish = Wish(
        id=new_id(),
        way=way,
        user=event["user"],
        channel=event["channel"],
        team=event.get("team") or event.get("user_team") or "",
        ts=ts,
        thread_ts=event.get("thread_ts") or ts,
        words=typed.words,
        options=dict(typed.options),
        files=wishes.files_in(event.get("files") or ()),
    )
    return Asked(kit, wish, typed, f"message.{event['channel']}.{ts}", comes_again=comes_again)


def from_click(kit: Kit, body: Mapping[str, Any]) -> Asked:
    """A press on a button, or a shortcut's use: answers are seen by that person alone."""
    container = body.get("container") or {}
    message = body.get("message") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id") or body["user"]["id"]
    wish = Wish(
        id=new_id(),
        way=Way.BUTTON,
        user=body["user"]["id"],
        channel=channel,
        team=(body.get("user") or {}).get("team_id") or (body.get("team") or {}).get("id") or "",
        thread_ts=message.get("thread_ts") or container.get("thread_ts") or "",
        response_url=body.get("response_url") or "",
    )
    return Asked(kit, wish, Typed("", {}), f"click.{body.get('trigger_id') or wish.id}", body.get("trigger_id") or "")


def with_files(asked: Asked, files: tuple[SlackFile, ...]) -> Asked:
    """The same wish about these files."""
    return replace(asked, wish=asked.wish.with_files(files))
