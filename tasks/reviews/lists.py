"""Reads reviews from Apple: one by its id, and a page of a list."""

from itertools import islice

from appstore import reviews
from appstore.reviews import Review
from cards.reviews import lists, notices
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.messages import Message
from records.reviews import drafts
from records.reviews.drafts import DRAFTS
from records.reviews.lists import ReviewList


def find_review(kit: Kit, review_id: str) -> tuple[Review, str]:
    """Return a review and the account of its app. Raises UserError."""
    known = drafts.get(kit.redis, review_id)
    for account in kit.accounts(known.account if known is not None else None):
        review = reviews.get(kit.apple_of(account), review_id)
        if review is not None:
            return review, account
    raise UserError(notices.no_such_review(review_id))


def list_page(kit: Kit, chosen: ReviewList, number: int, list_id: str) -> Message:
    """Return the page with this number, counted from 0, with what is known of the replies."""
    first = number * lists.PAGE_SIZE
    found = reviews.newest(
        kit.apple_of(chosen.account),
        chosen.app_id,
        ratings=chosen.ratings,
        territory=",".join(chosen.territories),
        unanswered=chosen.unanswered,
    )
    # Apple's filter is about published replies; a pending one is an answer, too.
    fitting = (review for review in found if not (chosen.unanswered and review.response))
    page = list(islice(fitting, first, first + lists.PAGE_SIZE + 1))
    shown = page[: lists.PAGE_SIZE]
    known = {draft.id: draft for draft in DRAFTS.many(kit.redis, [review.id for review in shown])}
    return lists.listed(chosen, shown, known, page=number, more=len(page) > len(shown), list_id=list_id)
