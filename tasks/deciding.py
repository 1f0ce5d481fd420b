"""What happens after somebody decided about an upload: it goes on, stops, is undone, or is tried again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import Any

from appstore.plan import Mode
from cards import jobs as job_cards
from cards import screenshot_questions as questions
from cards import undo as undo_cards
from kit import jobs
from kit.jobs import NOW, job
from kit.replies import Told, reply
from kit.wiring import Kit
from records import batches, wishes
from records.batches import Batch, Progress, Shot, State
from records.wishes import Way, Wish
from tasks import failures
from tasks.screenshots import announce, upload_batch

_LOST = {Progress.FAILED, Progress.STUCK, Progress.WITHDRAWN}


class Choice(StrEnum):
    """What can be decided about an upload."""

    REPLACE = "replace"
    ADD = "add"
    CREATE = "create"
    CANCEL = "cancel"
    UNDO = "undo"
    RETRY = "retry"


@job(NOW, told=failures.tell)
def decide(kit: Kit, wish_id: str, batch_id: str, choice: str) -> None:
    """Carry out one decision. Of several presses the first counts; who comes later is told who was first."""
    wish = wishes.get(kit.redis, wish_id)
    if wish is None:
        return
    batch = batches.get(kit.redis, batch_id)
    if batch is None or (wish.way is not Way.BUTTON and batch.channel != wish.channel):
        raise Told(job_cards.no_such_job(batch_id))
    chosen, now = Choice(choice), kit.clock()
    if batch.decision != wish_id:
        moved = batches.BATCHES.change(kit.redis, batch_id, lambda newest: _moved(newest, chosen, wish, now))
        if moved is None:
            raise Told(_too_late(batch, chosen))
        batch = moved
    _act(kit, wish, batch, chosen)
    if wish.way is not Way.BUTTON:
        reply(kit, wish, job_cards.done(chosen, batch_id))


def _cancelled(batch: Batch, wish: Wish) -> Batch | None:
    if batch.state.ended or batch.cancelled_by:
        return None
    state = State.NEW if batch.state is State.ASKING else batch.state
    return replace(batch, cancelled_by=wish.user, state=state)


def _undone(batch: Batch, wish: Wish) -> Batch | None:
    return replace(batch, undone_by=wish.user) if batch.state.ended and not batch.undone_by else None


def _tried_again(batch: Batch, wish: Wish) -> Batch | None:
    if batch.state not in {State.FAILED, State.CANCELLED, State.REFUSED} or batch.undone_by:
        return None
    state = State.RUNNING if batch.sets and not batch.reverts else State.NEW
    return replace(batch, state=state, cancelled_by="", decided_by=wish.user)


def _answered(batch: Batch, wish: Wish, **answer: Any) -> Batch | None:  # noqa: ANN401 - a batch's own fields
    if batch.state is not State.ASKING:
        return None
    return replace(batch, state=State.NEW, decided_by=wish.user, **answer)


_MOVES: dict[Choice, Callable[[Batch, Wish], Batch | None]] = {
    Choice.REPLACE: partial(_answered, mode=Mode.REPLACE),
    Choice.ADD: partial(_answered, mode=Mode.ADD),
    Choice.CREATE: partial(_answered, create_locales=True),
    Choice.CANCEL: _cancelled,
    Choice.UNDO: _undone,
    Choice.RETRY: _tried_again,
}


def _moved(batch: Batch, choice: Choice, wish: Wish, now: float) -> Batch | None:
    """The batch after the decision, or None where there is nothing to decide any more."""
    moved = _MOVES[choice](batch, wish)
    if moved is None:
        return None
    if choice is Choice.CANCEL:
        moved = replace(moved, cancelled_at=now)
    elif choice is not Choice.UNDO:
        moved = replace(moved, decided_as=choice.value, decided_at=now)
    return replace(moved, decision=wish.id)


def _too_late(batch: Batch, choice: Choice) -> wishes.Card:
    if choice is Choice.UNDO and batch.undone_by:
        return undo_cards.done_already(batch.undone_by)
    return questions.stale(batch.cancelled_by or batch.decided_by)


def _act(kit: Kit, wish: Wish, batch: Batch, choice: Choice) -> None:
    """What follows from a decision that stands; doing it twice does no harm."""
    if choice is Choice.UNDO:
        batch = _reverse(kit, wish, batch)
    elif choice is Choice.RETRY:
        _begin_again(kit, batch)
    if choice is not Choice.CANCEL:
        announce(kit, batch)
    elif batch.state is State.NEW and batch.progress_ts:
        kit.slack.update(batch.channel, batch.progress_ts, questions.being_cancelled(batch))
    jobs.enqueue(kit, upload_batch, batch.id)


def _begin_again(kit: Kit, batch: Batch) -> None:
    """What is in place stays; what failed or was taken back gets its two tries again."""
    for name, shot in batches.shots(kit.redis, batch.id).items():
        if shot.progress in _LOST:
            batches.put_shot(kit.redis, batch.id, name, Shot())


def _reverse(kit: Kit, wish: Wish, undone: Batch) -> Batch:
    """The batch that brings back what the other one found; the old card says who asked for it."""
    fresh = Batch(
        id=wish.id,
        user=wish.user,
        channel=undone.channel,
        thread_ts=undone.thread_ts,
        wish_ts="",
        app=undone.app,
        version=undone.version,
        locale=undone.locale,
        display_type=undone.display_type,
        mode=undone.mode,
        files=(),
        since=kit.clock(),
        target=undone.target,
        reverts=undone.id,
    )
    batches.add(kit.redis, fresh)
    if undone.last_card is not None:
        card = questions.undone(undone.last_card, wish.user, kit.clock(), done=False)
        kit.slack.update(undone.channel, undone.progress_ts, card)
    return fresh
