"""What somebody asked for in Slack: who, where, in which words, with which files, and where the answer goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from redis import Redis
from redis.client import Pipeline

from records.documents import Documents
from records.keys import DAY


class Way(StrEnum):
    """How a wish reached the bot."""

    COMMAND = "command"
    MENTION = "mention"
    DIRECT = "direct"
    FORM = "form"
    SHORTCUT = "shortcut"
    BUTTON = "button"


@dataclass(frozen=True, kw_only=True)
class SlackFile:
    """A file in Slack; `size` in bytes. Of a file of another workspace only the id may be known."""

    id: str
    name: str = ""
    size: int = 0
    url: str = ""
    mimetype: str = ""
    trouble: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, kw_only=True)
class Card:
    """A card as it is posted: the text that screen readers read, and Block Kit blocks."""

    text: str
    blocks: tuple[dict[str, object], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One thing that one person asked for. `ts` is the message's own, `thread_ts` where answers go."""

    id: str
    way: Way
    user: str
    channel: str
    team: str = ""
    ts: str = ""
    thread_ts: str = ""
    response_url: str = ""
    words: tuple[str, ...] = ()
    options: dict[str, str] | None = None
    files: tuple[SlackFile, ...] = ()
    answer: Card | None = None
    private: bool = False

    @property
    def message(self) -> str:
        """The place of the message that asked, which names it in all of Slack's events about it."""
        return f"{self.channel}.{self.ts}"

    @property
    def app(self) -> str | None:
        """The bundle id or Apple id after `--app`."""
        return (self.options or {}).get("app")

    @property
    def version(self) -> str | None:
        """The version after `--version`."""
        return (self.options or {}).get("version")

    @property
    def platform(self) -> str | None:
        """Apple's name of the platform after `--platform`."""
        return (self.options or {}).get("platform")

    @property
    def dry_run(self) -> bool:
        """Whether only the plan is wanted."""
        return "dry-run" in (self.options or {})

    def with_files(self, files: tuple[SlackFile, ...]) -> Wish:
        """The same wish with the files that were found later."""
        return replace(self, files=files)


def files_in(raw: Iterable[Mapping[str, Any]]) -> tuple[SlackFile, ...]:
    """The files of a Slack message or of a form's `file_input`; of some Slack tells the id alone, of others why not.

    https://docs.slack.dev/reference/objects/file-object
    """
    return tuple(_file(one) for one in raw if one.get("id"))


def _file(raw: Mapping[str, Any]) -> SlackFile:
    mode, access = raw.get("mode", ""), raw.get("file_access", "visible")
    trouble = ""
    if mode in {"tombstone", "hidden_by_limit", "external"} or raw.get("is_external"):
        trouble = mode or "external"
    elif access not in {"visible", "check_file_info"}:
        trouble = access
    return SlackFile(
        id=str(raw["id"]),
        name=str(raw.get("name") or ""),
        size=int(raw.get("size") or 0),
        url="" if trouble else str(raw.get("url_private_download") or raw.get("url_private") or ""),
        mimetype=str(raw.get("mimetype") or ""),
        trouble=trouble,
        width=int(raw.get("original_w") or 0),
        height=int(raw.get("original_h") or 0),
    )


WISHES = Documents("wish", Wish, seconds=7 * DAY)
FILES = Documents("files", tuple[SlackFile, ...], seconds=3600)
"""What a second event about a message says of its files, by `Wish.message`."""


def get(redis: Redis, wish_id: str) -> Wish | None:
    """The wish, or None a week after it."""
    return WISHES.get(redis, wish_id)


def put(redis: Redis | Pipeline, wish: Wish) -> None:
    """Keep the wish as it is now."""
    WISHES.put(redis, wish.id, wish)
