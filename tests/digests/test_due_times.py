"""A digest comes once a day or week on the local clock, whatever is done to the clocks."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import redis
from hypothesis import given, settings
from hypothesis import strategies as some

from records.digests import subscriptions as digest_subscriptions
from records.digests.subscriptions import Digest
from records.times import dates

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "UTC")
YEAR = (datetime(2025, 12, 1, tzinfo=UTC).timestamp(), datetime(2027, 1, 1, tzinfo=UTC).timestamp())


def plan(hour: int, minute: int, timezone: str, weekday: int | None = None) -> Digest:
    return Digest(channel="C1", hour=hour, minute=minute, timezone=timezone, weekday=weekday)


plans = some.builds(
    plan,
    some.integers(0, 23),
    some.integers(0, 59),
    some.sampled_from(ZONES),
    some.none() | some.integers(0, 6),
)


@settings(max_examples=200, deadline=None)
@given(plans, some.floats(*YEAR))
def test_the_next_moment_is_ahead_and_at_most_a_day_or_a_week_away(digest: Digest, now: float) -> None:
    at = digest.after(now)
    assert 0 < at - now <= digest.days * 86400 + 7200
    assert digest.after(at - 0.001) == at


@settings(max_examples=40, deadline=None)
@given(plans)
def test_no_local_day_is_doubled_or_left_out_in_a_whole_year(digest: Digest) -> None:
    at, runs = YEAR[0], []
    while at < YEAR[1]:
        at = digest.after(at)
        runs.append(dates.local(at, digest.tz).date())
    assert all((later - earlier).days == digest.days for earlier, later in pairwise(runs))


def test_a_time_that_clocks_leave_out_comes_an_hour_later_and_one_that_comes_twice_comes_once() -> None:
    spring = plan(2, 30, "Europe/Berlin").after(datetime(2026, 3, 28, 12, tzinfo=UTC).timestamp())
    assert datetime.fromtimestamp(spring, UTC).isoformat() == "2026-03-29T01:30:00+00:00"
    autumn = plan(2, 30, "Europe/Berlin").after(datetime(2026, 10, 24, 12, tzinfo=UTC).timestamp())
    assert datetime.fromtimestamp(autumn, UTC).isoformat() == "2026-10-25T00:30:00+00:00"
    following = plan(2, 30, "Europe/Berlin").after(autumn)
    assert datetime.fromtimestamp(following, UTC).isoformat() == "2026-10-26T01:30:00+00:00"


def test_the_period_of_a_digest_begins_at_the_same_local_time() -> None:
    after_the_change = datetime(2026, 3, 29, 7, tzinfo=UTC).timestamp()
    began = plan(9, 0, "Europe/Berlin").before(after_the_change)
    assert datetime.fromtimestamp(began, UTC).isoformat() == "2026-03-28T08:00:00+00:00"


def test_a_plan_that_was_changed_meanwhile_is_not_moved_on(redis_client: redis.Redis) -> None:
    old = Digest(channel="C1", hour=9, minute=0, timezone="UTC", due=100.0)
    digest_subscriptions.put(redis_client, Digest(channel="C1", hour=10, minute=0, timezone="UTC", due=500.0))
    digest_subscriptions.go_on(redis_client, old, 100.0)
    known = digest_subscriptions.get(redis_client, "C1")
    assert known is not None
    assert known.due == 500.0
    digest_subscriptions.remove(redis_client, "C1")
    assert digest_subscriptions.everything(redis_client) == []
