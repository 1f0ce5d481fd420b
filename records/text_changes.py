"""Text changes: the texts to write, the texts that were written, and why others were not. Used by several features."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from dataclasses import field as made
from enum import StrEnum
from typing import Literal

from redis import Redis

from appstore.fields import Field
from records.invocations import Invocation
from records.keys import DAY
from records.storage.documents import Documents
from records.storage.due import DueTimes
from records.storage.failures import Failure
from records.storage.notes import Note

KEPT_SECONDS = 30 * DAY

# When to check again whether there is a version for the deferred texts of a change set.
DEFERRED = DueTimes("revisions", "waiting")

Source = Literal["command", "form", "import", "schedule", "undo", "button"]


@dataclass(frozen=True, kw_only=True)
class TextChange:
    """One text for one field in one or more languages. `app` is as the user named it, None for the channel's app.

    `expected`: the text that the user saw, by Apple's id of the localization; any other text there is a conflict.
    `only`: ids of the versions (or app infos) to change; without it, those that the field belongs to.
    `into`: what has the text instead, such as a custom product page (`tasks.dispatch.destinations`).
    `skip`: ids of localizations to leave unchanged.
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
    account: str = ""
    into: str = ""

    def skipping(self, targets: Iterable[Applied]) -> TextChange:
        """Return the change without these texts."""
        skip = {target.localization_id: None for target in targets if target.field is self.field}
        return replace(self, skip=tuple(skip))


def change_for(invocation: Invocation, number: int, locales: tuple[str, ...], field: Field, text: str) -> TextChange:
    """Return a change that the invocation requests, the `number`th of its change set."""
    return TextChange(
        id=f"{invocation.id}.{number}",
        user=invocation.user,
        channel=invocation.channel,
        thread_ts=invocation.thread_ts,
        app=invocation.app,
        locales=locales,
        field=field,
        text=text,
        platform=invocation.platform,
        version=invocation.version,
    )


@dataclass(frozen=True, kw_only=True)
class Applied:
    """A text in one localization, before and after a change. `version` is "" for an app's name and subtitle.

    `into`: that of its change.
    """

    locale: str
    field: Field
    version_id: str
    version: str
    platform: str
    state: str
    localization_id: str
    old: str
    new: str
    into: str = ""


class Obstacle(StrEnum):
    """Why a text was not changed."""

    NO_LANGUAGE = "no_language"  # values: the languages of the version
    NO_LANGUAGE_NOW = "no_language_now"  # values: the state in which none can be added, then the languages
    LOCKED = "locked"  # values: the state that allows no change, and the version that takes a file's text instead
    WHICH_PLATFORM = "which_platform"  # values: platforms with different texts, of which a file does not name one
    CHANGED_MEANWHILE = "changed_meanwhile"
    NO_APP_INFO = "no_app_info"
    FIRST_VERSION = "first_version"
    NO_SUCH_VERSION = "no_such_version"  # values: the requested version and platform, then each version, platform
    NOTHING_TAKES_IT = "nothing_takes_it"  # values: each version, platform, state
    NOTHING_IN_PREPARATION = "nothing_in_preparation"  # values: each version, platform, state


class TextNote(StrEnum):
    """A fact about a change besides its result."""

    REPEATED = "repeated"  # values: keywords that were typed twice
    WARNING = "warning"  # values: kind, count, limit and subject of a fault that Apple may accept
    ROOM_LEFT = "room_left"  # values: language, characters used, limit
    IN_THE_NAME = "in_the_name"  # values: language, keywords that the name or subtitle has
    CHANGED_SINCE_FORM = "changed_since_form"  # values: language and field of each text
    IGNORED_COLUMNS = "ignored_columns"  # values: their names
    KEPT_APART = "kept_apart"  # values: language and field of each text that only one of several versions has
    FROM_ELSEWHERE = "from_elsewhere"  # values: bundle id, platform and version of the file
    EMPTY_CELLS = "empty_cells"  # values: language and field of each text that Apple has and the file leaves empty
    SKIPPED_FILES = "skipped_files"  # values: the files of a zip that are not used, and folders of such files
    WAS_DEFERRED = "was_deferred"
    SCHEDULED = "scheduled"  # values: user, id, date (epoch seconds) and time zone of a schedule
    PUT_BACK = "put_back"  # values: the same
    RUN_NOW = "run_now"  # values: user and id of a schedule, and who ran it
    MADE_UP_FOR = "made_up_for"
    # Of a custom product page. Values: its name, and the numbers of the version and of the approved one, "" for none.
    PAGE_VERSION_NEEDED = "page_version_needed"
    PAGE_VERSION_CREATED = "page_version_created"
    PAGE_AWAITS_REVIEW = "page_awaits_review"


@dataclass(frozen=True, kw_only=True)
class NotApplied:
    """A text that was not changed, in which language of which version, and `why` or Apple's `error`.

    `field` is None where the same holds for every text of the language. `waits`: no version takes the
    text now, but the next one will; `where` is then the name of the app. The first release stored sentences in `reason`
    and `where`.
    """

    locale: str
    field: Field | None = None
    where: str = ""
    reason: str = ""
    waits: bool = False
    version: str = ""
    platform: str = ""
    why: Note | None = None
    error: Failure | None = None


# The texts that a change (by its id) found and is about to replace; a job that is restarted continues from here.
PLANS = Documents("textplan", tuple[Applied, ...], seconds=KEPT_SECONDS)


def check_deferred(redis: Redis, now: float) -> None:
    """Have the clock look at once whether there is a version for deferred texts: one was created."""
    for change_set_id in DEFERRED.everything(redis):
        DEFERRED.set(redis, change_set_id, now, if_known=True)
