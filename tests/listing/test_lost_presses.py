"""A press or a sent form whose job could not be stored changes nothing: the second one succeeds, once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cards.listing.audit_tags import TEXT_CHANGED
from cards.schedules.audit_tags import SCHEDULE_CANCELLED
from records import audit
from records.listing import change_sets
from records.schedules import schedules
from sandbox.appstore import Fault
from sandbox.slack.rendering import as_text
from sandbox.slack.snapshots import Message
from tasks.listing import decisions
from tasks.listing import jobs as listing_jobs
from tests.support import wording
from tests.support.env import Stage
from tests.uploads.test_worker_death import dies_after, go_on

WEB = "Written on the web"


@pytest.fixture
def live(stage: Stage) -> str:
    """1.2.0 is on the store, and 1.3.0 in preparation begins as its copy."""
    stage.apple.set_text(stage.version_id, "en-US", promotionalText="Waves today", keywords="sea")
    stage.apple.set_version_state(stage.version_id, "READY_FOR_DISTRIBUTION")
    return stage.apple.add_version(stage.app_id, "1.3.0")


def promo(stage: Stage, version_id: str) -> str | None:
    return stage.apple.texts(version_id)["en-US"]["promotionalText"]


def last(stage: Stage) -> Message:
    """The bot's newest message, in a thread or out of it."""
    posts = stage.slack.messages(stage.release)
    found = [*posts, *(reply for post in posts for reply in stage.slack.thread(stage.release, post.ts))]
    return max((message for message in found if message.user == stage.slack.bot.id), key=lambda one: one.ts)


def press_twice(stage: Stage, message: Message, label: str) -> None:
    """Press while Redis refuses the job, then again, and once more when it is done."""
    before = len(stage.writes())
    with stage.no_enqueue():
        assert stage.eddie.clicks(stage.release, message, label).status == 500
    stage.work()
    assert len(stage.writes()) == before
    assert stage.eddie.clicks(stage.release, message, label).status == 200
    stage.work()
    after = stage.writes()
    stage.olive.clicks(stage.release, message, label)
    stage.work()
    assert stage.writes() == after
    assert "already" in stage.whispers(stage.olive) or "first" in stage.whispers(stage.olive)


def set_promo(stage: Stage) -> Message:
    stage.says(stage.eddie, "@App Store Bot promo en-US Hello")
    stage.work()
    return last(stage)


def conflict(stage: Stage) -> Message:
    """Undo over what was written in App Store Connect since, in one version: Overwrite or Keep?"""
    stage.says(stage.eddie, "@App Store Bot promo en-US Hello --version 1.2.0")
    stage.work()
    stage.apple.set_text(stage.version_id, "en-US", promotionalText=WEB)
    stage.olive.clicks(stage.release, last(stage), "Undo")
    stage.work()
    return last(stage)


def proposal(stage: Stage) -> Message:
    stage.says(stage.eddie, "@App Store Bot listing import", (("t.csv", b"locale,promotional text\nen-US,Hello\n"),))
    stage.work()
    return last(stage)


def half_done(stage: Stage) -> Message:
    stage.apple.faults.add(Fault.status(403, method="PATCH", nth=2))
    message = set_promo(stage)
    stage.apple.faults.clear()
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
    stage: Stage, live: str, ask: Callable[[Stage], Message], label: str, text: str, state: change_sets.ChangeSetState
) -> None:
    message = ask(stage)
    change_set_id = next(str(button.value) for button in message.buttons if button.label == label)
    press_twice(stage, message, label)
    assert promo(stage, stage.version_id) == text
    change_set = change_sets.CHANGE_SETS.get(stage.kit.redis, change_set_id)
    assert change_set is not None
    assert change_set.state is state


def test_a_text_is_kept_for_the_next_version_by_the_second_press(stage: Stage) -> None:
    stage.apple.set_version_state(stage.version_id, "IN_REVIEW")
    stage.says(stage.eddie, "@App Store Bot keywords en-US sea,surf")
    stage.work()
    press_twice(stage, last(stage), "Keep for the next version")
    assert len(change_sets.WAITING.everything(stage.kit.redis)) == 1
    assert as_text(last(stage)).count(wording.KEPT_BY_EDDIE) == 1


def test_a_form_whose_job_was_not_taken_can_be_sent_again(stage: Stage, live: str) -> None:
    stage.eddie.types("/asc promo", stage.release)
    stage.work()
    stage.slack.wait_for_view(stage.eddie)
    block = f"{stage.app_id}/en-US/promo/0"
    with stage.no_enqueue():
        stage.eddie.submits({block: "Hello"})
    stage.work()
    assert stage.writes() == []
    assert stage.eddie.submits({block: "Hello"}).errors is None
    stage.work()
    assert promo(stage, live) == promo(stage, stage.version_id) == "Hello"
    assert len(stage.writes()) == 2


@pytest.mark.parametrize(
    ("ask", "label", "text"),
    [(proposal, "Apply", "Hello"), (set_promo, "Undo", "Waves today"), (conflict, "Keep", WEB)],
)
def test_a_job_that_is_killed_after_its_claim_goes_on_with_it(
    stage: Stage, live: str, monkeypatch: pytest.MonkeyPatch, ask: Callable[[Stage], Message], label: str, text: str
) -> None:
    message = ask(stage)
    monkeypatch.setattr(listing_jobs, "claim", dies_after(decisions.claim))
    stage.eddie.clicks(stage.release, message, label)
    stage.work()
    go_on(stage)
    assert promo(stage, stage.version_id) == text
    assert stage.whispers(stage.eddie) == ""


@pytest.mark.parametrize("label", ["Run now", "Cancel"])
def test_a_button_of_a_schedule_whose_job_was_not_taken_can_be_pressed_again(
    stage: Stage, live: str, label: str
) -> None:
    stage.says(stage.eddie, "@App Store Bot schedule promo en-US 2035-12-24T09:00 Hello")
    stage.work()
    press_twice(stage, last(stage), label)
    tags = [entry.tag for entry in audit.everything(stage.kit.redis)]
    if label == "Cancel":
        assert tags.count(SCHEDULE_CANCELLED) == 1
        assert schedules.all_open(stage.kit.redis) == []
    else:
        assert promo(stage, live) == promo(stage, stage.version_id) == "Hello"
        assert tags.count(TEXT_CHANGED) == 2


def test_a_schedules_form_whose_job_was_not_taken_can_be_sent_again(stage: Stage, live: str) -> None:
    stage.eddie.types("/asc schedule promo en-US", stage.release)
    stage.work()
    filled = {"Text": "Hello", "Or again and again (cron line)": "0 9 * * *"}
    with stage.no_enqueue():
        stage.eddie.submits(filled)
    stage.work()
    assert schedules.all_open(stage.kit.redis) == []
    assert stage.eddie.submits(filled).errors is None
    stage.work()
    assert len(schedules.all_open(stage.kit.redis)) == 1
