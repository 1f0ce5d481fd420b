"""One upload: what was wished, what was there before, how far every picture has come, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from redis import Redis

from appstore.plan import Mode, Piece, Present
from records import turns
from records.documents import Documents
from records.keys import DAY, key
from records.wishes import Card, SlackFile

KEPT_SECONDS = 30 * DAY


NO_ROOM = "no room"
"""The reason of a picture for which somebody else has left no room meanwhile."""

NOT_TRIED = "not tried"
"""The reason of a picture that was not sent any more, because another one of its set had failed."""


class State(StrEnum):
    """Where an upload stands."""

    NEW = "new"
    ASKING = "asking"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    REFUSED = "refused"

    @property
    def ended(self) -> bool:
        """Whether nothing more happens by itself."""
        return self in {State.DONE, State.FAILED, State.CANCELLED, State.REFUSED}


class Progress(StrEnum):
    """Where one picture stands."""

    WAITING = "waiting"
    RESERVED = "reserved"
    SENT = "sent"
    COMMITTED = "committed"
    COMPLETE = "complete"
    THERE = "there"
    FAILED = "failed"
    STUCK = "stuck"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Picture:
    """A wished picture of one set: where it lies in Slack (`member`: its path in a zip), and what is sent."""

    file: SlackFile
    piece: Piece
    width: int = 0
    height: int = 0
    flattened: bool = False
    member: str = ""


@dataclass(frozen=True)
class SetPlan:
    """One set of the batch. `before` is what it held when the upload began, in order."""

    locale: str
    display_type: str
    localization_id: str
    set_id: str
    pictures: tuple[Picture, ...]
    before: tuple[Present, ...] = ()

    @property
    def key(self) -> str:
        """`en-US/APP_IPHONE_67`: unique in its batch."""
        return f"{self.locale}/{self.display_type}"

    @property
    def place(self) -> str:
        """The set as a place at Apple that two uploads may want at the same time."""
        return f"{self.localization_id or self.locale}.{self.display_type}"


@dataclass(frozen=True)
class Target:
    """The app and version that a batch goes to, with the words for people."""

    app_id: str
    bundle_id: str
    app_name: str
    version_id: str
    version: str
    platform: str
    state: str


@dataclass(frozen=True)
class Batch:
    """One upload by one person. `id` is its wish's; `since` and `ended` are epoch seconds.

    `after` has the ids that each set held at the end, `last_card` the card that told it. `decision` is the wish of the
    newest press on one of its buttons; `decided_by` is who answered its question or tried it again, `decided_as` how.
    `in_line` says that people were told that others come first.
    """

    id: str
    user: str
    channel: str
    thread_ts: str
    wish_ts: str
    app: str | None
    version: str | None
    locale: str | None
    display_type: str | None
    mode: Mode
    files: tuple[SlackFile, ...]
    since: float
    dry_run: bool = False
    create_locales: bool = False
    state: State = State.NEW
    target: Target | None = None
    sets: tuple[SetPlan, ...] = ()
    progress_ts: str = ""
    cancelled_by: str = ""
    cancelled_at: float = 0.0
    decided_by: str = ""
    decided_as: str = ""
    decided_at: float = 0.0
    decision: str = ""
    ended: float = 0.0
    reverts: str = ""
    undone_by: str = ""
    notes: tuple[str, ...] = ()
    waits_for: str = ""
    in_line: bool = False
    last_card: Card | None = None
    after: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Shot:
    """How far one picture has come. `id` is Apple's, from the moment of its reservation; `tries` counts those."""

    progress: Progress = Progress.WAITING
    id: str = ""
    tries: int = 0
    reason: str = ""
    dropped: tuple[str, ...] = field(default=())


BATCHES = Documents("batch", Batch, seconds=KEPT_SECONDS)
_SHOT = TypeAdapter(Shot)


def get(redis: Redis, batch_id: str) -> Batch | None:
    """The batch, or None a month after it."""
    return BATCHES.get(redis, batch_id)


def add(redis: Redis, batch: Batch) -> bool:
    """Begin a batch; False when it exists already. From then on it waits for its turn.

    It is listed in its channel and under its person.
    """
    if not BATCHES.add(redis, batch.id, batch):
        return False
    turns.wait(redis, batch.id, batch.channel)
    for name in (key("batches", batch.channel), key("batches", batch.user)):
        redis.zadd(name, {batch.id: batch.since})
        redis.zremrangebyrank(name, 0, -201)
        redis.expire(name, KEPT_SECONDS)
    return True


def of_channel(redis: Redis, channel: str, count: int = 50) -> list[Batch]:
    """The newest batches of a channel, or of a person, newest first."""
    ids: Any = redis.zrevrange(key("batches", channel), 0, count - 1)
    return BATCHES.many(redis, [str(one, "ascii") for one in ids])


def change(redis: Redis, batch_id: str, **fields: Any) -> Batch | None:  # noqa: ANN401 - a batch's own fields
    """Change some fields of the newest state."""
    return BATCHES.change(redis, batch_id, lambda batch: replace(batch, **fields))


def move(redis: Redis, batch_id: str, old: State, new: State, **fields: Any) -> Batch | None:  # noqa: ANN401
    """Move the batch from one state to the next, atomically; None when somebody else has done so, or cancelled it."""

    def moved(batch: Batch) -> Batch | None:
        stands = batch.state is old and not batch.cancelled_by
        return replace(batch, state=new, **fields) if stands else None

    return BATCHES.change(redis, batch_id, moved)


def shots(redis: Redis, batch_id: str) -> dict[str, Shot]:
    """How far every picture has come, by `<set key>#<number>`."""
    raw: Any = redis.hgetall(key("shots", batch_id))
    return {str(name, "utf-8"): _SHOT.validate_json(value) for name, value in raw.items()}


def put_shot(redis: Redis, batch_id: str, name: str, shot: Shot) -> None:
    """Write down how far a picture has come, before the next step is taken."""
    with redis.pipeline(transaction=False) as pipeline:
        pipeline.hset(key("shots", batch_id), name, _SHOT.dump_json(shot))
        pipeline.expire(key("shots", batch_id), KEPT_SECONDS)
        pipeline.execute()
