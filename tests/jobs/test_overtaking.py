"""A worker that takes a later request first leaves it until the earlier one about the same thing has ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kit import wiring
from kit.jobs import define as jobs
from kit.jobs import runner
from records import people
from records.digests import subscriptions
from records.dispatch import channels
from records.jobs import order, outbox
from records.jobs.order import ANY, Touched, subject
from records.people import Role
from records.reviews import alerts
from sandbox.slack.rendering import as_text
from tests import ROOT
from tests.support.env import Env


def in_order(env: Env) -> list[str]:
    """The ids of the ordered jobs that are pending, by their places."""
    return [entry.job.id for entry in order.read(env.kit.redis).entries]


def run_here(env: Env, job_id: str) -> None:
    """Run a job as a worker that took it off its queue."""
    with wiring.using(env.kit):
        runner.run_job(job_id)


def overtake(env: Env, *requests: Callable[[], object]) -> None:
    """Make the requests, and let a worker take the jobs about them in the opposite order."""
    for request in requests:
        request()
        env.slack.settled()
    for job_id in reversed(in_order(env)):
        run_here(env, job_id)
    env.work()
    assert not env.kit.redis.exists(outbox.JOBS, outbox.PLACES, outbox.TOUCHED)


def mentions(env: Env, *lines: str) -> str:
    """Overtake with mentions of the bot; returns the thread of the last one."""
    sent: list[str] = []
    overtake(env, *(lambda line=line: sent.append(env.says(env.olive, f"@App Store Bot {line}")) for line in lines))
    return env.read(sent[-1])


def state(env: Env) -> tuple[object, ...]:
    """What the requests of this test change."""
    chosen, plan = channels.app_of(env.kit.redis, env.release.id), subscriptions.get(env.kit.redis, env.release.id)
    grants = people.grants(env.kit.redis)
    return (
        chosen.bundle_id if chosen else "",
        grants.get(env.vera.id),
        {role for holder, role in grants.items() if holder.startswith("S")},
        bool(alerts.of_channel(env.kit.redis, env.release.id)),
        (plan.hour, plan.weekday) if plan else None,
        env.apple.texts(env.version_id)["en-US"]["promotionalText"],
        env.apple.texts(env.version_id)["en-US"]["keywords"],
    )


PAIRS = [
    ("access grant @Vera approver", "access revoke @Vera"),
    ("access grant @Vera approver", "access grant @Vera editor"),
    ("access grant @support approver", "access revoke @support"),
    ("alerts on", "alerts off"),
    ("alerts on --max-rating 2", "alerts"),
    ("digest daily 09:00", "digest off"),
    ("digest daily 09:00", "digest weekly Monday 10:00"),
    ("use com.example.tide", "use com.example.second"),
    ("promo en-US First", "promo en-US Last"),
    ("promo en-US,de-DE First", "promo english Last"),
    ("promo en-US First", "promo en-US --platform IOS Last"),
    ("keywords en-US first", "keywords en-US last"),
]


@pytest.mark.parametrize("pair", PAIRS, ids=" | ".join)
def test_the_outcome_is_that_of_the_requests_one_after_the_other(env: Env, pair: tuple[str, str]) -> None:
    env.slack.usergroup("support", [env.vera])
    if "use" in pair[0]:
        env.apple.add_version(env.apple.add_app("com.example.second", "Second"), "9.0")
    for line in (*pair, *pair):
        env.says(env.olive, f"@App Store Bot {line}")
        env.work()
    expected = state(env)
    assert "waits for" in mentions(env, *pair)
    assert state(env) == expected


@pytest.mark.parametrize(
    "pair",
    [
        ("promo en-US First", "promo de-DE Last"),
        ("promo en-US First", "keywords en-US last"),
        ("access grant @Vera approver", "access grant @Gus viewer"),
        ("alerts on", "digest daily 09:00"),
        ("use com.example.tide", "promo en-US --app com.example.tide Last"),
        ("use com.example.tide", "access grant @Vera approver"),
    ],
    ids=" | ".join,
)
def test_a_request_about_another_thing_does_not_wait(env: Env, pair: tuple[str, str]) -> None:
    assert "waits for" not in mentions(env, *pair)


@pytest.mark.parametrize(
    "line",
    [
        "promo en-US For the second app",
        "schedule promo en-US 2031-12-24T09:00 For the second app",
        "alerts on",
        "digest now",
        "status",
        "screenshots",
        "listing export",
        "reviews",
        "audit",
    ],
)
def test_what_is_about_the_channels_app_waits_until_it_is_chosen(env: Env, line: str) -> None:
    env.apple.add_version(env.apple.add_app("com.example.second", "Second"), "9.0", locales=["en-US"])
    env.says(env.olive, "@App Store Bot use com.example.tide")
    env.work()
    thread = mentions(env, "use com.example.second", line)
    assert "waits for" in thread
    assert "Tide" not in thread


@pytest.mark.parametrize(
    "line", ["promo en-US For Tide", "schedule promo en-US 2031-12-24T09:00 For Tide", "alerts on"]
)
def test_an_app_that_is_chosen_later_does_not_count_for_what_was_requested_before(env: Env, line: str) -> None:
    env.apple.add_version(env.apple.add_app("com.example.second", "Second"), "9.0", locales=["en-US"])
    env.says(env.olive, "@App Store Bot use com.example.tide")
    env.work()
    sent: list[str] = []
    overtake(
        env,
        lambda: sent.append(env.says(env.olive, f"@App Store Bot {line}")),
        lambda: env.says(env.olive, "@App Store Bot use com.example.second"),
    )
    assert "Tide" in env.read(sent[0])
    assert state(env)[0] == "com.example.second"


def test_a_form_shows_the_texts_of_the_app_that_was_chosen_before_it(env: Env) -> None:
    version_id = env.apple.add_version(env.apple.add_app("com.example.second", "Second"), "9.0", locales=["en-US"])
    env.apple.set_text(version_id, "en-US", promotionalText="Text of the second app")
    env.says(env.olive, "@App Store Bot use com.example.tide")
    env.work()
    overtake(
        env,
        lambda: env.olive.types("/asc use com.example.second", env.release),
        lambda: env.olive.types("/asc promo", env.release),
    )
    assert "Text of the second app" in as_text(env.slack.wait_for_view(env.olive))


def test_undo_that_is_pressed_before_another_text_comes_first(env: Env) -> None:
    env.apple.set_text(env.version_id, "en-US", promotionalText="Before")
    ts = env.says(env.eddie, "@App Store Bot promo en-US First")
    env.work()
    overtake(
        env,
        lambda: env.eddie.clicks(env.release, env.replies(ts)[0].ts, "Undo"),
        lambda: env.says(env.olive, "@App Store Bot promo en-US Last"),
    )
    assert env.apple.texts(env.version_id)["en-US"]["promotionalText"] == "Last"


def test_undo_of_a_text_concerns_the_app_that_was_changed(env: Env) -> None:
    env.apple.set_text(env.version_id, "en-US", promotionalText="Before")
    env.apple.add_version(env.apple.add_app("com.example.second", "Second"), "9.0", locales=["en-US"])
    env.says(env.eddie, "@App Store Bot use com.example.tide")
    ts = env.says(env.eddie, "@App Store Bot promo en-US First")
    env.says(env.eddie, "@App Store Bot use com.example.second")
    env.work()
    env.eddie.clicks(env.release, env.replies(ts)[0].ts, "Undo")
    env.work()
    assert env.apple.texts(env.version_id)["en-US"]["promotionalText"] == "Before"


def test_apply_of_an_import_waits_for_a_text_before_it_and_then_asks(env: Env) -> None:
    file = ("texts.csv", b"locale,promo\nen-US,From the file\nde-DE,Aus der Datei\n")
    ts = env.says(env.eddie, "@App Store Bot listing import", (file,))
    env.work()
    preview = next(reply for reply in env.replies(ts) if reply.buttons)
    overtake(
        env,
        lambda: env.says(env.olive, "@App Store Bot promo en-US Typed meanwhile"),
        lambda: env.eddie.clicks(env.release, preview.ts, "Apply"),
    )
    assert env.apple.texts(env.version_id)["en-US"]["promotionalText"] == "Typed meanwhile"
    assert "Overwrite" in as_text(next(reply for reply in env.replies(ts) if reply.ts == preview.ts))


def test_of_two_schedules_for_one_moment_the_one_that_was_made_last_stands(env: Env) -> None:
    for number in range(4):
        env.says(env.eddie, f"@App Store Bot schedule promo en-US 2031-12-24T09:00 Number {number}")
        env.work()
    env.kit = replace(env.kit, clock=lambda: 1_956_000_000.0)
    for tick in jobs.tick_functions():
        tick(env.kit)
    overtake(env)
    assert env.apple.texts(env.version_id)["en-US"]["promotionalText"] == "Number 3"


def test_a_job_of_an_earlier_release_has_no_place_and_runs_at_once(env: Env) -> None:
    env.says(env.olive, "@App Store Bot promo en-US First")
    env.says(env.olive, "@App Store Bot promo en-US Last")
    last = in_order(env)[-1]
    env.kit.redis.zrem(outbox.PLACES, last)
    env.kit.redis.hdel(outbox.TOUCHED, last)
    run_here(env, last)
    assert env.apple.texts(env.version_id)["en-US"]["promotionalText"] == "Last"


def test_a_job_that_an_earlier_release_has_ended_blocks_nobody(env: Env) -> None:
    env.says(env.olive, "@App Store Bot promo en-US First")
    env.says(env.olive, "@App Store Bot promo en-US Last")
    first, last = in_order(env)
    env.kit.redis.hdel(outbox.JOBS, first)
    run_here(env, last)
    assert env.apple.texts(env.version_id)["en-US"]["promotionalText"] == "Last"
    assert not env.kit.redis.exists(outbox.PLACES, outbox.TOUCHED)


def test_a_waiting_job_is_queued_by_the_sweep_if_the_worker_before_was_killed_at_its_end(env: Env) -> None:
    env.says(env.olive, "@App Store Bot access grant @Vera approver")
    env.says(env.olive, "@App Store Bot access revoke @Vera")
    first, last = in_order(env)
    run_here(env, last)
    assert env.sweep() == 0
    outbox.remove(env.kit.redis, first)
    assert env.sweep() == 1
    env.work()
    assert people.grants(env.kit.redis).get(env.vera.id) is not Role.APPROVER


def test_every_job_that_changes_something_for_users_has_its_place() -> None:
    jobs.discover()
    unordered = {
        "home:publish_home",  # shows, and changes nothing
        "dispatch:post_reply",
        "audit:send_trail",
        "reviews:turn_page",
        "schedules:show",
        "uploads:run_upload",  # has the place of the job that queues it
        "analytics:fetch_reports",
        "analytics:post_due_analytics",
        "digests:post_due",
        "reviews:poll_reviews",
        "reviews:look_after",  # must not keep a user waiting while Apple asks for a pause
        "releases:poll_releases",
        "releases:report_changes",
        "releases:handle_webhook_event",
        "releases:read_missed_deliveries",
        "releases:look_after_ping",
    }
    registered = jobs._registered.items()  # noqa: SLF001 - there is no list of them
    without_place = {name: job.run.__module__ for name, job in registered if not job.touches}
    # Other tests register jobs too, some in modules of `tasks` that exist for them alone.
    ours = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in (ROOT / "tasks").rglob("*.py")}
    assert {name for name, module in without_place.items() if module in ours} == unordered


@pytest.mark.parametrize(
    ("own", "earlier", "waits", "may_wait"),
    [
        ("text:1:de-DE:promo:*", "text:1:de-DE:promo:IOS", True, True),
        ("text:1:de-DE:promo:IOS", "text:1:de-DE:promo:MAC_OS", False, False),
        ("text:1:de-DE:promo:*", "text:2:de-DE:promo:*", False, False),
        ("text:1:de-DE:promo:*", "text:?:de-DE:promo:*", True, True),
        ("text:?:de-DE:promo:*", "text:1:de-DE:promo:*", False, True),
        ("set:1:?:?", "set:1:en-US:APP_IPHONE_67", False, True),
        ("app:C1", "app:C1", True, True),
        ("app:C1", "alerts:C1", False, False),
    ],
)
def test_a_subject_that_is_not_known_yet_may_be_any(own: str, earlier: str, *, waits: bool, may_wait: bool) -> None:
    touched, other = Touched(writes=(own,)), Touched(writes=(earlier,))
    assert bool(touched.conflict(other)) is waits
    assert touched.may_conflict(other) is may_wait
    assert not Touched(reads=(own,)).conflict(Touched(reads=(earlier,)))
    assert subject("text", None, "de-DE", "promo", ANY) == "text:?:de-DE:promo:*"
    assert order.stored(None) == ""
