"""A change of store texts: what somebody wishes, what it will replace, what came of it, and who decided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from dataclasses import field as made
from enum import StrEnum
from typing import Annotated, Any, Literal

from redis import Redis

from appstore.fields import Field
from records.keys import DAY
from records.messages import Message
from records.notes import Note
from records.refusals import StoredError
from records.storage.documents import Documents, stored_as
from records.storage.due import DueTimes

KEPT_SECONDS = 30 * DAY

Source = Literal["command", "form", "import", "schedule", "undo", "button"]


@dataclass(frozen=True, kw_only=True)
class TextChange:
    """One text for one field in one or more languages; `app` as it was named, None for the channel's.

    `expected` is what the person was shown: Apple's id of a localization to its text; another text there now is a
    conflict. `only`: ids of the versions (or app infos) to touch; without, those that the field belongs to.
    `skip`: ids of localizations that stay as they are.
    """

    id: str
    user: str
    channel: str
    thread_ts: str
    app: str | None
    locales: tuple[str, ...]
    field: Field
    text: str
    platform: str | None = None
    source: Source = "command"
    expected: dict[str, str] = made(default_factory=dict, hash=False)
    version: str | None = None
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Applied:
    """A text in its place at Apple, before and after. For an app's name and subtitle `version` is ""."""

    locale: str
    field: Field
    version_id: str
    version: str
    platform: str
    state: str
    localization_id: str
    old: str
    new: str


class Obstacle(StrEnum):
    """Why a text was not changed."""

    NO_LANGUAGE = "no_language"  # values: the languages of the version
    LOCKED = "locked"  # values: the state that allows no change
    CHANGED_MEANWHILE = "changed_meanwhile"
    NO_APP_INFO = "no_app_info"
    NO_SUCH_VERSION = "no_such_version"  # values: the version and the platform asked for, then each version, platform
    NOTHING_TAKES_IT = "nothing_takes_it"  # values: each version, platform, state
    NOTHING_IN_PREPARATION = "nothing_in_preparation"  # values: each version, platform, state


class TextNote(StrEnum):
    """What users should know about a change set besides its result."""

    REPEATED = "repeated"  # values: keywords that were typed twice
    WARNING = "warning"  # values: kind, count, limit and subject of a fault that Apple may accept
    ROOM_LEFT = "room_left"  # values: language, characters used, limit
    IN_THE_NAME = "in_the_name"  # values: language, keywords that the name or subtitle has
    CHANGED_SINCE_FORM = "changed_since_form"  # values: language and field of each text
    IGNORED_COLUMNS = "ignored_columns"  # values: their names
    WAS_DEFERRED = "was_deferred"
    SCHEDULED = "scheduled"  # values: user, id, moment (epoch seconds) and time zone of a schedule
    PUT_BACK = "put_back"  # values: the same
    RUN_NOW = "run_now"  # values: user and id of a schedule, and who ran it
    MADE_UP_FOR = "made_up_for"


@dataclass(frozen=True, kw_only=True)
class NotApplied:
    """A text that was not changed: in which language, of which version, and why: `why` or Apple's `error`.

    `waits` says that nothing takes it now, and the next version will; `where` is then the name of the app. `reason`,
    and otherwise `where`, are sentences that the first release stored.
    """

    locale: str
    where: str = ""
    reason: str = ""
    waits: bool = False
    version: str = ""
    platform: str = ""
    why: Note | None = None
    error: StoredError | None = None


class ChangeSetState(StrEnum):
    """Where a revision stands."""

    NEW = "new"
    ASKING = "asking"
    GOING = "going"
    DONE = "done"
    DROPPED = "dropped"
    WAITING = "waiting"


@dataclass(frozen=True, kw_only=True)
class ChangeSet:
    """Changes that belong together: asked for at once, shown on one card, undone at once. `id` is its wish's.

    `ask_first`: nothing happens before somebody presses Apply. `private`: the card is seen by one person alone.
    `ended`: epoch seconds. `conflicts`: the places whose text is not the one that was shown. `reverts`: the revision
    that this one undoes. `decision` is the id of the invocation that decided last, `answered` of the one that the
    message shows the result of. `remarks` are what users should know, `notes` the same in sentences that the first
    release stored.
    """

    id: str
    user: str
    channel: str
    thread_ts: str
    changes: tuple[TextChange, ...]
    created_at: Annotated[float, stored_as("since")]
    private: bool = False
    dry_run: bool = False
    ask_first: bool = False
    state: ChangeSetState = ChangeSetState.NEW
    decided_by: str = ""
    ended: float = 0.0
    message_channel: Annotated[str, stored_as("card_channel")] = ""
    message_ts: Annotated[str, stored_as("card_ts")] = ""
    applied: tuple[Applied, ...] = ()
    not_applied: tuple[NotApplied, ...] = ()
    conflicts: tuple[Applied, ...] = ()
    notes: tuple[str, ...] = ()
    remarks: tuple[Note, ...] = ()
    reverts: str = ""
    undone_by: str = ""
    last_message: Annotated[Message | None, stored_as("last_card")] = None
    decision: str = ""
    answered: str = ""


CHANGE_SETS = Documents("revision", ChangeSet, seconds=KEPT_SECONDS)
PLANS = Documents("textplan", tuple[Applied, ...], seconds=KEPT_SECONDS)
"""What a change (by its id) found and is about to write: a job that is killed goes on from there."""

WAITING = DueTimes("revisions", "waiting")
"""When to look again for the version that a change set waits for."""


def change(redis: Redis, change_set_id: str, **fields: Any) -> ChangeSet | None:  # noqa: ANN401 - a revision's own fields
    """Change some fields of the newest state."""
    return CHANGE_SETS.change(redis, change_set_id, lambda one: replace(one, **fields))


def move(redis: Redis, change_set_id: str, old: ChangeSetState, new: ChangeSetState, **fields: Any) -> ChangeSet | None:  # noqa: ANN401
    """Move it from one state to the next, atomically; None when somebody else has done so already."""
    return CHANGE_SETS.change(
        redis, change_set_id, lambda one: replace(one, state=new, **fields) if one.state is old else None
    )
