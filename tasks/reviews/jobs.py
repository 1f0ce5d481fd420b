"""Jobs about reviews: list them, draft a reply, and carry out what users decide about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from appstore import reviews
from appstore.reviews import Review
from cards.reviews import lists, notices
from cards.reviews.audit_tags import REPLY_DRAFTED, REPLY_EDITED, REPLY_SKIPPED
from kit.jobs.define import NOW, job
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records.invocations import Invocation
from records.messages import Message
from records.reviews import drafts
from records.reviews.drafts import DRAFTS, Decision, Draft, DraftSource, DraftState
from records.reviews.lists import LISTS, ReviewList
from tasks import failures, resolve
from tasks.reviews import publish
from tasks.reviews.delivery import post_draft
from tasks.reviews.drafting import draft_again, draft_for, new_draft
from tasks.reviews.refresh import refresh_message


@job(NOW, on_failure=failures.report_failure)
def list_reviews(kit: Kit, invocation: Invocation) -> None:
    """The newest reviews of the channel's app that fit the options."""
    options = invocation.options or {}
    app = resolve.resolve_app(kit, kit.apple, invocation.app, invocation.channel)
    chosen = ReviewList(
        app_id=app.id,
        app_name=app.name,
        ratings=tuple(int(rating) for rating in options.get("rating", "").split(",") if rating),
        territories=tuple(territory for territory in options.get("territory", "").split(",") if territory),
        unanswered="unanswered" in options,
    )
    LISTS.put(kit.redis, invocation.id, chosen)
    reply(kit, invocation, _page(kit, chosen, 0, invocation.id))


@job(NOW, on_failure=failures.report_failure)
def turn_page(kit: Kit, invocation: Invocation, list_id: str, number: str) -> None:
    """Another page of a list, in its place."""
    chosen = LISTS.get(kit.redis, list_id)
    if chosen is None:
        raise UserError(lists.too_old())
    message = _page(kit, chosen, int(number), list_id)
    if not kit.slack.respond(invocation.response_url, message, replace=True):
        reply(kit, replace(invocation, response_url=""), message)


def _page(kit: Kit, chosen: ReviewList, number: int, list_id: str) -> Message:
    first = number * lists.PAGE_SIZE
    found = list(islice(_choose(kit, chosen), first, first + lists.PAGE_SIZE + 1))
    shown = found[: lists.PAGE_SIZE]
    known = {draft.id: draft for draft in DRAFTS.many(kit.redis, [review.id for review in shown])}
    return lists.listed(chosen, shown, known, page=number, more=len(found) > len(shown), list_id=list_id)


def _choose(kit: Kit, chosen: ReviewList) -> Iterator[Review]:
    found = reviews.newest(
        kit.apple,
        chosen.app_id,
        ratings=chosen.ratings,
        territory=",".join(chosen.territories),
        unanswered=chosen.unanswered,
    )
    return (review for review in found if not (chosen.unanswered and review.response))


@job(NOW, on_failure=failures.report_failure, exclusive_by="review_id")
def draft_reply(kit: Kit, invocation: Invocation, review_id: str) -> None:
    """Post a reply to this review, to be approved: the text that the user wrote, else a drafted one."""
    review = reviews.get(kit.apple, review_id)
    if review is None:
        raise UserError(notices.no_such_review(review_id))
    draft = _drafted(kit, invocation, review)
    if draft.writer == invocation.user and draft.asked == invocation.id:
        publish.write(kit, draft, REPLY_DRAFTED, new=draft.text, user=invocation.user)
    post_draft(kit, draft, invocation.channel, idempotency_key=f"{invocation.id}.card", thread_ts=invocation.thread_ts)
    refresh_message(kit, review_id)


def _drafted(kit: Kit, invocation: Invocation, review: Review) -> Draft:
    text = (invocation.options or {}).get("text", "")
    if drafts.get(kit.redis, review.id) is None:
        app = resolve.resolve_app(kit, kit.apple, invocation.app, invocation.channel)
        answer = drafts.answer_in(review.response)
        about = (app.id, app.name)
        fresh = new_draft(kit, review.id, drafts.written(review), about, answer, answered=False)
        DRAFTS.add(kit.redis, review.id, fresh)
    known = drafts.get(kit.redis, review.id)
    assert known is not None  # noqa: S101 - drafts outlive this job
    if known.asked == invocation.id or (known.state is DraftState.OPEN and not text):
        return known
    made = (text, DraftSource.PERSON) if text else _anew(kit, known, review)
    now, writer = kit.clock(), invocation.user if text else ""

    def put(newest: Draft) -> Draft | None:
        if newest.state.busy:
            return None
        current = replace(newest, review=drafts.written(review), answer=drafts.answer_in(review.response), before=None)
        return replace(current.rewritten(*made, now, writer), asked=invocation.id)

    changed = drafts.change(kit.redis, review.id, put)
    if changed is None:
        raise UserError(notices.busy(known))
    return changed


def _anew(kit: Kit, known: Draft, review: Review) -> tuple[str, DraftSource]:
    made = draft_for(kit, drafts.written(review), known.app_name)
    return made.text, made.source


@job(NOW, on_failure=publish.report_failure, exclusive_by="review_id")
def publish_reply(kit: Kit, invocation: Invocation, review_id: str, revision: str) -> None:
    """Publish an approved reply, once, if nothing has changed since the user saw it."""

    def approved(draft: Draft) -> Draft:
        return replace(
            draft, state=DraftState.SENDING, user=invocation.user, decided=kit.clock(), trouble="", failure=None
        )

    publish.claim(kit, invocation, review_id, revision, Decision.APPROVE, approved)
    publish.carry_out(kit, review_id)


@job(NOW, on_failure=publish.report_failure, exclusive_by="review_id")
def withdraw_reply(kit: Kit, invocation: Invocation, review_id: str, revision: str) -> None:
    """Withdraw a published reply."""

    def withdrawn(draft: Draft) -> Draft:
        return replace(
            draft, state=DraftState.WITHDRAWING, user=invocation.user, decided=kit.clock(), trouble="", failure=None
        )

    publish.claim(kit, invocation, review_id, revision, Decision.WITHDRAW, withdrawn)
    publish.carry_out(kit, review_id)


@job(NOW, on_failure=publish.report_failure, exclusive_by="review_id")
def skip_reply(kit: Kit, invocation: Invocation, review_id: str, revision: str) -> None:
    """Close a draft; nothing is published."""

    def skipped(draft: Draft) -> Draft:
        return draft.closed(DraftState.SKIPPED, invocation.user, kit.clock())

    draft = publish.claim(kit, invocation, review_id, revision, Decision.SKIP, skipped)
    publish.write(kit, draft, REPLY_SKIPPED, old=draft.text, user=invocation.user)


@job(NOW, on_failure=publish.report_failure, exclusive_by="review_id")
def resume_decision(kit: Kit, invocation: Invocation, review_id: str) -> None:
    """Carry out a decision that the web process of the release before has recorded in the draft."""
    draft = drafts.get(kit.redis, review_id)
    if draft is None:
        return
    if draft.state is DraftState.SKIPPED:
        publish.write(kit, draft, REPLY_SKIPPED, old=draft.text, user=invocation.user)
    publish.look_after_later(kit, draft)
    publish.carry_out(kit, review_id)
    refresh_message(kit, review_id)


@job(NOW, on_failure=failures.report_failure, exclusive_by="review_id")
def edit_reply(kit: Kit, invocation: Invocation, review_id: str, revision: str) -> None:
    """Replace the text of a draft, or begin one to replace a published reply; the user gets a refused text back."""
    text, before = ((invocation.options or {}).get(name, "") for name in ("text", "before"))

    def edited(draft: Draft) -> Draft:
        return replace(draft.rewritten(text, DraftSource.PERSON, kit.clock(), invocation.user), asked=invocation.id)

    try:
        draft = publish.claim(kit, invocation, review_id, revision, Decision.EDIT, edited)
    except UserError as error:
        raise UserError(notices.not_kept(drafts.get(kit.redis, review_id), text)) from error
    publish.write(kit, draft, REPLY_EDITED, old=before, new=text, user=invocation.user)


@job(NOW, on_failure=failures.report_failure, exclusive_by="review_id")
def regenerate(kit: Kit, invocation: Invocation, review_id: str, revision: str = "") -> None:
    """Draft another text for an open draft, if it is still the one that the user saw."""
    draft = drafts.get(kit.redis, review_id)
    if draft is not None and draft.asked == invocation.id:
        refresh_message(kit, review_id)
        return
    seen = revision or (invocation.options or {}).get("revision", "0")
    is_seen = draft is not None and draft.allows(Decision.REGENERATE, int(seen))
    again = draft_again(kit, draft, asked=invocation.id) if draft is not None and is_seen else None
    if draft is None or again is None:
        raise UserError(notices.decided(drafts.get(kit.redis, review_id)))
    refresh_message(kit, review_id)
    if again.text == draft.text:
        raise UserError(notices.only_template())
