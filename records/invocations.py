"""Invocations: what a user requested in Slack, where, with which words and files, and where replies go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated

from redis import Redis
from redis.client import Pipeline

from records.keys import DAY
from records.messages import Message, SlackFile
from records.storage.documents import Documents, stored_as


class Origin(StrEnum):
    """How an invocation reached the bot."""

    COMMAND = "command"
    MENTION = "mention"
    DIRECT = "direct"
    FORM = "form"
    SHORTCUT = "shortcut"
    BUTTON = "button"


@dataclass(frozen=True, kw_only=True)
class Invocation:
    """One request of one user. `ts` is the message's own, `thread_ts` the thread that replies go to.

    `edited` is the `ts` of the edit that made it, "" for a message as it was first sent. `by_bot`: another app's bot
    wrote it, to run `command`, "" for one that it may not run. `needs`: the role that the request takes, if its user
    holds it in some accounts only; the jobs check it in the account of the app.
    """

    id: str
    origin: Annotated[Origin, stored_as("way")]
    user: str
    channel: str
    team: str = ""
    ts: str = ""
    thread_ts: str = ""
    response_url: str = ""
    words: tuple[str, ...] = ()
    options: dict[str, str] | None = None
    files: tuple[SlackFile, ...] = ()
    answer: Message | None = None
    private: bool = False
    edited: str = ""
    by_bot: bool = False
    command: str = ""
    needs: str = ""

    @property
    def message(self) -> str:
        """Return channel and ts of the message: the same in all of Slack's events about it."""
        return f"{self.channel}.{self.ts}"

    @property
    def reactions(self) -> str:
        """Return the bot's reactions that the message may have; after an edit, also those to the refused version."""
        return "eyes question x" if self.edited else "eyes"

    @property
    def in_thread(self) -> bool:
        """Return whether it is a message in reply to another."""
        return bool(self.ts) and self.thread_ts not in {"", self.ts}

    @property
    def is_private(self) -> bool:
        """Return whether only the user sees the replies."""
        return self.private or self.origin in {Origin.COMMAND, Origin.BUTTON}

    @property
    def app(self) -> str | None:
        """Return the bundle id or Apple id after `--app`."""
        return (self.options or {}).get("app")

    @property
    def version(self) -> str | None:
        """Return the version after `--version`."""
        return (self.options or {}).get("version")

    @property
    def platform(self) -> str | None:
        """Return Apple's name of the platform after `--platform`."""
        return (self.options or {}).get("platform")

    @property
    def dry_run(self) -> bool:
        """Return whether `--dry-run` was given."""
        return "dry-run" in (self.options or {})

    @property
    def run(self) -> str:
        """Return the run of CI that `--key` names."""
        return (self.options or {}).get("key", "")

    @property
    def source(self) -> str:
        """Return how the request was made, as the audit trail says it."""
        return "ci" if self.by_bot else self.origin.value

    def with_files(self, files: tuple[SlackFile, ...]) -> Invocation:
        """Return the invocation with files that were found later."""
        return replace(self, files=files)


INVOCATIONS = Documents("wish", Invocation, seconds=7 * DAY)
# The files that a second event about a message names, by `Invocation.message`.
FILES = Documents("files", tuple[SlackFile, ...], seconds=3600)


def get(redis: Redis, invocation_id: str) -> Invocation | None:
    """Return the invocation, None after a week."""
    return INVOCATIONS.get(redis, invocation_id)


def put(redis: Redis | Pipeline, invocation: Invocation) -> None:
    """Store the invocation."""
    INVOCATIONS.put(redis, invocation.id, invocation)
