"""The reply to a review: drafted, approved by a user, accepted by Apple, published; and the messages that show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Any

from redis import Redis

from appstore.reviews import Response, ResponseState, Review
from records.keys import DAY, key
from records.people import same_user
from records.storage.documents import Documents, stored_as
from records.storage.due import DueTimes
from records.storage.failures import Failure

# Older messages of a review are no longer updated.
MOST_MESSAGES = 10
DUE = DueTimes("drafts", "due")


class DraftState(StrEnum):
    """The state of the reply. `ANSWERED`: in App Store Connect, not through the bot."""

    OPEN = "open"
    SENDING = "sending"
    PENDING = "pending"
    PUBLISHED = "published"
    ANSWERED = "answered"
    SKIPPED = "skipped"
    EXPIRED = "expired"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"
    GONE = "gone"

    @property
    def busy(self) -> bool:
        """Whether a job is publishing or withdrawing the reply."""
        return self in {DraftState.SENDING, DraftState.WITHDRAWING}


class Decision(StrEnum):
    """What a user can decide about a reply."""

    APPROVE = "approve"
    EDIT = "edit"
    SKIP = "skip"
    REGENERATE = "regenerate"
    WITHDRAW = "withdraw"


_DECIDED_IN = {
    Decision.APPROVE: {DraftState.OPEN},
    Decision.EDIT: {DraftState.OPEN, DraftState.PENDING, DraftState.PUBLISHED},
    Decision.SKIP: {DraftState.OPEN},
    Decision.REGENERATE: {DraftState.OPEN},
    Decision.WITHDRAW: {DraftState.PENDING, DraftState.PUBLISHED},
}


class DraftSource(StrEnum):
    """Where a draft came from."""

    TEMPLATE = "template"
    BUILT_IN = "built_in"
    MODEL = "model"
    PERSON = "person"


@dataclass(frozen=True, kw_only=True)
class ReviewText:
    """A customer's review, as it was last shown. `created`: epoch seconds."""

    rating: int
    title: str
    body: str
    nickname: str
    territory: str
    created: float

    def says_the_same(self, other: ReviewText) -> bool:
        """Whether the stars and the words are the same."""
        return (self.rating, self.title, self.body) == (other.rating, other.title, other.body)


@dataclass(frozen=True, kw_only=True)
class PublishedReply:
    """The reply that Apple has. `state` is Apple's."""

    id: str
    text: str
    state: ResponseState

    def says(self, text: str) -> bool:
        """Whether this is that text."""
        return self.text.strip() == text.strip()


@dataclass(frozen=True, kw_only=True)
class MessageRef:
    """A message that shows the draft."""

    channel: str
    ts: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The one reply to one review; `id` is Apple's id of the review, times are epoch seconds.

    `revision` counts whatever an approver must see before deciding; the text was written at `created_at` for the
    invocation `text_invocation`, by `writer` if a user wrote it. `user` decided at `decided`, with the invocation
    `decision`; `publisher` published the present reply. `before` is what the review said until its author changed it,
    `failure` why the last attempt failed; earlier releases stored a sentence instead, `problem`.
    """

    id: str
    app_id: str
    app_name: str
    review: ReviewText
    text: str
    source: DraftSource
    created_at: Annotated[float, stored_as("since")]
    language: str = ""
    revision: int = 1
    state: DraftState = DraftState.OPEN
    writer: str = ""
    text_invocation: Annotated[str, stored_as("asked")] = ""
    user: str = ""
    decided: float = 0.0
    decision: str = ""
    publisher: str = ""
    published: float = 0.0
    answer: PublishedReply | None = None
    answered_meanwhile: bool = False
    before: ReviewText | None = None
    problem: Annotated[str, stored_as("trouble")] = ""
    failure: Failure | None = None
    messages: Annotated[tuple[MessageRef, ...], stored_as("places")] = ()
    account: str = ""

    @property
    def has_failed(self) -> bool:
        """Whether the last attempt to publish or withdraw failed."""
        return bool(self.problem or self.failure)

    def allows(self, decision: Decision, revision: int, user: str = "", *, four_eyes: bool = False) -> bool:
        """Whether a user who saw that revision can decide this; with `four_eyes` not about their own text."""
        is_own = decision is Decision.APPROVE and same_user(self.writer, user)
        return self.revision == revision and self.state in _DECIDED_IN[decision] and not (four_eyes and is_own)

    def rewritten(self, text: str, source: DraftSource, now: float, invocation_id: str, writer: str = "") -> Draft:
        """Return the draft with another text, to be approved."""
        changed = replace(self, text=text, source=source, created_at=now, writer=writer, revision=self.revision + 1)
        return replace(changed, text_invocation=invocation_id, state=DraftState.OPEN, problem="", failure=None)

    def decided_by(self, user: str, state: DraftState, now: float) -> Draft:
        """Return the draft in the state that the user chose."""
        return replace(self, state=state, user=user, decided=now, problem="", failure=None)

    def closed(self, state: DraftState, user: str, now: float) -> Draft:
        """Return the draft after a decision against its text: a reply at Apple stays, else the state is `state`."""
        if self.answer is not None:
            state = DraftState.ANSWERED
            if self.publisher:
                state = (
                    DraftState.PENDING if self.answer.state is ResponseState.PENDING_PUBLISH else DraftState.PUBLISHED
                )
        return replace(self.decided_by(user, state, now), answered_meanwhile=False, before=None)


DRAFTS = Documents("draft", Draft, seconds=400 * DAY)


def written(review: Review) -> ReviewText:
    """Return what is stored of a review."""
    created = review.created.timestamp() if review.created.year > 1 else 0.0
    return ReviewText(
        rating=review.rating,
        title=review.title,
        body=review.body,
        nickname=review.nickname,
        territory=review.territory,
        created=created,
    )


def answer_in(response: Response | None) -> PublishedReply | None:
    """Return what is stored of a reply at Apple."""
    return PublishedReply(id=response.id, text=response.body, state=response.state) if response is not None else None


def get(redis: Redis, review_id: str) -> Draft | None:
    """Return the draft, or None when the review has none."""
    return DRAFTS.get(redis, review_id)


def change(redis: Redis, review_id: str, how: Callable[[Draft], Draft | None]) -> Draft | None:
    """Change the draft atomically; returns None when `how` does."""
    return DRAFTS.change(redis, review_id, how)


def shown_at(redis: Redis, review_id: str, message: MessageRef) -> Draft | None:
    """Add a message that shows the draft; the oldest of many is forgotten."""

    def known(draft: Draft) -> Draft:
        others = tuple(other for other in draft.messages if other != message)
        return replace(draft, messages=(*others, message)[-MOST_MESSAGES:])

    return change(redis, review_id, known)


def last_shown(redis: Redis, review_id: str) -> str:
    """Return the fingerprint of the content that all messages show, or "" if some may show an older one."""
    raw: Any = redis.get(key("draft", "shown", review_id))
    return str(raw, "ascii") if raw is not None else ""


def note_shown(redis: Redis, review_id: str, fingerprint: str) -> None:
    """Remember the fingerprint of the content that all messages show; "" while some may show an older one."""
    redis.set(key("draft", "shown", review_id), fingerprint, ex=30 * DAY)
