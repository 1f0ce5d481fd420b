"""Scheduled text changes: once, or repeatedly with texts that take turns."""

import heapq
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import Annotated
from zoneinfo import ZoneInfo

from redis import Redis

from appstore.fields import Field
from records.keys import DAY
from records.schedules import cron as schedule_cron
from records.storage.documents import Documents, stored_as
from records.storage.due import DueTimes
from records.text_changes import Applied, TextChange

_ENDED_SECONDS = 90 * DAY

# A due schedule is returned to the clock again after this long, in case the clock died before it queued the job.
_AGAIN_SECONDS = 60.0


class ScheduleState(StrEnum):
    """The state of a schedule. A failed or stopped one is kept until a user runs or cancels it."""

    WAITING = "waiting"
    FAILED = "failed"
    STOPPED = "stopped"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return self in {ScheduleState.DONE, ScheduleState.CANCELLED}


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """A scheduled change. `id` is the invocation's; dates are epoch seconds, 0 for none.

    `runs` counts the runs made, by which `texts` take turns; `ran_at` is the date of the last one, `last_run` the id
    of its change set. `kept` has the texts before the first run and those that the bot set since; with `restoring` the
    next run restores the former. `asked_by` requested a run now, in the invocation `asked_in`.
    """

    id: str
    user: str
    channel: str
    app_id: str
    app_name: str
    field: Field
    locales: tuple[str, ...]
    texts: tuple[str, ...]
    timezone: str
    next_at: float
    created_at: Annotated[float, stored_as("since")]
    cron: str = ""
    until: float = 0.0
    platform: str | None = None
    state: ScheduleState = ScheduleState.WAITING
    runs: int = 0
    restoring: bool = False
    kept: tuple[Applied, ...] = ()
    asked_by: str = ""
    asked_in: str = ""
    ended_by: str = ""
    version: str | None = None
    ran_at: float = 0.0
    last_run: str = ""
    account: str = ""

    @property
    def step(self) -> str:
        """The run that a button is about: the button works as long as this stays the same."""
        return f"{self.runs}{'r' if self.restoring else ''}"

    @property
    def text(self) -> str:
        """The text of the next run."""
        return self.texts[self.runs % len(self.texts)]

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of its dates."""
        return ZoneInfo(self.timezone)

    def later(self, now: float) -> tuple[float, bool]:
        """Return the date of the run after this one, 0 for none, and whether that one restores the old texts."""
        regular = next(schedule_cron.upcoming(self.cron, now, self.zone), 0.0) if self.cron else 0.0
        if self.restoring:
            return 0.0, False
        if self.until and not 0 < regular < self.until:
            return self.until, True
        return regular, False


@dataclass(frozen=True, kw_only=True)
class ScheduledRun:
    """One line of the calendar; `text` is None where the old text is restored."""

    at: float
    schedule: Schedule
    text: str | None


SCHEDULES = Documents("schedule", Schedule, seconds=None)

# Parsed requests, until their job adds them.
DRAFTS = Documents("schedule_draft", Schedule, seconds=DAY)

# The changes that restore old texts, as decided first: a restarted job makes the same ones.
RESTORES = Documents("schedule_restore", tuple[TextChange, ...], seconds=30 * DAY)

_DUE = DueTimes("schedules")


def add(redis: Redis, schedule: Schedule) -> bool:
    """Add the schedule; False if it was added before."""
    with redis.pipeline() as pipeline:
        if redis.exists(SCHEDULES.key(schedule.id)):
            return False
        pipeline.multi()
        SCHEDULES.put(pipeline, schedule.id, schedule)
        _DUE.set(pipeline, schedule.id, schedule.next_at)
        pipeline.execute()
    return True


def get(redis: Redis, schedule_id: str) -> Schedule | None:
    """Return the schedule; it is kept for 90 days after its end."""
    return SCHEDULES.get(redis, schedule_id)


def all_open(redis: Redis) -> list[Schedule]:
    """Return every schedule that has not ended, in no order."""
    return [schedule for schedule in SCHEDULES.many(redis, _DUE.everything(redis)) if not schedule.state.ended]


def change(redis: Redis, schedule_id: str, decide: Callable[[Schedule], Schedule | None]) -> Schedule | None:
    """Change the newest state, atomically, and set when it is due next; None if `decide` returns None."""
    changed = SCHEDULES.change(redis, schedule_id, decide)
    if changed is not None:
        look_again(redis, changed)
    return changed


def look_again(redis: Redis, schedule: Schedule) -> None:
    """Make the schedule due at its next date; never if it only waits for a user."""
    if schedule.state.ended:
        _DUE.remove(redis, schedule.id)
        redis.expire(SCHEDULES.key(schedule.id), _ENDED_SECONDS)
    else:
        _DUE.set(redis, schedule.id, schedule.next_at if schedule.state is ScheduleState.WAITING else math.inf)


def look_later(redis: Redis, schedule: Schedule, until: float) -> None:
    """Make the schedule due after its run is retried at `until`."""
    _DUE.set(redis, schedule.id, until + _AGAIN_SECONDS, if_known=True)


def due(redis: Redis, now: float) -> list[str]:
    """Take the ids of due schedules; they are due again a minute later unless the schedule has moved on."""
    return _DUE.take(redis, now, now + _AGAIN_SECONDS)


def calendar(schedules: Iterable[Schedule], count: int) -> list[ScheduledRun]:
    """Return the next runs, earliest first, then the first run of each schedule that has none among them."""
    waiting = [schedule for schedule in schedules if schedule.state is ScheduleState.WAITING]
    runs = list(islice(heapq.merge(*map(_runs, waiting), key=lambda run: run.at), count))
    there = {run.schedule.id for run in runs}
    later = [next(_runs(schedule)) for schedule in waiting if schedule.id not in there]
    return runs + sorted(later, key=lambda run: run.at)


def _runs(schedule: Schedule) -> Iterator[ScheduledRun]:
    while schedule.next_at:
        yield ScheduledRun(at=schedule.next_at, schedule=schedule, text=None if schedule.restoring else schedule.text)
        moment, restoring = schedule.later(schedule.next_at)
        schedule = replace(schedule, runs=schedule.runs + 1, next_at=moment, restoring=restoring)
