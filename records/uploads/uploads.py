"""One upload: the images that were sent, what the sets held before, how far each image is, and how it ended."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Annotated, Any

from pydantic import TypeAdapter
from redis import Redis

from appstore.media.plan import ExistingImage, Mode, WantedImage
from appstore.media.slots import SlotKind
from records.dispatch import channels
from records.keys import DAY, key, same_account
from records.messages import Message, SlackFile
from records.storage.documents import Documents, stored_as
from records.storage.notes import Note
from records.uploads import fair_queue
from records.uploads.targets import UploadTarget

KEPT_SECONDS = 30 * DAY

# Reasons of an image that was not uploaded; any other reason is Apple's code and description.
NO_ROOM = "no room"  # others have filled the set meanwhile
NOT_TRIED = "not tried"  # not sent any more, because another image of the set failed


class UploadState(StrEnum):
    """How far an upload is."""

    NEW = "new"
    ASKING = "asking"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    REFUSED = "refused"

    @property
    def ended(self) -> bool:
        """Return whether nothing more happens by itself."""
        return self in {UploadState.DONE, UploadState.FAILED, UploadState.CANCELLED, UploadState.REFUSED}


class ItemState(StrEnum):
    """How far one image is."""

    WAITING = "waiting"
    RESERVED = "reserved"
    SENT = "sent"
    COMMITTED = "committed"
    COMPLETE = "complete"
    THERE = "there"
    FAILED = "failed"
    STUCK = "stuck"
    WITHDRAWN = "withdrawn"


UNDER_WAY = frozenset({ItemState.RESERVED, ItemState.SENT, ItemState.COMMITTED})
HANDED_OVER = frozenset({ItemState.COMMITTED, ItemState.COMPLETE})
LOST = frozenset({ItemState.FAILED, ItemState.STUCK})


@dataclass(frozen=True, kw_only=True)
class UploadImage:
    """A wanted image of one set: its file in Slack (`member`: its path in a zip), and what is sent."""

    file: SlackFile
    wanted: Annotated[WantedImage, stored_as("piece")]
    width: int = 0
    height: int = 0
    flattened: bool = False
    member: str = ""


@dataclass(frozen=True, kw_only=True)
class SetPlan:
    """One set of the upload, or another `kind` of slot. `before` is what it held when the upload began, in order.

    For a group of the App Asset Library: the `library_id` of its app, and how many files Apple takes there (`limit`).
    """

    locale: str
    display_type: str
    localization_id: str
    set_id: str
    images: Annotated[tuple[UploadImage, ...], stored_as("pictures")]
    before: tuple[ExistingImage, ...] = ()
    kind: SlotKind = SlotKind.SCREENSHOTS
    library_id: str = ""
    limit: int = 0

    @property
    def most(self) -> int:
        """Return the most files that it takes."""
        return self.limit or self.kind.most

    @property
    def key(self) -> str:
        """Return `en-US/APP_IPHONE_67`: unique in its upload. A set of videos of the same device has its kind in it."""
        return f"{self.locale}/{self.display_type}{self.kind.suffix}"

    def item_key(self, number: int) -> str:
        """Return the name under which the progress of an image of this set is stored."""
        return f"{self.key}#{number}"

    @property
    def lock_key(self) -> str:
        """Return the name of the set's lock: two uploads to the same set have the same one."""
        return f"{self.localization_id or self.locale}.{self.display_type}{self.kind.suffix}"


@dataclass(frozen=True, kw_only=True)
class Upload:
    """One upload by one user. `id` is its invocation's; `created_at` and `ended` are epoch seconds.

    `after` has the ids that each set held at the end, `seen_by_user` those that it held when the user was asked about
    them. `last_message` is the message that reported the end. `decision` is the
    invocation of the newest press of one of its buttons; `decided_by` is who answered its question or retried it,
    `decided_as` how. `queued_shown` says that the message told the user to wait for others. `notes` are sentences
    stored by the first release; later ones store `remarks`. The invocation's fields are copied, because the first
    release requires them, and only an earlier one uses `waits_for`. `by_bot`: CI requested it, `run` is its `--key`,
    and `followers` are channel and `ts` of the messages that answer later requests with the same key. `into`: what is
    filled instead of a version, such as a custom product page (`tasks.dispatch.destinations`). It is in `version`, too:
    an earlier release, which knows no `into`, finds no version of that name. `poster` is Apple's time code of a frame.
    `touched`: it was stopped when old images were gone for good.
    """

    id: str
    user: str
    channel: str
    thread_ts: str
    invocation_ts: Annotated[str, stored_as("wish_ts")]
    app: str | None
    version: str | None
    locale: str | None
    display_type: str | None
    mode: Mode
    files: tuple[SlackFile, ...]
    created_at: Annotated[float, stored_as("since")]
    dry_run: bool = False
    create_locales: bool = False
    state: UploadState = UploadState.NEW
    target: UploadTarget | None = None
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
    remarks: tuple[Note, ...] = ()
    waits_for: str = ""
    queued_shown: Annotated[bool, stored_as("in_line")] = False
    by_bot: bool = False
    run: str = ""
    followers: tuple[tuple[str, str], ...] = ()
    account: str = ""
    into: str = ""
    poster: str = ""
    touched: bool = False
    last_message: Annotated[Message | None, stored_as("last_card")] = None
    after: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    seen_by_user: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    @property
    def library_id(self) -> str:
        """Return the id of the App Asset Library that is filled, "" if sets are."""
        return self.sets[0].library_id if self.sets else ""


@dataclass(frozen=True, kw_only=True)
class UploadItem:
    """How far one image is. `id` is Apple's, once a place is reserved; `tries` counts reservations.

    `had`: the App Asset Library had the file, so that it was not sent.
    """

    progress: ItemState = ItemState.WAITING
    id: str = ""
    tries: int = 0
    reason: str = ""
    had: bool = False


UPLOADS = Documents("batch", Upload, seconds=KEPT_SECONDS)
_ITEM = TypeAdapter(UploadItem)


def get(redis: Redis, upload_id: str) -> Upload | None:
    """Return the upload; None a month after its last change."""
    return UPLOADS.get(redis, upload_id)


def add(redis: Redis, upload: Upload) -> bool:
    """Store a new upload and let it wait for its turn; False when it exists already.

    It is listed in its channel and under its user.
    """
    if not UPLOADS.add(redis, upload.id, upload):
        return False
    fair_queue.wait(redis, upload.id, upload.channel)
    for name in (key("batches", upload.channel), key("batches", upload.user)):
        redis.zadd(name, {upload.id: upload.created_at})
        redis.zremrangebyrank(name, 0, -201)
        redis.expire(name, KEPT_SECONDS)
    return True


def of_channel(redis: Redis, channel: str, count: int = 50) -> list[Upload]:
    """Return the newest uploads that the channel, or the user, may see, newest first."""
    ids: Any = redis.zrevrange(key("batches", channel), 0, count - 1)
    found = UPLOADS.many(redis, [str(upload_id, "ascii") for upload_id in ids])
    tie = channels.tie_of(redis, channel)
    return [upload for upload in found if not tie or same_account(tie, upload.account)]


def change(redis: Redis, upload_id: str, **fields: Any) -> Upload | None:  # noqa: ANN401 - an upload's own fields
    """Change some fields of the newest state."""
    return UPLOADS.change(redis, upload_id, lambda upload: replace(upload, **fields))


def move(redis: Redis, upload_id: str, old: UploadState, new: UploadState, **fields: Any) -> Upload | None:  # noqa: ANN401
    """Move the upload from one state to the next, atomically; None where it is in another state, or cancelled."""

    def moved(upload: Upload) -> Upload | None:
        unchanged = upload.state is old and not upload.cancelled_by
        return replace(upload, state=new, **fields) if unchanged else None

    return UPLOADS.change(redis, upload_id, moved)


def items(redis: Redis, upload_id: str) -> dict[str, UploadItem]:
    """Return how far every image is, by `<set key>#<number>`."""
    raw: Any = redis.hgetall(key("shots", upload_id))
    return {str(name, "utf-8"): _ITEM.validate_json(value) for name, value in raw.items()}


def put_item(redis: Redis, upload_id: str, name: str, item: UploadItem) -> None:
    """Store how far an image is, before the next step is taken."""
    with redis.pipeline(transaction=False) as pipeline:
        pipeline.hset(key("shots", upload_id), name, _ITEM.dump_json(item, by_alias=True))
        pipeline.expire(key("shots", upload_id), KEPT_SECONDS)
        pipeline.execute()
