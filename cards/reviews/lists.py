"""Lists of reviews: `reviews` with its pages, and the card that counts many new ones at once."""

from collections import Counter
from collections.abc import Sequence

from appstore.catalog import territories
from appstore.reviews import ResponseState, Review
from cards.blocks import (
    Block,
    actions,
    button,
    context,
    divider,
    escape,
    link_button,
    message,
    plural,
    section,
    shorten,
    text_message,
)
from cards.blocks import join_words as joined
from cards.reviews.review import OPEN_REVIEWS, page_of
from cards.wording.accounts import title_of
from cards.wording.review_blocks import headline, one_line, reply_button, review_summary
from records.messages import Message
from records.reviews.drafts import Draft, DraftState, written
from records.reviews.lists import ReviewList

# Two ids, because Slack rejects a row of buttons with a duplicate id.
PAGE, PAGE_BACK = "reviews.page", "reviews.page_back"

PAGE_SIZE = 5

_STATES = {
    DraftState.OPEN: "A drafted reply is waiting for approval",
    DraftState.SENDING: "A reply is being sent",
    DraftState.PENDING: "Pending: Apple has accepted a reply and will publish it",
    DraftState.EXPIRED: "No reply; the draft expired",
    DraftState.SKIPPED: "No reply; <@{user}> skipped the draft",
    DraftState.WITHDRAWN: "No reply; it was withdrawn",
}


def listed(
    chosen: ReviewList, reviews: Sequence[Review], drafts: dict[str, Draft], *, page: int, more: bool, list_id: str
) -> Message:
    """A page of reviews, counted from 0; `drafts` by the id of their review."""
    choice = _choice(chosen)
    if not reviews:
        return text_message(
            f"Reviews of *{escape(title_of(chosen))}*{choice}: there are {'no more' if page else 'none'}."
        )
    head = f"Reviews of {title_of(chosen)}{choice}, page {page + 1}"
    blocks: list[Block] = [section(f"*{escape(head)}*")]
    for review in reviews:
        blocks += _row(review, drafts.get(review.id), chosen.app_id)
    pagers = []
    if page:
        pagers.append(button("Newer", PAGE_BACK, f"{list_id}|{page - 1}", says="Newer reviews"))
    if more:
        pagers.append(button("Older", PAGE, f"{list_id}|{page + 1}", says="Older reviews"))
    if pagers:
        blocks.append(actions(*pagers))
    fallback_lines = [f"{review.rating} of 5 stars: {escape(headline(written(review)))}" for review in reviews]
    return message(f"{escape(head)}. {'; '.join(fallback_lines)}", *blocks)


def too_old() -> Message:
    """`Older` or `Newer` under a list that is not remembered any more."""
    return text_message("This list has expired. `/asc reviews` shows a new one.")


def _choice(chosen: ReviewList) -> str:
    stars = f" with {joined([str(rating) for rating in chosen.ratings], 'or')} stars" if chosen.ratings else ""
    places = joined([territories.name(territory) for territory in chosen.territories], "or")
    return f"{stars}{f' from {places}' if places else ''}{', unanswered' if chosen.unanswered else ''}"


def _row(review: Review, draft: Draft | None, app_id: str) -> list[Block]:
    seen = written(review)
    return [
        divider(),
        *review_summary(seen, review.id),
        context(_state(review, draft)),
        reply_button(seen, review.id, app_id),
    ]


def _state(review: Review, draft: Draft | None) -> str:
    if review.response is not None:
        text = escape(shorten(one_line(review.response.body, 300), 300))
        pending = " (Pending: Apple will publish it)" if review.response.state is not ResponseState.PUBLISHED else ""
        return f"Answered{pending}: {text}"
    if draft is not None and draft.state in _STATES:
        return f"{_STATES[draft.state].format(user=draft.user)}."
    return "No reply yet."


def bundle(app_id: str, app_name: str, reviews: Sequence[Review], drafts: dict[str, Draft]) -> Message:
    """Return one message that counts many new reviews and shows those with the lowest ratings in full."""
    head = f"{plural(len(reviews), 'new review')} of {app_name}"
    counted = Counter(review.rating for review in reviews)
    numbers = ", ".join(
        f"{counted[rating]:,} with {plural(rating, 'star')}" for rating in range(1, 6) if counted[rating]
    )
    shown = sorted(reviews, key=lambda review: (review.rating, -review.created.timestamp()))[:PAGE_SIZE]
    rest = ", with the lowest ratings below" if len(shown) < len(reviews) else ""
    why = f"Grouped to keep this channel readable{rest}. `/asc reviews` lists them all."
    blocks: list[Block] = [section(f"*{escape(head)}*\n{numbers}"), context(why)]
    for review in shown:
        blocks += _row(review, drafts.get(review.id), app_id)
    blocks.append(actions(link_button("Open in App Store Connect", page_of(app_id), OPEN_REVIEWS)))
    fallback_lines = [f"{review.rating} of 5 stars: {escape(headline(written(review)))}" for review in shown]
    return message(f"{escape(head)}: {numbers}. {'; '.join(fallback_lines)}. {why}", *blocks)
