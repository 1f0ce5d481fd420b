"""A failed decision is stored as facts, and put into words when it is shown; a stored sentence stays as it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
import redis

from appstore.errors import AppStoreError, RateLimited, Reason, Refused, Unauthorized, Unavailable
from cards.failures import errors
from cards.reviews.review import review_message
from records.reviews.drafts import DRAFTS, Draft, DraftSource, DraftState, ReviewText
from records.storage.failures import Failure, FailureCode, failure_of

POST = "POST /v1/customerReviewResponses"
DRAFT = Draft(
    id="r1",
    app_id="a1",
    app_name="Tide",
    review=ReviewText(rating=2, title="Slow", body="", nickname="kim", territory="USA", created=0.0),
    text="Sorry.",
    source=DraftSource.PERSON,
    created_at=0.0,
)


@pytest.mark.parametrize(
    "error",
    [
        Refused(POST, status=409, reasons=(Reason(code="STATE_ERROR.X", detail="Not now."),)),
        Unauthorized(POST, status=403, reasons=(Reason(code="FORBIDDEN_ERROR", detail="No."),)),
        Unauthorized(POST, status=401),
        RateLimited(POST, again_at=1_800_000_000.0, status=429),
        Unavailable(POST, maybe_done=True, status=504),
        Unavailable(POST, maybe_done=False),
    ],
    ids=lambda error: f"{type(error).__name__} {error.status}",
)
def test_apples_error_reads_the_same_after_it_was_stored(redis_client: redis.Redis, error: AppStoreError) -> None:
    DRAFTS.put(redis_client, "r1", replace(DRAFT, failure=failure_of(error)))
    stored = DRAFTS.get(redis_client, "r1")
    assert stored is not None
    assert stored.failure is not None
    assert errors.explain(stored.failure) == errors.reason(error)
    assert errors.reason(error) in review_message(stored).text
    assert "Try again" in str(review_message(stored).blocks)


def test_other_failures_are_put_into_words() -> None:
    assert "`r1`" in errors.explain(Failure(code=FailureCode.BOT, detail="r1"))
    assert "can't see that channel" in errors.explain(Failure(code=FailureCode.SLACK, detail="channel_not_found"))
    assert "was not withdrawn" in errors.explain(Failure(code=FailureCode.NOTHING_TO_WITHDRAW))
    assert "`r1`" in errors.explain(Failure(code="of a newer release", detail="r1"))


def test_a_sentence_that_an_earlier_release_stored_is_shown_as_it_is() -> None:
    message = review_message(replace(DRAFT, state=DraftState.OPEN, problem="App Store Connect refused it."))
    assert "*Not published.* App Store Connect refused it." in message.text
    assert "Try again" in str(message.blocks)
