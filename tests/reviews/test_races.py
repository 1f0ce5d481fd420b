"""Two people, two workers and two clocks at one review at the same moment: one alert, one decision, one reply."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from appstore import reviews
from bot.dispatch.command_line import CommandLine
from bot.dispatch.context import CommandContext
from bot.reviews import buttons as review_buttons
from cards.reviews.review import value_of
from kit import wiring
from kit.jobs import runner
from kit.jobs.define import enqueue
from records.invocations import Invocation, Origin
from records.jobs import outbox
from records.keys import new_id
from records.reviews import drafts as review_drafts
from records.reviews.drafts import DRAFTS, Draft, DraftState
from sandbox.slack import Person
from tasks.reviews import jobs as review_jobs
from tasks.reviews import lifecycle, polling
from tasks.reviews import sync as review_sync
from tasks.reviews.drafting import new_draft
from tests.support.env import Stage
from tests.support.review_env import Desk, opened

ROUNDS = 200


@pytest.fixture
def desk(stage: Stage) -> Iterator[Desk]:
    with opened(stage, alerts_per_hour=1000) as desk, wiring.using(stage.kit):
        yield desk


def test_two_looks_at_once_tell_each_of_two_hundred_reviews_once(desk: Desk) -> None:
    desk.turn_on()
    ids = [desk.stage.apple.add_review(desk.stage.app_id, 2, title=f"Review {number}") for number in range(ROUNDS)]
    looks = [enqueue(desk.stage.kit, polling.poll_reviews, desk.stage.app_id) for _ in "ab"]
    _at_once(*[partial(runner.run_job, one) for one in (*looks, *looks)])
    desk.stage.work()
    desk.stage.sweep()
    desk.stage.work()
    assert sorted(desk.draft_of(message).id for message in desk.cards()) == sorted(ids)


def test_two_hundred_times_two_people_approve_at_once_and_one_is_first(desk: Desk) -> None:
    known = [_drafted(desk, number) for number in range(ROUNDS)]

    def approve_all(person: Person) -> None:
        for draft in known:
            assert review_buttons.approve(_pressed(desk, person), value_of(draft)) is None

    _at_once(partial(approve_all, desk.stage.olive), partial(approve_all, desk.stage.eddie))
    _run_everything_twice(desk)
    found = [review_drafts.get(desk.stage.kit.redis, draft.id) for draft in known]
    assert {draft.state for draft in found if draft is not None} <= {DraftState.PUBLISHED, DraftState.PENDING}
    assert desk.posts_to_apple() == ROUNDS
    told = f"{desk.stage.whispers(desk.stage.olive)}\n{desk.stage.whispers(desk.stage.eddie)}"
    assert told.count("was first") == ROUNDS


def _drafted(desk: Desk, number: int) -> Draft:
    """A review with a draft that no card shows."""
    review_id = desk.stage.apple.add_review(desk.stage.app_id, 2, title=f"Review {number}")
    seen = review_drafts.ReviewText(
        rating=2, title=f"Review {number}", body="", nickname="somebody", territory="USA", created=0.0
    )
    draft = new_draft(desk.stage.kit, review_id, seen, (desk.stage.app_id, "Tide"), None)
    DRAFTS.add(desk.stage.kit.redis, review_id, draft)
    return draft


def _pressed(desk: Desk, person: Person) -> CommandContext:
    invocation = Invocation(id=new_id(), origin=Origin.BUTTON, user=person.id, channel=desk.stage.release.id)
    return CommandContext(desk.stage.kit, invocation, CommandLine("", {}), f"click.{new_id()}")


def _run_everything_twice(desk: Desk) -> None:
    """Two workers take every job, in opposite order, while two clocks find every claimed draft."""
    redis = desk.stage.kit.redis
    while jobs := list(outbox.pending(redis)):
        about = {job.arguments[1] for job in jobs if job.job == review_jobs.publish_reply.name and job.attempts == 0}
        found = [enqueue(desk.stage.kit, lifecycle.look_after, review_id) for review_id in about]
        ids = [job.id for job in jobs] + found
        _at_once(partial(_perform_all, ids), partial(_perform_all, ids[::-1]))


def _perform_all(ids: list[str]) -> None:
    for job_id in ids:
        runner.run_job(job_id)


def _at_once(*acts: Callable[[], None]) -> None:
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_look_that_began_before_a_reply_was_published_does_not_take_it_for_withdrawn(desk: Desk) -> None:
    desk.turn_on()
    review_id = desk.write(1, title="Bad")
    asked = desk.stage.kit.clock()
    seen = reviews.get(desk.stage.kit.apple, review_id)
    assert seen is not None
    desk.press(desk.stage.olive, "Approve")
    published = desk.draft(review_id)
    review_sync.sync_review(desk.stage.kit, published, seen, asked)
    assert desk.draft(review_id) == published
    review_sync.sync_review(desk.stage.kit, published, seen, asked + 60)
    assert desk.draft(review_id).state is DraftState.WITHDRAWN
