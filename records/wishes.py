"""What somebody asked for in Slack: who, where, in which words, with which files, and where the answer goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

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


@dataclass(frozen=True)
class SlackFile:
    """A file in Slack; `size` in bytes. Of a file of another workspace only the id may be known."""

    id: str
    name: str = ""
    size: int = 0
    url: str = ""
    mimetype: str = ""
    trouble: str = ""


@dataclass(frozen=True)
class Card:
    """A card as it is posted: the text that screen readers read, and Block Kit blocks."""

    text: str
    blocks: tuple[dict[str, object], ...] = ()


@dataclass(frozen=True)
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
    def app(self) -> str | None:
        """The bundle id or Apple id after `--app`."""
        return (self.options or {}).get("app")

    @property
    def version(self) -> str | None:
        """The version after `--version`."""
        return (self.options or {}).get("version")

    @property
    def dry_run(self) -> bool:
        """Whether only the plan is wanted."""
        return "dry-run" in (self.options or {})

    def with_files(self, files: tuple[SlackFile, ...]) -> Wish:
        """The same wish with the files that were found later."""
        return replace(self, files=files)


WISHES = Documents("wish", Wish, seconds=7 * DAY)


def get(redis: Redis, wish_id: str) -> Wish | None:
    """The wish, or None a week after it."""
    return WISHES.get(redis, wish_id)


def put(redis: Redis | Pipeline, wish: Wish) -> None:
    """Keep the wish as it is now."""
    WISHES.put(redis, wish.id, wish)
