"""The digest comes once for each moment of its plan, and people set that plan in Slack."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from cards.digests.audit_tags import DIGEST_CHANGED
from kit.jobs import define as jobs
from kit.jobs import queues
from records import audit
from records.digests import subscriptions as digest_subscriptions
from records.digests.subscriptions import Digest
from sandbox.appstore import Fault
from sandbox.slack.rendering import as_text
from sandbox.slack.snapshots import Message
from tasks import clock
from tasks.digests.jobs import enqueue_due_digests
from tests.support import wording
from tests.support.env import Env


def own_clock(env: Env, start: float = 0.0) -> list[float]:
    """From now on jobs and clocks read the time from this list; it begins a minute from now unless told otherwise."""
    now = [start or time.time() + 60]
    env.kit = replace(env.kit, clock=lambda: now[0])
    return now


def planned(env: Env, line: str) -> Digest:
    """Eddie turns the digest on; returns the plan."""
    types(env, f"/asc digest {line}")
    plan = digest_subscriptions.get(env.kit.redis, env.release.id)
    assert plan is not None
    return plan


def posts(env: Env) -> list[Message]:
    """What the bot has posted in the channel, outside of threads."""
    return [
        message
        for message in env.slack.messages(env.release)
        if message.user == env.slack.bot.id and not message.thread_ts
    ]


def types(env: Env, line: str) -> str:
    """What Eddie reads in answer to a slash command."""
    before = len(env.slack.ephemerals(env.eddie))
    env.eddie.types(line, env.release)
    env.slack.settled()
    env.work()
    return "\n".join(as_text(ephemeral) for ephemeral in env.slack.ephemerals(env.eddie)[before:])


def test_two_clocks_at_the_same_instant_post_one_digest(env: Env) -> None:
    now = own_clock(env)
    now[0] = planned(env, "daily 09:00").due + 1
    with ThreadPoolExecutor(6) as clocks:
        list(clocks.map(lambda _: enqueue_due_digests(env.kit), range(6)))
    assert queues.queued(env.kit)[jobs.CLOCK] == 1
    env.work()
    assert len(posts(env)) == 1


def test_a_daily_digest_comes_once_however_many_clocks_tick(env: Env) -> None:
    now = own_clock(env)
    shown_text = types(env, "/asc digest daily 09:00 europe/berlin")
    assert wording.DIGEST_ON in shown_text
    plan = digest_subscriptions.get(env.kit.redis, env.release.id)
    assert plan is not None
    now[0] = plan.due - 1
    env.apple.add_review(env.app_id, 1, created=datetime.fromtimestamp(plan.due - 60, UTC))
    clock.tick(env.kit)
    env.work()
    assert not posts(env)
    for _ in range(3):
        now[0] = plan.due + 1
        clock.tick(env.kit)
        clock.tick(env.kit)
        env.work()
    (digest,) = posts(env)
    assert wording.DIGEST_OF_DAY in as_text(digest)
    assert wording.DIGEST_DAILY in as_text(digest)
    following = digest_subscriptions.get(env.kit.redis, env.release.id)
    assert following is not None
    assert following.due - plan.due in {23 * 3600, 24 * 3600, 25 * 3600}


def test_missed_digests_are_made_up_for_once_within_hours_and_not_after(env: Env) -> None:
    now = own_clock(env)
    plan = planned(env, "daily 09:00 UTC")
    now[0] = plan.due + 3 * 86400 + 7 * 3600
    clock.tick(env.kit)
    env.work()
    assert not posts(env)
    now[0] = plan.due + 4 * 86400 + 3 * 3600
    clock.tick(env.kit)
    clock.tick(env.kit)
    env.work()
    assert len(posts(env)) == 1


def test_days_around_a_clock_change_have_one_digest_each(env: Env) -> None:
    # Clocks change on the last Sunday of March. The listeners have no clock of the test's, so it must be a later one.
    last = datetime(datetime.now(UTC).year + 1, 3, 31, 12, tzinfo=UTC)
    sunday = last - timedelta(days=(last.weekday() + 1) % 7)
    now = own_clock(env, (sunday - timedelta(days=2)).timestamp())
    types(env, "/asc digest daily 02:30 Europe/Berlin")
    came: list[float] = []
    while now[0] < (sunday + timedelta(days=2)).timestamp():
        clock.tick(env.kit)
        if any(queues.queued(env.kit).values()):
            env.work()
        came += [now[0]] * (len(posts(env)) - len(came))
        now[0] += 3600
    assert [later - earlier for earlier, later in pairwise(came)] == [24 * 3600, 23 * 3600, 24 * 3600]


def test_digest_off_ends_it_and_both_are_audited(env: Env) -> None:
    assert wording.NO_DIGEST in types(env, "/asc digest")
    types(env, "/asc digest weekly mon 8:05 --tz Asia/Tokyo")
    assert wording.DIGEST_WEEKLY in types(env, "/asc digest")
    assert wording.DIGEST_OFF in types(env, "/asc digest off")
    assert wording.NO_DIGEST_TO_END in types(env, "/asc digest off")
    reported = [(entry.tag, entry.old, entry.new) for entry in audit.everything(env.kit.redis)]
    plan, tag = "Every Monday at 08:05 (Asia/Tokyo, UTC+9)", DIGEST_CHANGED
    assert reported == [(tag, "", plan), (tag, plan, "")]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("daily 25:00", "25:00 is not a time of day"),
        ("daily 9:00 PM", "9:00 PM is not a time of day"),
        ("daily 9:00 a.m. ET", "9:00 a.m is not a time of day"),
        ("daily noon", "noon is not a time of day"),
        ("weekly someday 09:00", "someday is not a day of the week"),
        ("daily 09:00 Berlin", "Did you mean Europe/Berlin (UTC+"),
        ("dayly 09:00", "Did you mean /asc digest daily?"),
    ],
)
def test_what_is_not_understood_is_said_with_an_example(env: Env, line: str, answer: str) -> None:
    assert answer in types(env, f"/asc digest {line}").replace("`", "")
    assert not digest_subscriptions.everything(env.kit.redis)


def test_without_a_time_a_form_asks_for_it_in_the_time_zone_of_the_person(env: Env) -> None:
    env.eddie.types("/asc digest weekly friday", env.release)
    form = env.slack.wait_for_view(env.eddie)
    assert "Europe/London" in as_text(form)
    wrong = env.eddie.submits({"Time": "17:45", "Time zone": "Europe/Lodnon"})
    assert wording.NEAREST_TIME_ZONE in str(wrong.errors)
    env.eddie.submits({"Time zone": "Europe/London"})
    env.slack.settled()
    env.work()
    plan = digest_subscriptions.get(env.kit.redis, env.release.id)
    assert plan is not None
    assert (plan.weekday, plan.hour, plan.minute, plan.timezone) == (4, 17, 45, "Europe/London")
    assert wording.DIGEST_FRIDAYS in env.ephemeral_text(env.eddie)


def test_a_mention_without_a_time_offers_the_form(env: Env) -> None:
    ts = env.says(env.eddie, "@App Store Bot digest daily")
    env.work()
    env.eddie.clicks(env.release, env.replies(ts)[0], "Choose a time")
    assert env.slack.wait_for_view(env.eddie).title == wording.DIGEST_TITLE


def test_trouble_at_apple_is_waited_out_and_the_digest_comes_later(env: Env) -> None:
    now = own_clock(env)
    plan = planned(env, "daily 09:00")
    env.apple.allowance(limit=0, window=600, retry_after=600)
    now[0] = plan.due + 1
    clock.tick(env.kit)
    env.work()
    assert not posts(env)
    env.apple.allowance()
    env.kit.redis.delete(*env.kit.redis.keys("asc:pause*"), "asc:sweep")
    now[0] += 3600
    clock.tick(env.kit)
    env.work()
    assert len(posts(env)) == 1


def test_what_apple_refuses_is_told_in_the_channel_once(env: Env) -> None:
    now = own_clock(env)
    plan = planned(env, "daily 09:00")
    env.apple.faults.add(Fault.status(403, path="customerReviews", times=9))
    now[0] = plan.due + 1
    clock.tick(env.kit)
    env.work()
    assert wording.DIGEST_NOT_MADE in as_text(posts(env)[0])


def test_where_the_bot_may_not_post_whoever_set_it_up_is_told(env: Env) -> None:
    now = own_clock(env)
    plan = planned(env, "daily 09:00")
    env.slack.archive(env.release)
    now[0] = plan.due + 1
    clock.tick(env.kit)
    env.work()
    reported = "\n".join(as_text(message) for message in env.slack.messages(env.eddie.dm))
    assert wording.DIGEST_NOT_POSTED in reported
    assert wording.DIGEST_OFF_NOW in reported
    assert not digest_subscriptions.everything(env.kit.redis)


@pytest.mark.parametrize("line", ["digest daily 09:00", "digest weekly mon 09:00 Europe/Berlin"])
@pytest.mark.parametrize("private", [True, False])
def test_a_channel_without_the_bot_gets_no_digest_and_its_user_is_told_at_once(
    env: Env, line: str, *, private: bool
) -> None:
    env.slack.scopes.discard("chat:write.public")
    elsewhere = env.slack.channel("elsewhere", members=[env.eddie], bot=False, private=private)
    env.eddie.types(f"/asc {line}", elsewhere)
    env.work()
    assert wording.DIGEST_NOT_ON in env.ephemeral_text(env.eddie)
    assert "Invite me" in env.ephemeral_text(env.eddie)
    assert digest_subscriptions.everything(env.kit.redis) == []
    assert list(audit.everything(env.kit.redis)) == []


def test_the_form_says_it_too(env: Env) -> None:
    elsewhere = env.slack.channel("elsewhere", members=[env.eddie], bot=False, private=True)
    env.eddie.types("/asc digest daily", elsewhere)
    env.slack.wait_for_view(env.eddie)
    env.eddie.submits({"Time": "17:45", "Time zone": "Europe/London"})
    env.slack.settled()
    env.work()
    assert digest_subscriptions.everything(env.kit.redis) == []
    seen = [*env.slack.ephemerals(env.eddie), *env.slack.messages(env.eddie.dm)]
    assert wording.DIGEST_NOT_ON in "\n".join(map(as_text, seen))


@pytest.mark.parametrize("missing", ["channels:read", "chat:write.public"])
def test_a_digest_is_turned_on_where_the_bot_may_post_or_slack_does_not_say(env: Env, missing: str) -> None:
    env.slack.scopes.discard(missing)
    members = missing == "chat:write.public"
    channel = env.slack.channel("elsewhere", members=[env.eddie], bot=members)
    env.eddie.types("/asc digest daily 09:00", channel)
    env.work()
    assert [plan.channel for plan in digest_subscriptions.everything(env.kit.redis)] == [channel.id]


def test_an_archived_channel_gets_no_digest(env: Env) -> None:
    ts = env.eddie.says(env.release, "@App Store Bot digest daily 09:00")
    env.slack.settled()
    env.slack.archive(env.release)
    env.work()
    assert digest_subscriptions.everything(env.kit.redis) == []
    assert wording.CHANNEL_ARCHIVED in as_text(env.slack.messages(env.eddie.dm)[-1])
    assert not env.replies(ts)
