"""Schedules as records: their moments, their calendar, and clocks that share the work."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import redis

from appstore.fields import Field
from records.schedules import schedules
from records.schedules.schedules import Schedule, ScheduleState

MONDAY = 1_795_420_800.0  # 2026-11-23T08:00:00Z
DAY = 86_400.0
EVERY_DAY = "0 8 * * *"


def schedule(name: str = "s1", at: float = MONDAY, **more: object) -> Schedule:
    made = Schedule(
        id=name,
        user="U1",
        channel="C1",
        app_id="1",
        app_name="Tide",
        field=Field.PROMO,
        locales=("de-DE",),
        texts=("One", "Two"),
        timezone="UTC",
        next_at=at,
        created_at=0.0,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def test_a_single_change_has_nothing_after_it_but_its_end() -> None:
    assert schedule().later(MONDAY) == (0.0, False)
    assert schedule(until=MONDAY + 5).later(MONDAY) == (MONDAY + 5, True)
    assert schedule(until=MONDAY + 5, restoring=True).later(MONDAY + 5) == (0.0, False)


def test_a_rotation_goes_on_until_its_end() -> None:
    assert schedule(cron=EVERY_DAY).later(MONDAY) == (MONDAY + DAY, False)
    ending = schedule(cron=EVERY_DAY, until=MONDAY + 1.5 * DAY)
    assert ending.later(MONDAY) == (MONDAY + DAY, False)
    assert ending.later(MONDAY + DAY) == (MONDAY + 1.5 * DAY, True)


def test_the_calendar_merges_all_and_names_each_at_least_once() -> None:
    rotation = schedule("r", cron=EVERY_DAY)
    single = schedule("o", MONDAY + DAY / 2, until=MONDAY + 1.25 * DAY)
    far = schedule("f", MONDAY + 900 * DAY)
    runs = schedules.calendar([rotation, far, single, schedule("x", state=ScheduleState.FAILED)], 4)
    reported = [(run.schedule.id, run.text, run.at - MONDAY) for run in runs]
    assert reported == [
        ("r", "One", 0.0),
        ("o", "One", DAY / 2),
        ("r", "Two", DAY),
        ("o", None, 1.25 * DAY),
        ("f", "One", 900 * DAY),
    ]


def test_of_two_clocks_one_is_told_what_is_due(redis_client: redis.Redis) -> None:
    for number in range(20):
        schedules.add(redis_client, schedule(f"s{number}"))
    schedules.add(redis_client, schedule("later", MONDAY + 1))
    with ThreadPoolExecutor(4) as clocks:
        found = [item for many in clocks.map(lambda _: schedules.due(redis_client, MONDAY), range(8)) for item in many]
    assert sorted(found) == sorted(f"s{number}" for number in range(20))


def test_what_a_dying_clock_took_is_told_again_a_minute_later(redis_client: redis.Redis) -> None:
    schedules.add(redis_client, schedule())
    assert schedules.due(redis_client, MONDAY) == ["s1"]
    assert schedules.due(redis_client, MONDAY + 59) == []
    assert schedules.due(redis_client, MONDAY + 60) == ["s1"]


def test_what_has_ended_is_due_no_more_and_what_failed_is_only_kept(redis_client: redis.Redis) -> None:
    for name in ("ended", "failed"):
        schedules.add(redis_client, schedule(name))
    schedules.change(redis_client, "ended", lambda schedule: replace(schedule, state=ScheduleState.CANCELLED))
    schedules.change(redis_client, "failed", lambda schedule: replace(schedule, state=ScheduleState.FAILED))
    assert schedules.due(redis_client, MONDAY + 10 * DAY) == []
    assert [schedule.id for schedule in schedules.all_open(redis_client)] == ["failed"]
    ended = schedules.get(redis_client, "ended")
    assert ended is not None
    assert ended.state is ScheduleState.CANCELLED


def test_a_schedule_is_added_once(redis_client: redis.Redis) -> None:
    assert schedules.add(redis_client, schedule())
    assert not schedules.add(redis_client, schedule(at=MONDAY + 5))
    assert [schedule.next_at for schedule in schedules.all_open(redis_client)] == [MONDAY]
