"""A press or a sent form whose job could not be stored changes nothing: the second one succeeds, once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cards.listing.audit_tags import TEXT_CHANGED
from cards.schedules.audit_tags import SCHEDULE_CANCELLED
from records import audit, text_changes
from records.listing import change_sets
from records.schedules import schedules
from sandbox.appstore import Fault
from sandbox.slack.rendering import as_text
from sandbox.slack.snapshots import Message
from tasks.listing import decisions
from tasks.listing import jobs as listing_jobs
from tests.support import wording
from tests.support.env import Env
from tests.uploads.test_worker_death import dies_after, go_on

WEB = "Written on the web"


@pytest.fixture
def live(env: Env) -> str:
    """1.2.0 is on the store, and 1.3.0 in preparation begins as its copy."""
    env.apple.set_text(env.version_id, "en-US", promotionalText="Waves today", keywords="sea")
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    return env.apple.add_version(env.app_id, "1.3.0")


def promo(env: Env, version_id: str) -> str | None:
    return env.apple.texts(version_id)["en-US"]["promotionalText"]


def last(env: Env) -> Message:
    """The bot's newest message, in a thread or out of it."""
    posts = env.slack.messages(env.release)
    found = [*posts, *(reply for post in posts for reply in env.slack.thread(env.release, post.ts))]
    return max((message for message in found if message.user == env.slack.bot.id), key=lambda item: item.ts)


def press_twice(env: Env, message: Message, label: str) -> None:
    """Press while Redis refuses the job, then again, and once more when it is done."""
    before = len(env.writes())
    with env.no_enqueue():
        assert env.eddie.clicks(env.release, message, label).status == 500
    assert wording.NOT_STORED in env.ephemeral_text(env.eddie)
    env.work()
    assert len(env.writes()) == before
    assert env.eddie.clicks(env.release, message, label).status == 200
    env.work()
    after = env.writes()
    env.olive.clicks(env.release, message, label)
    env.work()
    assert env.writes() == after
    assert "already" in env.ephemeral_text(env.olive) or "first" in env.ephemeral_text(env.olive)


def set_promo(env: Env) -> Message:
    env.says(env.eddie, "@App Store Bot promo en-US Hello")
    env.work()
    return last(env)


def conflict(env: Env) -> Message:
    """Undo over what was written in App Store Connect since, in one version: Overwrite or Keep?"""
    env.says(env.eddie, "@App Store Bot promo en-US Hello --version 1.2.0")
    env.work()
    env.apple.set_text(env.version_id, "en-US", promotionalText=WEB)
    env.olive.clicks(env.release, last(env), "Undo")
    env.work()
    return last(env)


def proposal(env: Env) -> Message:
    env.says(env.eddie, "@App Store Bot listing import", (("t.csv", b"locale,promotional text\nen-US,Hello\n"),))
    env.work()
    return last(env)


def half_done(env: Env) -> Message:
    env.apple.faults.add(Fault.status(403, method="PATCH", nth=2))
    message = set_promo(env)
    env.apple.faults.clear()
    return message


@pytest.mark.parametrize(
    ("ask", "label", "text", "state"),
    [
        (proposal, "Apply", "Hello", change_sets.ChangeSetState.DONE),
        (proposal, "Cancel", "Waves today", change_sets.ChangeSetState.DROPPED),
        (set_promo, "Undo", "Waves today", change_sets.ChangeSetState.DONE),
        (conflict, "Overwrite", "Waves today", change_sets.ChangeSetState.DONE),
        (conflict, "Keep", WEB, change_sets.ChangeSetState.DROPPED),
        (half_done, "Retry", "Hello", change_sets.ChangeSetState.DONE),
    ],
)
def test_a_button_of_a_text_whose_job_was_not_taken_can_be_pressed_again(
    env: Env, live: str, ask: Callable[[Env], Message], label: str, text: str, state: change_sets.ChangeSetState
) -> None:
    message = ask(env)
    change_set_id = next(str(button.value) for button in message.buttons if button.label == label)
    press_twice(env, message, label)
    assert promo(env, env.version_id) == text
    change_set = change_sets.CHANGE_SETS.get(env.kit.redis, change_set_id)
    assert change_set is not None
    assert change_set.state is state


def test_a_text_is_kept_for_the_next_version_by_the_second_press(env: Env) -> None:
    env.apple.set_version_state(env.version_id, "IN_REVIEW")
    env.says(env.eddie, "@App Store Bot keywords en-US sea,surf")
    env.work()
    press_twice(env, last(env), "Keep for the next version")
    assert len(text_changes.DEFERRED.everything(env.kit.redis)) == 1
    assert as_text(last(env)).count(wording.KEPT_BY_EDDIE) == 1


def test_a_form_whose_job_was_not_taken_can_be_sent_again(env: Env, live: str) -> None:
    env.eddie.types("/asc promo", env.release)
    env.work()
    env.slack.wait_for_view(env.eddie)
    block = f"{env.app_id}/en-US/promo/0"
    with env.no_enqueue():
        env.eddie.submits({block: "Hello"})
    env.work()
    assert env.writes() == []
    assert env.eddie.submits({block: "Hello"}).errors is None
    env.work()
    assert promo(env, live) == promo(env, env.version_id) == "Hello"
    assert len(env.writes()) == 2


@pytest.mark.parametrize(
    ("ask", "label", "text"),
    [(proposal, "Apply", "Hello"), (set_promo, "Undo", "Waves today"), (conflict, "Keep", WEB)],
)
def test_a_job_that_is_killed_after_its_claim_goes_on_with_it(
    env: Env, live: str, monkeypatch: pytest.MonkeyPatch, ask: Callable[[Env], Message], label: str, text: str
) -> None:
    message = ask(env)
    monkeypatch.setattr(listing_jobs, "claim", dies_after(decisions.claim))
    env.eddie.clicks(env.release, message, label)
    env.work()
    go_on(env)
    assert promo(env, env.version_id) == text
    assert env.ephemeral_text(env.eddie) == ""


@pytest.mark.parametrize("label", ["Run now", "Cancel"])
def test_a_button_of_a_schedule_whose_job_was_not_taken_can_be_pressed_again(env: Env, live: str, label: str) -> None:
    env.says(env.eddie, "@App Store Bot schedule promo en-US 2035-12-24T09:00 Hello")
    env.work()
    press_twice(env, last(env), label)
    tags = [entry.tag for entry in audit.everything(env.kit.redis)]
    if label == "Cancel":
        assert tags.count(SCHEDULE_CANCELLED) == 1
        assert schedules.all_open(env.kit.redis) == []
    else:
        assert promo(env, live) == promo(env, env.version_id) == "Hello"
        assert tags.count(TEXT_CHANGED) == 2


def test_a_schedules_form_whose_job_was_not_taken_can_be_sent_again(env: Env, live: str) -> None:
    env.eddie.types("/asc schedule promo en-US", env.release)
    env.work()
    filled = {"Text": "Hello", "Or repeatedly (cron line)": "0 9 * * *"}
    with env.no_enqueue():
        env.eddie.submits(filled)
    env.work()
    assert schedules.all_open(env.kit.redis) == []
    assert env.eddie.submits(filled).errors is None
    env.work()
    assert len(schedules.all_open(env.kit.redis)) == 1
