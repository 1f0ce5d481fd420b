"""Carries out decisions about replies: claims the draft for one decision, then publishes or withdraws at Apple."""

from collections.abc import Callable
from dataclasses import replace

import structlog

from appstore import reviews
from appstore.errors import AppStoreError, Refused
from appstore.reviews import ResponseState
from cards.reviews import notices
from cards.reviews.audit_tags import REPLY_PUBLISHED, REPLY_WITHDRAWN
from kit.jobs.defer import deferring_client
from kit.slack.replies import UserError
from kit.wiring import Kit
from records import invocations
from records.invocations import Invocation
from records.keys import DAY
from records.reviews import drafts
from records.reviews.drafts import Decision, Draft, DraftState, PublishedReply
from records.storage.failures import Failure, FailureCode, failure_of
from tasks.dispatch import audit_log, failures
from tasks.reviews.sync import compared, refresh_messages

# A reply that Apple has accepted is read again after 15 seconds, then less often, until it is published.
FOLLOW_SECONDS, FOLLOW_AT_MOST = 15.0, 1800.0

# A decision whose job is lost is resumed after so long.
STUCK_SECONDS = 120.0
log = structlog.get_logger()


def report_failure(kit: Kit, invocation_id: str, error: BaseException) -> None:
    """Answer a user whose decision was refused; show any other error in the review's messages, with `Try again`."""
    invocation = invocations.get(kit.redis, invocation_id)
    review_id = (invocation.options or {}).get("review") if invocation is not None else None
    if isinstance(error, UserError) or review_id is None:
        failures.report_failure(kit, invocation_id, error)
    else:
        reopen(kit, review_id, error)


def reopen(kit: Kit, review_id: str, error: BaseException) -> None:
    """Return a draft to the state before the decision that failed; it keeps the reason."""
    _give_back(kit, review_id, failures.facts_of(error, review_id))


def claim(
    kit: Kit,
    invocation: Invocation,
    review_id: str,
    revision: str,
    decision: Decision,
    decided: Callable[[Draft], Draft],
) -> Draft:
    """Record the decision in the draft and show it; a job that runs again finds it recorded. Returns the draft.

    Raises UserError when the draft has changed since the user saw it, or when the user may not decide this.
    """
    seen, user = int(revision), invocation.user

    def claimed(draft: Draft) -> Draft | None:
        is_allowed = draft.allows(decision, seen, user, four_eyes=kit.settings.four_eyes)
        return replace(decided(draft), decision=invocation.id) if is_allowed else None

    known = drafts.get(kit.redis, review_id)
    if known is not None:
        kit.check(known.account)
    if known is None or invocation.id not in {known.decision, known.text_invocation}:
        known = drafts.change(kit.redis, review_id, claimed)
    if known is None:
        raise UserError(notices.refusal(drafts.get(kit.redis, review_id), seen, user))
    look_after_later(kit, known)
    refresh_messages(kit, review_id)
    return known


def carry_out(kit: Kit, review_id: str) -> None:
    """Publish or withdraw what a user decided, if that is not done yet. One job at a time does so for a review."""
    draft = drafts.get(kit.redis, review_id)
    if draft is None or not (draft.state.busy and draft.user):
        return
    try:
        _publish(kit, draft) if draft.state is DraftState.SENDING else _withdraw(kit, draft)
    except AppStoreError as error:
        log.warning("Apple refused", request=error.request, status=error.status, code=error.code)
        _give_back(kit, review_id, failure_of(error))
    refresh_messages(kit, review_id)


def _publish(kit: Kit, draft: Draft) -> None:
    """Publish the approved text, unless Apple shows it already, or the review or its reply has changed."""
    apple = deferring_client(kit, draft.account)
    review = reviews.get(apple, draft.id)
    if review is None:
        _settle(kit, draft, lambda newest: replace(newest, state=DraftState.GONE))
        return
    answer = drafts.answer_in(review.response)
    if answer is None or not answer.says(draft.text):
        changed = compared(replace(draft, state=DraftState.OPEN), review)
        if changed is not None and changed.revision != draft.revision:
            _settle(kit, draft, lambda newest: compared(replace(newest, state=DraftState.OPEN), review))
            return
        answer = drafts.answer_in(reviews.reply(apple, draft.id, draft.text))
    published = answer
    assert published is not None  # noqa: S101 - Apple answered with it
    record(kit, draft, REPLY_PUBLISHED, old=draft.answer.text if draft.answer else "", new=published.text)
    _settle(kit, draft, lambda newest: _published(newest, published, kit.clock()))


def _published(draft: Draft, answer: PublishedReply, now: float) -> Draft:
    state = DraftState.PUBLISHED if answer.state is ResponseState.PUBLISHED else DraftState.PENDING
    changed = replace(draft, state=state, answer=answer, publisher=draft.user, published=now)
    return replace(changed, before=None, answered_meanwhile=False, problem="", failure=None)


def _withdraw(kit: Kit, draft: Draft) -> None:
    """Withdraw the published reply, if Apple still shows the one that was decided about."""
    apple = deferring_client(kit, draft.account)
    review = reviews.get(apple, draft.id)
    answer = drafts.answer_in(review.response) if review is not None else None
    if answer is not None and draft.answer is not None and not draft.answer.says(answer.text):
        failure = Failure(code=FailureCode.NOTHING_TO_WITHDRAW)
        _settle(
            kit,
            draft,
            lambda newest: replace(newest, state=DraftState.ANSWERED, answer=answer, publisher="", failure=failure),
        )
        return
    if withdrawn := answer or draft.answer:
        try:
            reviews.withdraw(apple, withdrawn.id)
        except Refused as refused:
            if not refused.gone:
                raise
    record(kit, draft, REPLY_WITHDRAWN, old=draft.answer.text if draft.answer else "")
    state = DraftState.WITHDRAWN if review is not None else DraftState.GONE
    _settle(kit, draft, lambda newest: replace(newest, state=state, answer=None, publisher="", decided=kit.clock()))


def _settle(kit: Kit, draft: Draft, change: Callable[[Draft], Draft | None]) -> None:
    """Change the draft, if it is still the one that this job began with."""
    settled = drafts.change(
        kit.redis,
        draft.id,
        lambda newest: change(newest) if (newest.state, newest.revision) == (draft.state, draft.revision) else None,
    )
    if settled is not None:
        look_after_later(kit, settled)


def _give_back(kit: Kit, review_id: str, failure: Failure) -> None:
    def undecided(draft: Draft) -> Draft | None:
        if draft.state is DraftState.SENDING:
            return replace(draft, state=DraftState.OPEN, failure=failure)
        if draft.state is DraftState.WITHDRAWING:
            return replace(draft.closed(DraftState.OPEN, draft.user, draft.decided), failure=failure)
        return None

    changed = drafts.change(kit.redis, review_id, undecided)
    if changed is not None:
        look_after_later(kit, changed)
        refresh_messages(kit, review_id)


def look_after_later(kit: Kit, draft: Draft) -> None:
    """Plan the next look after the draft: when it expires, or when Apple may have published it."""
    now = kit.clock()
    if draft.state is DraftState.OPEN:
        drafts.DUE.set(kit.redis, draft.id, draft.created_at + kit.settings.draft_expires_days * DAY)
    elif draft.state is DraftState.PENDING:
        waited = (now - draft.published) / 4
        drafts.DUE.set(kit.redis, draft.id, now + min(FOLLOW_AT_MOST, max(FOLLOW_SECONDS, waited)))
    elif draft.state.busy:
        drafts.DUE.set(kit.redis, draft.id, now + STUCK_SECONDS)
    else:
        drafts.DUE.remove(kit.redis, draft.id)


def record(kit: Kit, draft: Draft, tag: str, *, old: str = "", new: str = "", user: str = "") -> None:
    """Add an audit entry about a reply, once for each revision of it."""
    audit_log.record(
        kit,
        tag,
        idempotency_key=f"{draft.id}.{draft.revision}.{tag}",
        user=user or draft.user,
        channel=draft.messages[-1].channel if draft.messages else "",
        app=draft.app_id,
        account=draft.account,
        field=f"reply to review {draft.id}",
        old=old,
        new=new,
        source="button",
    )
