"""Answers to a click on a review that came second or too late, or that the user may not make."""

from appstore.reviews import REPLY_LIMIT
from cards.blocks import actions, button, clock_time, escape, message, rich, section, shorten, text_message
from cards.wording.review_blocks import words
from records.messages import Message
from records.reviews.drafts import Draft, DraftState

WRITE = "reviews.write"

_DID = {
    DraftState.SENDING: "approved it",
    DraftState.PENDING: "published it",
    DraftState.PUBLISHED: "published it",
    DraftState.SKIPPED: "skipped it",
    DraftState.WITHDRAWING: "is withdrawing it",
    DraftState.WITHDRAWN: "withdrew it",
}


def decided(draft: Draft | None) -> Message:
    """The button belongs to a draft that has moved on."""
    if draft is None:
        return text_message("This draft has expired. `/asc reviews` lists the reviews.")
    if draft.state is DraftState.OPEN:
        return text_message("The draft has changed since you saw it. Read it again before you decide.")
    user = draft.publisher if draft.state in {DraftState.PENDING, DraftState.PUBLISHED} else draft.user
    if draft.state in _DID and user:
        when = clock_time(draft.published or draft.decided)
        return text_message(f"<@{user}> was first and {_DID[draft.state]}, {when}. It was done once.")
    return text_message("This has already been decided. The message shows how.")


def refusal(draft: Draft | None, revision: int, user: str) -> Message:
    """Why the user, who saw that revision, could not decide."""
    is_own = (
        draft is not None and draft.state is DraftState.OPEN and draft.revision == revision and draft.writer == user
    )
    return four_eyes_needed(draft) if draft is not None and is_own else decided(draft)


def not_kept(draft: Draft | None, text: str) -> Message:
    """The draft was decided while its text was being edited; the user gets the text back."""
    first = decided(draft)
    head = section("Your text was not kept. Here it is, to copy:")
    summary = f"{first.text} Your text was not kept: {escape(shorten(text, 1200))}"
    return message(summary, *first.blocks, head, rich(*words(text)))


def only_template() -> Message:
    """`Regenerate` where nothing else fits."""
    return text_message(
        "No other template fits this review, so the text is the same. Change it with `Edit`, or add templates "
        "with `/asc templates`."
    )


def four_eyes_needed(draft: Draft) -> Message:
    """Users may not approve a reply that they wrote."""
    return text_message(
        f"<@{draft.writer}> wrote this reply, so another approver must approve it: this workspace requires "
        "four-eyes approval. Nothing was published."
    )


def busy(draft: Draft) -> Message:
    """A reply is being sent to Apple just now."""
    return text_message(
        f"<@{draft.user}> has just decided about this review. Its message shows the result in a moment."
    )


def which_review() -> Message:
    """`reply` without a review."""
    return text_message(
        "Which review? Write its id and the reply: `/asc reply REVIEW_ID Thank you …`. "
        "`/asc reviews` lists the reviews, each with its id and a `Reply` button.",
        actions(button("Write a reply", WRITE)),
    )


def no_such_review(review_id: str) -> Message:
    """Apple does not know the review."""
    return text_message(
        f"App Store Connect has no review `{escape(review_id[:80])}`. It may have been removed by its author. "
        "`/asc reviews` lists the reviews with their ids."
    )


def too_long(count: int) -> Message:
    """A reply that Apple would refuse."""
    return text_message(
        f"This reply has {count:,} characters; App Store Connect accepts at most {REPLY_LIMIT:,}. "
        f"It is {count - REPLY_LIMIT:,} too long. Nothing was drafted."
    )


def unusable_text(problem: str) -> Message:
    """Say why the text can't be used."""
    return text_message(f"{problem} Nothing was drafted.")
