"""How an upload ends: its state, its last card, the mark on the message that asked, and what could be undone."""

from __future__ import annotations

from collections.abc import Sequence

from appstore.errors import AppStoreError
from cards import failures as failure_cards
from cards import screenshot_questions as questions
from cards import screenshot_results as cards
from cards.screenshot_results import SetEnd
from cards.screenshots import place, with_decision
from kit.replies import say
from kit.wiring import Kit
from records import batches, originals, places, turns
from records.batches import Batch, Progress, SetPlan, Shot, State
from records.wishes import Card
from tasks.carrying import Ended
from tasks.outcomes import Outcome

_LOST = {Progress.FAILED, Progress.STUCK}
_MARKS = {State.DONE: "white_check_mark", State.ASKING: "question"}


def react(kit: Kit, batch: Batch, name: str) -> None:
    """The receipt on the message that asked: eyes first, ✅ or ❌ at the end."""
    if batch.wish_ts:
        kit.slack.react(batch.channel, batch.wish_ts, name, instead_of="" if name == "eyes" else "eyes")


def show(kit: Kit, batch: Batch) -> None:
    """The card and the mark of a batch that has ended or asks; shown again where a worker died before it was."""
    if batch.last_card is None or batch.undone_by:
        return
    if not kit.slack.update(batch.channel, batch.progress_ts, batch.last_card):
        # Somebody has deleted the progress message: the end is told all the same.
        once = f"{batch.id}.end.{batch.decision}"
        ts = say(kit, batch.channel, batch.user, batch.last_card, once=once, thread_ts=batch.thread_ts)
        batches.change(kit.redis, batch.id, progress_ts=ts or batch.progress_ts)
    react(kit, batch, _MARKS.get(batch.state, "x"))


def close_undone(kit: Kit, batch: Batch) -> None:
    """What `batch` was to undo is undone: its own card says so."""
    undone = batches.get(kit.redis, batch.reverts)
    if undone is not None and undone.last_card is not None:
        card = questions.undone(undone.last_card, batch.user, kit.clock(), done=True)
        kit.slack.update(undone.channel, undone.progress_ts, card)


def settle(kit: Kit, batch: Batch, state: State, card: Card) -> Batch:
    """The batch has ended with this card; its sets are free for others from now on, and not before."""
    if state is not State.CANCELLED:
        card = with_decision(card, batch)
    settled = batches.change(kit.redis, batch.id, state=state, ended=kit.clock(), last_card=card) or batch
    turns.leave(kit.redis, batch.id)
    for one in settled.sets:
        places.free(kit.redis, one.place, batch.id)
    return settled


def untouched(plan: SetPlan) -> Ended:
    """A set in which everything was there already."""
    shots = tuple(Shot(Progress.THERE) for _ in plan.pictures)
    return Ended(plan, shots, Outcome(there=len(shots), holds=tuple(one.id for one in plan.before)))


def card(kit: Kit, batch: Batch, ended: Sequence[Ended], *, seconds: float, calls: int) -> Card:
    """The last card of a batch."""
    assert batch.target is not None  # noqa: S101 - a batch that was carried out has one
    told = [_set_end(one) for one in ended]
    lost = 0 if batch.reverts else cannot_bring_back(kit, batch)
    return cards.result(batch, batch.target, told, seconds=seconds, calls=calls, cannot_undo=lost)


def _set_end(ended: Ended) -> SetEnd:
    where = place(ended.plan.locale, ended.plan.display_type)
    failed = tuple(
        (picture.piece.name, cards.why(shot))
        for picture, shot in zip(ended.plan.pictures, ended.shots, strict=True)
        if shot.progress in _LOST
    )
    if ended.outcome is None:
        kept = sum(shot.progress is Progress.COMPLETE for shot in ended.shots)
        return SetEnd(where, sent=kept, failed=failed, error=_error(ended.error))
    outcome = ended.outcome
    return SetEnd(
        where,
        outcome.sent,
        outcome.there,
        outcome.removed,
        len(outcome.holds),
        ended.names,
        reordered=outcome.reordered,
        restored=outcome.restored,
        failed=failed,
    )


def _error(error: AppStoreError | None) -> str:
    return failure_cards.reason(error) if error is not None else ""


def cannot_bring_back(kit: Kit, batch: Batch) -> int:
    """How many pictures of before Undo could not bring back: gone from the set, and nobody knows their bytes."""
    count = 0
    for one in batch.sets:
        still = set(batch.after.get(one.key, ()))
        gone = [present for present in one.before if present.id not in still]
        known = {present.checksum for present in gone if present.checksum}
        with_original = {checksum for checksum in known if originals.ORIGINALS.get(kit.redis, checksum) is not None}
        count += sum(present.checksum not in with_original for present in gone)
    return count
