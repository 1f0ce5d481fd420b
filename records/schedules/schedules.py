"""Changes of texts that wait for their moment: once, or again and again with texts that take turns."""

from __future__ import annotations

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
_AGAIN_SECONDS = 60.0
"""What was told to one clock is told again after so long, should that clock have died before it queued the job."""


class ScheduleState(StrEnum):
    """Where a schedule stands. What failed or was stopped is kept until somebody runs or cancels it."""

    WAITING = "waiting"
    FAILED = "failed"
    STOPPED = "stopped"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether nothing more can come of it."""
        return self in {ScheduleState.DONE, ScheduleState.CANCELLED}


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """A change that comes by itself. `id` is its wish's; moments are epoch seconds, 0 where there is none.

    `runs` counts those that were made; `texts` take turns with them. `kept` is what stood there before the first run,
    with what the bot put in its place; once `restoring` the next run puts that back. `asked_by` wants the next run now,
    `asked_in` is the id of that wish.
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

    @property
    def step(self) -> str:
        """What a button is about: it counts as long as this stays the same."""
        return f"{self.runs}{'r' if self.restoring else ''}"

    @property
    def text(self) -> str:
        """The text of the next run."""
        return self.texts[self.runs % len(self.texts)]

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which it was meant."""
        return ZoneInfo(self.timezone)

    def later(self, now: float) -> tuple[float, bool]:
        """The moment of the run after this one, and whether that puts back; 0 when there is none."""
        regular = next(schedule_cron.upcoming(self.cron, now, self.zone), 0.0) if self.cron else 0.0
        if self.restoring:
            return 0.0, False
        if self.until and not 0 < regular < self.until:
            return self.until, True
        return regular, False


@dataclass(frozen=True, kw_only=True)
class ScheduledRun:
    """One line of the calendar; `text` is None where what was there before comes back."""

    at: float
    schedule: Schedule
    text: str | None


SCHEDULES = Documents("schedule", Schedule, seconds=None)
DRAFTS = Documents("schedule_draft", Schedule, seconds=DAY)
"""What was understood of a wish, until its job takes it."""

RESTORES = Documents("schedule_restore", tuple[TextChange, ...], seconds=30 * DAY)
"""The changes that put back, as they were decided first: a job that is killed goes on with the same ones."""

_DUE = DueTimes("schedules")


def add(redis: Redis, schedule: Schedule) -> bool:
    """Begin to wait; False when it was added before."""
    with redis.pipeline() as pipeline:
        if redis.exists(SCHEDULES.key(schedule.id)):
            return False
        pipeline.multi()
        SCHEDULES.put(pipeline, schedule.id, schedule)
        _DUE.set(pipeline, schedule.id, schedule.next_at)
        pipeline.execute()
    return True


def get(redis: Redis, schedule_id: str) -> Schedule | None:
    """The schedule, for 90 days after its end too."""
    return SCHEDULES.get(redis, schedule_id)


def all_open(redis: Redis) -> list[Schedule]:
    """Every schedule that has not ended, in no order."""
    return [schedule for schedule in SCHEDULES.many(redis, _DUE.everything(redis)) if not schedule.state.ended]


def change(redis: Redis, schedule_id: str, decide: Callable[[Schedule], Schedule | None]) -> Schedule | None:
    """Change the newest state, atomically, and set when it is looked at next; None when `decide` says None."""
    changed = SCHEDULES.change(redis, schedule_id, decide)
    if changed is not None:
        look_again(redis, changed)
    return changed


def look_again(redis: Redis, schedule: Schedule) -> None:
    """Let the clock find the schedule at its next moment; one that is only kept is found by people alone."""
    if schedule.state.ended:
        _DUE.remove(redis, schedule.id)
        redis.expire(SCHEDULES.key(schedule.id), _ENDED_SECONDS)
    else:
        _DUE.set(redis, schedule.id, schedule.next_at if schedule.state is ScheduleState.WAITING else math.inf)


def look_later(redis: Redis, schedule: Schedule, until: float) -> None:
    """Its run was put off until then: the clock need not bring it up before."""
    _DUE.set(redis, schedule.id, until + _AGAIN_SECONDS, if_known=True)


def due(redis: Redis, now: float) -> list[str]:
    """Take the ids of what is due; they are due again a minute later unless the schedule has moved on."""
    return _DUE.take(redis, now, now + _AGAIN_SECONDS)


def calendar(schedules: Iterable[Schedule], count: int) -> list[ScheduledRun]:
    """The next runs of all of them, the earliest first, and after these the first run of each that has none there."""
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
