"""An enqueue that fails changes nothing: the user is told, and the second press is carried out, once."""

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
from tests.support import wording
from tests.support.env import Env
from tests.support.review_env import ReviewEnv, open_review_env


@pytest.fixture
def review_env(env: Env) -> Iterator[ReviewEnv]:
    with open_review_env(env) as review_env:
        review_env.turn_on()
        yield review_env


def _press(review_env: ReviewEnv, label: str) -> None:
    """Olive presses a button while the enqueue fails, and once more when Redis is well again."""
    before, message = review_env.posts_to_apple(), review_env.message()
    with review_env.env.no_enqueue():
        reply = review_env.env.olive.clicks(review_env.env.release, message, label)
    assert reply.status == 500
    assert wording.NOT_STORED in review_env.env.ephemeral_text(review_env.env.olive)
    review_env.env.work()
    assert review_env.message() == message
    assert review_env.posts_to_apple() == before
    assert review_env.env.olive.clicks(review_env.env.release, message, label).status == 200
    review_env.env.work()


def _sent(review_env: ReviewEnv, values: dict[str, str]) -> str:
    """Olive sends the open form; returns what its fields say then, "" where it has closed."""
    return " ".join((review_env.env.olive.submits(values).errors or {}).values())


def _tags(review_env: ReviewEnv, tag: str) -> int:
    return sum(entry.tag == tag for entry in audit.everything(review_env.env.kit.redis))


def test_approve_is_carried_out_at_the_second_press(review_env: ReviewEnv) -> None:
    review_id = review_env.write(2, title="Slow")
    _press(review_env, "Approve")
    assert review_env.answer(review_id).text == review_env.draft(review_id).text
    assert review_env.posts_to_apple() == 1
    assert _tags(review_env, REPLY_PUBLISHED) == 1


def test_skip_is_carried_out_at_the_second_press(review_env: ReviewEnv) -> None:
    review_id = review_env.write(2, title="Slow")
    _press(review_env, "Skip")
    assert review_env.draft(review_id).state is DraftState.SKIPPED
    assert _tags(review_env, REPLY_SKIPPED) == 1


def test_regenerate_is_carried_out_at_the_second_press(review_env: ReviewEnv) -> None:
    review_id = review_env.write(1, title="Crash", body="It crashes.")
    _press(review_env, "Regenerate")
    assert review_env.draft(review_id).revision == 2


def test_withdraw_is_carried_out_at_the_second_press(review_env: ReviewEnv) -> None:
    review_id = review_env.write(2, title="Slow")
    review_env.press(review_env.env.olive, "Approve")
    _press(review_env, "Withdraw")
    assert review_env.env.apple.reply(review_id) is None
    assert _tags(review_env, REPLY_WITHDRAWN) == 1


def test_an_edited_text_is_stored_when_the_form_is_sent_again(review_env: ReviewEnv) -> None:
    review_id = review_env.write(3, title="Nice, but")
    before = review_env.draft(review_id)
    review_env.env.olive.clicks(review_env.env.release, review_env.message().ts, "Edit")
    with review_env.env.no_enqueue():
        assert wording.NOT_SENT in _sent(review_env, {"Reply": "Better words."})
    review_env.env.work()
    assert review_env.draft(review_id) == before
    assert not _sent(review_env, {"Reply": "Better words."})
    review_env.env.work()
    assert (review_env.draft(review_id).text, review_env.draft(review_id).revision) == ("Better words.", 2)
    assert _tags(review_env, REPLY_EDITED) == 1


def test_a_template_is_stored_when_the_form_is_sent_again_and_removed_at_the_second_press(
    review_env: ReviewEnv,
) -> None:
    redis, olive = review_env.env.kit.redis, review_env.env.olive
    olive.types("/asc templates", review_env.env.release)
    olive.clicks_in_form("Add template")
    with review_env.env.no_enqueue():
        assert wording.NOT_SENT in _sent(review_env, {"Reply": "Dear {nickname}"})
    review_env.env.work()
    assert review_templates.of_team(redis) == ()
    assert not _sent(review_env, {"Reply": "Dear {nickname}"})
    assert "Dear {nickname}" in as_text(review_env.env.slack.wait_for_view(olive))
    review_env.env.work()
    assert [template.text for template in review_templates.of_team(redis)] == ["Dear {nickname}"]
    olive.clicks_in_form("Edit")
    with review_env.env.no_enqueue():
        assert olive.clicks_in_form("Remove template").status == 500
    review_env.env.work()
    assert len(review_templates.of_team(redis)) == 1
    assert olive.clicks_in_form("Remove template").status == 200
    review_env.env.work()
    assert review_templates.of_team(redis) == ()
    assert _tags(review_env, TEMPLATES_CHANGED) == 2


def test_a_worker_killed_right_after_the_claim_is_continued_by_the_next(review_env: ReviewEnv) -> None:
    review_id, kit = review_env.write(2, title="Slow"), review_env.env.kit
    review_env.env.olive.clicks(review_env.env.release, review_env.message(), "Approve")
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
            lambda draft: replace(draft, state=DraftState.SENDING, user=review_env.env.olive.id),
        )
    review_env.env.work()
    assert review_env.posts_to_apple() == 1
    assert review_env.labels() == ["Change reply", "Withdraw"]
    assert "was first" not in review_env.env.ephemeral_text(review_env.env.olive)


@pytest.mark.parametrize("label", ["Approve", "Skip", "Regenerate"])
def test_a_decision_that_is_run_again_after_its_end_changes_nothing(review_env: ReviewEnv, label: str) -> None:
    review_id, kit = review_env.write(1, title="Crash", body="It crashes."), review_env.env.kit
    review_env.env.olive.clicks(review_env.env.release, review_env.message(), label)
    (job,) = outbox.pending(kit.redis)
    review_env.env.work()
    before, entries = review_env.draft(review_id), list(audit.everything(kit.redis))
    outbox.save(kit.redis, job)
    with wiring.using(kit):
        runner.run_job(job.id)
    assert review_env.draft(review_id) == before
    assert list(audit.everything(kit.redis)) == entries
    assert review_env.posts_to_apple() == (label == "Approve")
    assert review_env.env.ephemeral_text(review_env.env.olive) == ""
