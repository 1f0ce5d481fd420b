"""Reads reviews from Apple: one by its id, and a page of a list."""

from itertools import islice

from appstore import reviews
from appstore.errors import AppStoreError
from appstore.reviews import Review
from cards.reviews import lists, notices
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.invocations import Invocation
from records.messages import Message
from records.reviews import drafts
from records.reviews.drafts import DRAFTS
from records.reviews.lists import ReviewList
from tasks.dispatch import resolve


def find_review(kit: Kit, invocation: Invocation, review_id: str) -> tuple[Review, str]:
    """Return a review and the account of its app. Raises UserError."""
    known = drafts.get(kit.redis, review_id)
    failures: list[AppStoreError] = []
    for account in resolve.accounts_of(kit, invocation.channel, known.account if known is not None else None):
        try:
            review = reviews.get(kit.clients[account], review_id)
        except AppStoreError as error:
            failures.append(error)
            continue
        if review is not None:
            kit.check(account)
            return review, account
    if failures:
        raise failures[0]
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
