"""An enqueue that fails changes nothing: Slack hears 500, and the second press is carried out, once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from cards.reviews.audit_tags import REPLY_EDITED, REPLY_PUBLISHED, REPLY_SKIPPED, REPLY_WITHDRAWN, TEMPLATES_CHANGED
from kit import wiring
from kit.jobs import runner
from records import audit, invocations
from records.jobs import outbox
from records.reviews import templates as review_templates
from records.reviews.drafts import Decision, DraftState
from sandbox.slack.rendering import as_text
from tasks.reviews import publish as review_publish
from tests.support.env import Stage
from tests.support.review_env import Desk, opened


@pytest.fixture
def desk(stage: Stage) -> Iterator[Desk]:
    with opened(stage) as desk:
        desk.turn_on()
        yield desk


def _press(desk: Desk, label: str) -> None:
    """Olive presses a button while the enqueue fails, and once more when Redis is well again."""
    before, message = desk.posts_to_apple(), desk.message()
    with desk.stage.no_enqueue():
        reply = desk.stage.olive.clicks(desk.stage.release, message, label)
    assert reply.status == 500
    desk.stage.work()
    assert desk.message() == message
    assert desk.posts_to_apple() == before
    assert desk.stage.olive.clicks(desk.stage.release, message, label).status == 200
    desk.stage.work()


def _sent(desk: Desk, values: dict[str, str]) -> int | None:
    """Olive sends the open form; returns the HTTP status that Slack got."""
    reply = desk.stage.olive.submits(values).reply
    assert reply is not None
    return reply.status


def _tags(desk: Desk, tag: str) -> int:
    return sum(entry.tag == tag for entry in audit.everything(desk.stage.kit.redis))


def test_approve_is_carried_out_at_the_second_press(desk: Desk) -> None:
    review_id = desk.write(2, title="Slow")
    _press(desk, "Approve")
    assert desk.answer(review_id).text == desk.draft(review_id).text
    assert desk.posts_to_apple() == 1
    assert _tags(desk, REPLY_PUBLISHED) == 1


def test_skip_is_carried_out_at_the_second_press(desk: Desk) -> None:
    review_id = desk.write(2, title="Slow")
    _press(desk, "Skip")
    assert desk.draft(review_id).state is DraftState.SKIPPED
    assert _tags(desk, REPLY_SKIPPED) == 1


def test_regenerate_is_carried_out_at_the_second_press(desk: Desk) -> None:
    review_id = desk.write(1, title="Crash", body="It crashes.")
    _press(desk, "Regenerate")
    assert desk.draft(review_id).revision == 2


def test_withdraw_is_carried_out_at_the_second_press(desk: Desk) -> None:
    review_id = desk.write(2, title="Slow")
    desk.press(desk.stage.olive, "Approve")
    _press(desk, "Withdraw")
    assert desk.stage.apple.reply(review_id) is None
    assert _tags(desk, REPLY_WITHDRAWN) == 1


def test_an_edited_text_is_stored_when_the_form_is_sent_again(desk: Desk) -> None:
    review_id = desk.write(3, title="Nice, but")
    before = desk.draft(review_id)
    desk.stage.olive.clicks(desk.stage.release, desk.message().ts, "Edit")
    with desk.stage.no_enqueue():
        assert _sent(desk, {"Reply": "Better words."}) == 500
    desk.stage.work()
    assert desk.draft(review_id) == before
    assert _sent(desk, {"Reply": "Better words."}) == 200
    desk.stage.work()
    assert (desk.draft(review_id).text, desk.draft(review_id).revision) == ("Better words.", 2)
    assert _tags(desk, REPLY_EDITED) == 1


def test_a_template_is_stored_when_the_form_is_sent_again_and_removed_at_the_second_press(desk: Desk) -> None:
    redis, olive = desk.stage.kit.redis, desk.stage.olive
    olive.types("/asc templates", desk.stage.release)
    olive.clicks_in_form("Add template")
    with desk.stage.no_enqueue():
        assert _sent(desk, {"Reply": "Dear {nickname}"}) == 500
    desk.stage.work()
    assert review_templates.of_team(redis) == ()
    assert _sent(desk, {"Reply": "Dear {nickname}"}) == 200
    assert "Dear {nickname}" in as_text(desk.stage.slack.wait_for_view(olive))
    desk.stage.work()
    assert [template.text for template in review_templates.of_team(redis)] == ["Dear {nickname}"]
    olive.clicks_in_form("Edit")
    with desk.stage.no_enqueue():
        assert olive.clicks_in_form("Remove template").status == 500
    desk.stage.work()
    assert len(review_templates.of_team(redis)) == 1
    assert olive.clicks_in_form("Remove template").status == 200
    desk.stage.work()
    assert review_templates.of_team(redis) == ()
    assert _tags(desk, TEMPLATES_CHANGED) == 2


def test_a_worker_killed_right_after_the_claim_is_continued_by_the_next(desk: Desk) -> None:
    review_id, kit = desk.write(2, title="Slow"), desk.stage.kit
    desk.stage.olive.clicks(desk.stage.release, desk.message(), "Approve")
    (job,) = outbox.pending(kit.redis)
    invocation = invocations.get(kit.redis, job.arguments[0])
    assert invocation is not None
    with wiring.using(kit):
        review_publish.claim(
            kit,
            invocation,
            review_id,
            "1",
            Decision.APPROVE,
            lambda draft: replace(draft, state=DraftState.SENDING, user=desk.stage.olive.id),
        )
    desk.stage.work()
    assert desk.posts_to_apple() == 1
    assert desk.labels() == ["Change reply", "Withdraw"]
    assert "was first" not in desk.stage.whispers(desk.stage.olive)


@pytest.mark.parametrize("label", ["Approve", "Skip", "Regenerate"])
def test_a_decision_that_is_run_again_after_its_end_changes_nothing(desk: Desk, label: str) -> None:
    review_id, kit = desk.write(1, title="Crash", body="It crashes."), desk.stage.kit
    desk.stage.olive.clicks(desk.stage.release, desk.message(), label)
    (job,) = outbox.pending(kit.redis)
    desk.stage.work()
    before, entries = desk.draft(review_id), list(audit.everything(kit.redis))
    outbox.save(kit.redis, job)
    with wiring.using(kit):
        runner.run_job(job.id)
    assert desk.draft(review_id) == before
    assert list(audit.everything(kit.redis)) == entries
    assert desk.posts_to_apple() == (label == "Approve")
    assert desk.stage.whispers(desk.stage.olive) == ""
