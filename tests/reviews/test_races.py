"""Two people, two workers and two clocks at one review at the same moment: one alert, one decision, one reply."""

from __future__ import annotations

import os
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
from kit.jobs.queues import enqueue
from records.invocations import Invocation, Origin
from records.jobs import outbox
from records.keys import new_id
from records.reviews import drafts as review_drafts
from records.reviews.drafts import Draft, DraftState
from sandbox.slack import Person
from tasks.reviews import jobs as review_jobs
from tasks.reviews import sync as review_sync
from tasks.reviews.drafting import draft_of
from tests.support.env import Env
from tests.support.review_env import ReviewEnv, open_review_env

pytestmark = pytest.mark.timeout(120)

# `ROUNDS=200` for more of the same.
ROUNDS = int(os.environ.get("ROUNDS", "40"))


@pytest.fixture
def review_env(env: Env) -> Iterator[ReviewEnv]:
    with open_review_env(env, alerts_per_hour=1000) as review_env, wiring.using(env.kit):
        yield review_env


def test_two_looks_at_once_tell_each_of_many_reviews_once(review_env: ReviewEnv) -> None:
    review_env.turn_on()
    ids = [
        review_env.env.apple.add_review(review_env.env.app_id, 2, title=f"Review {number}") for number in range(ROUNDS)
    ]
    looks = [enqueue(review_env.env.kit, review_jobs.poll_reviews, review_env.env.app_id) for _ in "ab"]
    _at_once(*[partial(runner.run_job, item) for item in (*looks, *looks)])
    review_env.env.work()
    review_env.env.sweep()
    review_env.env.work()
    assert sorted(review_env.draft_of(message).id for message in review_env.cards()) == sorted(ids)


def test_whenever_two_people_approve_at_once_one_is_first(review_env: ReviewEnv) -> None:
    known = [_drafted(review_env, number) for number in range(ROUNDS)]

    def approve_all(person: Person) -> None:
        for draft in known:
            assert review_buttons.approve(_pressed(review_env, person), value_of(draft)) is None

    _at_once(partial(approve_all, review_env.env.olive), partial(approve_all, review_env.env.eddie))
    _run_everything_twice(review_env)
    found = [review_drafts.get(review_env.env.kit.redis, draft.id) for draft in known]
    assert {draft.state for draft in found if draft is not None} <= {DraftState.PUBLISHED, DraftState.PENDING}
    assert review_env.posts_to_apple() == ROUNDS
    reported = (
        f"{review_env.env.ephemeral_text(review_env.env.olive)}\n{review_env.env.ephemeral_text(review_env.env.eddie)}"
    )
    assert reported.count("was first") == ROUNDS


def _drafted(review_env: ReviewEnv, number: int) -> Draft:
    """A review with a draft that no card shows."""
    review_id = review_env.env.apple.add_review(review_env.env.app_id, 2, title=f"Review {number}")
    review = reviews.get(review_env.env.kit.apple_of(""), review_id)
    assert review is not None
    return draft_of(review_env.env.kit, review, review_env.env.app_id, "Tide", "")


def _pressed(review_env: ReviewEnv, person: Person) -> CommandContext:
    invocation = Invocation(id=new_id(), origin=Origin.BUTTON, user=person.id, channel=review_env.env.release.id)
    return CommandContext(review_env.env.kit, invocation, CommandLine("", {}), f"click.{new_id()}")


def _run_everything_twice(review_env: ReviewEnv) -> None:
    """Two workers take every job, in opposite order, while two clocks find every claimed draft."""
    redis = review_env.env.kit.redis
    while jobs := list(outbox.pending(redis)):
        about = {job.arguments[1] for job in jobs if job.job == review_jobs.publish_reply.name and job.attempts == 0}
        found = [enqueue(review_env.env.kit, review_jobs.look_after, review_id) for review_id in about]
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


def test_a_look_that_began_before_a_reply_was_published_does_not_take_it_for_withdrawn(review_env: ReviewEnv) -> None:
    review_env.turn_on()
    review_id = review_env.write(1, title="Bad")
    requested = review_env.env.kit.clock()
    seen = reviews.get(review_env.env.kit.apple_of(""), review_id)
    assert seen is not None
    review_env.press(review_env.env.olive, "Approve")
    published = review_env.draft(review_id)
    review_sync.sync_review(review_env.env.kit, published, seen, requested)
    assert review_env.draft(review_id) == published
    review_sync.sync_review(review_env.env.kit, published, seen, requested + 60)
    assert review_env.draft(review_id).state is DraftState.WITHDRAWN
