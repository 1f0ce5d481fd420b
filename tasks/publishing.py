"""Publishes an approved reply, or withdraws one: after reading the review anew, once, and told when Apple said so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import structlog

from appstore import reviews
from appstore.errors import AppStoreError, Refused
from appstore.reviews import ResponseState
from cards import failures as words
from cards import review_notices
from kit import jobs
from kit.jobs import NOW, job
from kit.wiring import Kit
from records import audit, drafts, wishes
from records.audit import AuditTag, Entry
from records.drafts import Answer, Draft, State
from records.keys import DAY
from tasks import failures
from tasks.noticing import compared
from tasks.patience import unhurried
from tasks.reshowing import show

FOLLOW_SECONDS, FOLLOW_AT_MOST = 15.0, 1800.0
"""How soon, and how seldom, a reply that Apple has taken is looked at until it is published."""

STUCK_SECONDS = 120.0
log = structlog.get_logger()


def stuck(kit: Kit, review_id: str, error: BaseException) -> None:
    """Something that nobody foresaw: the draft is kept and can be tried again."""
    _give_back(kit, review_id, failures.card_for(error, review_id).text)


@job(NOW, told=failures.tell)
def go_on(kit: Kit, _wish_id: str, review_id: str) -> None:
    """Somebody has just decided: show it, and do what was decided."""
    draft = drafts.get(kit.redis, review_id)
    if draft is not None:
        look_after_later(kit, draft)
        if draft.state.busy:
            jobs.enqueue(kit, publish if draft.state is State.SENDING else withdraw, review_id)
    show(kit, review_id)


@job(NOW, told=failures.tell)
def tell_skipped(kit: Kit, wish_id: str, review_id: str) -> None:
    """Somebody decided against a draft."""
    wish, draft = wishes.get(kit.redis, wish_id), drafts.get(kit.redis, review_id)
    if wish is not None and draft is not None:
        write(kit, draft, AuditTag.REPLY_SKIPPED, old=draft.text, user=wish.user)
        look_after_later(kit, draft)
        show(kit, review_id)


@job(NOW, told=stuck)
def publish(kit: Kit, review_id: str) -> None:
    """Publish the approved text, unless it stands there already, or what it answers has changed."""
    _do(kit, review_id, State.SENDING, _publish)


def _publish(kit: Kit, draft: Draft) -> None:
    apple = unhurried(kit)
    review = reviews.one(apple, draft.id)
    if review is None:
        _settle(kit, draft, lambda one: replace(one, state=State.GONE))
        return
    stands = drafts.answer_in(review.response)
    if stands is None or not stands.says(draft.text):
        asks_again = compared(replace(draft, state=State.OPEN), review)
        if asks_again is not None and asks_again.revision != draft.revision:
            _settle(kit, draft, lambda one: compared(replace(one, state=State.OPEN), review))
            return
        answer = drafts.answer_in(reviews.reply(apple, draft.id, draft.text))
        assert answer is not None  # noqa: S101 - Apple answered with it
        stands = answer
    write(kit, draft, AuditTag.REPLY_PUBLISHED, old=draft.answer.text if draft.answer else "", new=stands.text)
    _settle(kit, draft, lambda one: _published(one, stands, kit.clock()))


def _published(draft: Draft, answer: Answer, now: float) -> Draft:
    state = State.PUBLISHED if answer.state is ResponseState.PUBLISHED else State.PENDING
    fresh = replace(draft, state=state, answer=answer, publisher=draft.user, published=now)
    return replace(fresh, before=None, answered_meanwhile=False, trouble="")


@job(NOW, told=stuck)
def withdraw(kit: Kit, review_id: str) -> None:
    """Take the published reply back, if it is still the one that was decided about."""
    _do(kit, review_id, State.WITHDRAWING, _withdraw)


def _withdraw(kit: Kit, draft: Draft) -> None:
    apple = unhurried(kit)
    review = reviews.one(apple, draft.id)
    stands = review.response if review is not None else None
    if stands is not None and draft.answer is not None and not draft.answer.says(stands.body):
        found, told = drafts.answer_in(stands), review_notices.nothing_to_withdraw()
        _settle(kit, draft, lambda one: replace(one, state=State.ANSWERED, answer=found, publisher="", trouble=told))
        return
    answer_id = stands.id if stands is not None else draft.answer.id if draft.answer is not None else ""
    if answer_id:
        try:
            reviews.withdraw(apple, answer_id)
        except Refused as refused:
            if not refused.gone:
                raise
    write(kit, draft, AuditTag.REPLY_WITHDRAWN, old=draft.answer.text if draft.answer else "")
    gone = State.WITHDRAWN if review is not None else State.GONE
    _settle(kit, draft, lambda one: replace(one, state=gone, answer=None, publisher="", decided=kit.clock()))


def _do(kit: Kit, review_id: str, state: State, act: Callable[[Kit, Draft], None]) -> None:
    """Act on a decision, if it was a person's and is still the last one."""
    draft = drafts.get(kit.redis, review_id)
    if draft is not None and draft.state is state and draft.user:
        try:
            act(kit, draft)
        except AppStoreError as error:
            log.warning("apple refused", request=error.request, status=error.status, code=error.code)
            _give_back(kit, review_id, words.reason(error))
    show(kit, review_id)


def _settle(kit: Kit, draft: Draft, how: Callable[[Draft], Draft | None]) -> None:
    """Move the draft on, if it is still the one that this job began with."""
    settled = drafts.change(
        kit.redis,
        draft.id,
        lambda one: how(one) if (one.state, one.revision) == (draft.state, draft.revision) else None,
    )
    if settled is not None:
        look_after_later(kit, settled)


def _give_back(kit: Kit, review_id: str, trouble: str) -> None:
    def undecided(draft: Draft) -> Draft | None:
        if draft.state is State.SENDING:
            return replace(draft, state=State.OPEN, trouble=trouble)
        if draft.state is State.WITHDRAWING:
            return replace(draft.closed(State.OPEN, draft.user, draft.decided), trouble=trouble)
        return None

    changed = drafts.change(kit.redis, review_id, undecided)
    if changed is not None:
        look_after_later(kit, changed)
        show(kit, review_id)


def look_after_later(kit: Kit, draft: Draft) -> None:
    """Have the clock come back when the draft expires, or when Apple may have published it."""
    now = kit.clock()
    if draft.state is State.OPEN:
        drafts.look_again(kit.redis, draft.id, draft.since + kit.settings.draft_expires_days * DAY)
    elif draft.state is State.PENDING:
        waited = (now - draft.published) / 4
        drafts.look_again(kit.redis, draft.id, now + min(FOLLOW_AT_MOST, max(FOLLOW_SECONDS, waited)))
    elif draft.state.busy:
        drafts.look_again(kit.redis, draft.id, now + STUCK_SECONDS)
    else:
        drafts.nothing_due(kit.redis, draft.id)


def write(kit: Kit, draft: Draft, tag: AuditTag, *, old: str = "", new: str = "", user: str = "") -> None:
    """Write into the audit trail what became of a reply, once for each revision of it."""
    entry = Entry(
        at=kit.clock(),
        user=user or draft.user,
        channel=draft.places[-1].channel if draft.places else "",
        tag=tag,
        app=draft.app_id,
        field=f"reply to review {draft.id}",
        old=old,
        new=new,
        source="button",
    )
    audit.write(kit.redis, entry, once=f"{draft.id}.{draft.revision}.{tag}")
