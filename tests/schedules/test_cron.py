"""Cron lines on the local clock."""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from records.schedules import cron as schedule_cron
from records.schedules.cron import CronFault
from records.times.dates import local

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime.fromisoformat("2026-11-22T06:00+00:00").timestamp()
ZONES = some.sampled_from(["Europe/Berlin", "America/New_York", "America/Sao_Paulo", "UTC"]).map(ZoneInfo)
STARTS = some.sampled_from(
    ["2027-03-12T00:00+00:00", "2027-03-26T00:00+00:00", "2026-10-23T00:00+00:00", "2026-10-30T00:00+00:00"]
).map(lambda text: datetime.fromisoformat(text).timestamp())


def shown(cron: str, start: str, count: int, tz: ZoneInfo = BERLIN) -> list[str]:
    runs = schedule_cron.upcoming(cron, datetime.fromisoformat(start).timestamp(), tz)
    return [local(run, tz).strftime("%d %H:%M %z") for run in islice(runs, count)]


@pytest.mark.parametrize(
    ("cron", "expected"),
    [
        ("0 9 * * 1", None),
        ("*/5 * * * *", None),
        ("0 9 * * MON-FRI", None),
        ("0 9 * *", CronFault.FIELDS),
        ("0 0 9 * * 1", CronFault.FIELDS),
        ("@daily", CronFault.FIELDS),
        ("61 9 * * 1", CronFault.INVALID),
        ("*/0 9 * * 1", CronFault.INVALID),
        ("R 9 * * 1", CronFault.INVALID),
        ("H 9 * * 1", CronFault.INVALID),
        ("nine 9 * * 1", CronFault.INVALID),
        ("0 0 31 2 *", CronFault.NEVER),
        ("0 0 29 2 *", None),
        ("* * * * *", None),
    ],
)
def test_a_cron_line_is_refused_when_wrong(cron: str, expected: CronFault | None) -> None:
    assert schedule_cron.fault(cron, NOW, BERLIN) is expected


@pytest.mark.parametrize("cron", ["* * * * *", "*/4 * * * *", "0,57 * * * *", "0,57 9,10 1 1 *", "0,1 9 1 1 *"])
def test_runs_that_people_can_hardly_follow_are_known(cron: str) -> None:
    assert schedule_cron.is_often(cron, NOW, BERLIN)


@pytest.mark.parametrize("cron", ["*/5 * * * *", "0,57 9 * * *", "0 0 29 2 *"])
def test_runs_that_people_can_follow_are_known_too(cron: str) -> None:
    assert not schedule_cron.is_often(cron, NOW, BERLIN)


def test_the_next_run_of_a_line_for_every_minute_takes_no_thought() -> None:
    began = time.process_time()
    assert schedule_cron.after("* * * * *", NOW, BERLIN) == NOW + 60
    assert time.process_time() - began < 0.3  # where every run is held against every other it is twice that


def test_a_time_that_spring_leaves_out_runs_once_when_the_clocks_have_been_set() -> None:
    assert shown("30 2 * * *", "2027-03-27T00:00+01:00", 3) == ["27 02:30 +0100", "28 03:30 +0200", "29 02:30 +0200"]


def test_a_time_that_autumn_brings_twice_runs_once() -> None:
    assert shown("30 2 * * *", "2026-10-24T12:00+02:00", 2) == ["25 02:30 +0200", "26 02:30 +0100"]
    assert shown("30 2 * * *", "2026-10-25T02:30+02:00", 1) == ["26 02:30 +0100"]


def test_every_hour_means_every_hour_in_autumn_too() -> None:
    expected = ["25 01:00 +0200", "25 02:00 +0200", "25 02:00 +0100", "25 03:00 +0100"]
    assert shown("0 * * * *", "2026-10-25T00:30+02:00", 4) == expected


@given(some.integers(0, 59), some.integers(0, 23), ZONES, STARTS)
@settings(max_examples=40, deadline=None)
def test_a_daily_line_runs_on_every_day_once(minute: int, hour: int, tz: ZoneInfo, start: float) -> None:
    runs = list(islice(schedule_cron.upcoming(f"{minute} {hour} * * *", start, tz), 6))
    assert runs == sorted(set(runs))
    days = [local(run, tz).date() for run in runs]
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))
    assert Counter(local(run, tz).minute for run in runs).keys() == {minute}


@given(some.integers(0, 59), ZONES, STARTS)
@settings(max_examples=40, deadline=None)
def test_an_hourly_line_runs_every_3600_seconds(minute: int, tz: ZoneInfo, start: float) -> None:
    runs = list(islice(schedule_cron.upcoming(f"{minute} * * * *", start, tz), 80))
    assert {later - earlier for earlier, later in pairwise(runs)} == {3600.0}


@given(some.sampled_from(["0 9 * * 1-5", "*/30 * * * *", "15 */2 * * *", "0,30 1-4 * * *", "0 3 1 * *"]), ZONES, STARTS)
@settings(max_examples=40, deadline=None)
def test_what_comes_after_a_run_does_not_depend_on_when_it_is_asked(cron: str, tz: ZoneInfo, start: float) -> None:
    runs = list(islice(schedule_cron.upcoming(cron, start, tz), 12))
    assert [schedule_cron.after(cron, run, tz) for run in runs[:-1]] == runs[1:]
    assert all(later > earlier for earlier, later in pairwise([start, *runs]))
