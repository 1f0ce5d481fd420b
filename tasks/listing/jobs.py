"""Store texts are changed: promotional text, keywords, descriptions; shown before, told after, undone on demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from appstore.client import AppStore
from cards.listing import messages
from cards.listing.diffs import fits
from kit.jobs.define import NOW, RetryLater, job
from kit.wiring import Kit
from records import app_cache
from records.app_cache import KnownApp
from records.invocations import Invocation
from records.listing import change_sets
from records.listing.change_sets import ChangeSet, ChangeSetState
from records.messages import Message
from records.notes import Note
from records.text_changes import Applied, TextChange, TextNote
from tasks import failures
from tasks.listing import keywords
from tasks.listing.comparison import attach_comparison
from tasks.listing.decisions import TextChoice, claim, unclaim
from tasks.listing.deferred import keep_for_next
from tasks.listing.messages import close, finished, line_to_apple, report_failure, show
from tasks.texts import apply
from tasks.texts.apply import TextOutcome


@job(NOW, on_failure=report_failure)
def change_texts(kit: Kit, invocation: Invocation) -> None:
    """Make the changes, or show first what they would do."""
    change_set = change_sets.CHANGE_SETS.get(kit.redis, invocation.id)
    if change_set is None or change_set.last_message is not None:
        return
    apple = line_to_apple(kit, change_set, invocation)
    app = apply.app_of(kit, apple, change_set.changes[0], fresh=True)
    if change_set.dry_run or change_set.ask_first:
        propose(kit, apple, invocation, change_set, app)
    else:
        _carry_out(kit, apple, invocation, change_set, app)


@job(NOW, on_failure=failures.report_failure, exclusive_by="change_set_id")
def decide(kit: Kit, invocation: Invocation, change_set_id: str, choice: str = "") -> None:
    """Carry out what a button decides. Of several presses the first counts; the others are told who was first."""
    change_set = claim(kit, invocation, change_set_id, TextChoice(choice))
    if change_set.answered == invocation.id:
        return
    if change_set.undone_by:
        _undo(kit, invocation, change_set)
    elif change_set.state is ChangeSetState.DROPPED:
        _drop(kit, invocation, change_set)
    elif change_set.state is ChangeSetState.WAITING:
        keep_for_next(kit, invocation, change_set)
    else:
        _resume(kit, invocation, change_set)


def _resume(kit: Kit, invocation: Invocation, change_set: ChangeSet) -> None:
    """Make the changes that are left, after Apply, Overwrite, Keep or Retry."""
    if change_set.state is not ChangeSetState.GOING and change_set.last_message is not None:
        return
    if change_set.message_ts:
        working = messages.working(change_set.last_message, invocation.user, kit.clock())
        kit.slack.update(change_set.message_channel, change_set.message_ts, working)
    try:
        # What was shown a moment ago may be trusted for a moment; Apple refuses what its state no longer allows.
        apple = line_to_apple(kit, change_set, invocation)
        app = apply.app_of(kit, apple, change_set.changes[0], fresh=False)
        _carry_out(kit, apple, invocation, change_set, app)
    except RetryLater:
        raise
    except Exception:
        unclaim(kit, change_set.id, state=ChangeSetState.ASKING)
        if change_set.message_ts and change_set.last_message is not None:
            kit.slack.update(change_set.message_channel, change_set.message_ts, change_set.last_message)
        raise


def _drop(kit: Kit, invocation: Invocation, change_set: ChangeSet) -> None:
    """Leave everything as it is."""
    if change_set.reverts:
        change_sets.change(kit.redis, change_set.reverts, undone_by="")
    left = messages.LEFT_AS_IT_IS if change_set.conflicts else messages.CANCELLED
    show(kit, change_set, invocation, messages.ended(change_set.last_message, invocation.user, kit.clock(), left))
    finished(kit, change_set)


def _undo(kit: Kit, invocation: Invocation, undone: ChangeSet) -> None:
    """Bring the old texts back, on exactly the versions that were changed."""
    change_sets.CHANGE_SETS.add(kit.redis, invocation.id, _reverse(undone, invocation.id, invocation.user, kit.clock()))
    change_set = change_sets.CHANGE_SETS.get(kit.redis, invocation.id)
    if change_set is None or change_set.last_message is not None:
        return
    try:
        apple = line_to_apple(kit, change_set, invocation)
        app = apply.app_of(kit, apple, change_set.changes[0], fresh=True)
        _carry_out(kit, apple, invocation, change_set, app)
    except RetryLater:
        raise
    except Exception:
        unclaim(kit, undone.id, undone_by="")
        raise


def _reverse(undone: ChangeSet, change_set_id: str, user: str, now: float) -> ChangeSet:
    back = tuple(
        TextChange(
            id=f"{change_set_id}.{number}",
            user=user,
            channel=undone.channel,
            thread_ts=undone.thread_ts,
            app=undone.changes[0].app,
            locales=(one.locale,),
            field=one.field,
            text=one.old,
            source="undo",
            expected={one.localization_id: one.new},
            only=(one.version_id,),
        )
        for number, one in enumerate(undone.applied)
    )
    fresh = ChangeSet(
        id=change_set_id,
        user=user,
        channel=undone.message_channel or undone.channel,
        thread_ts=undone.thread_ts,
        changes=back,
        created_at=now,
    )
    return replace(fresh, private=undone.private, reverts=undone.id, thread_ts=undone.thread_ts or undone.message_ts)


def propose(kit: Kit, apple: AppStore, invocation: Invocation, revision: ChangeSet, app: KnownApp) -> None:
    """Show before and after, and ask; in a dry run only show."""
    outlook = apply.read_targets(apple, revision.changes, app)
    moved = [conflict.place for conflict in outlook.conflicts]
    remarks = _remarks(revision, keywords.notes(apple, app, revision.changes, outlook.applied))
    if moved:
        values = tuple(part for place in moved for part in (place.locale, place.field.value))
        remarks = _remarks(revision, (*remarks, Note(code=TextNote.CHANGED_SINCE_FORM, values=values)))
    if revision.dry_run and (outlook.applied or outlook.not_applied):
        show(kit, revision, invocation, messages.dry_run(app.name, outlook.applied, outlook.not_applied, remarks))
        return
    if not outlook.applied:
        done = _settle(kit, revision, ChangeSetState.DONE, not_applied=outlook.not_applied, remarks=remarks)
        show(kit, revision, invocation, _ended_card(done, app, outlook))
        finished(kit, done)
        return
    asked = tuple(_as_shown(change, outlook.applied, app) for change in revision.changes)
    asked = tuple(change for change in asked if change.expected)
    # Whoever presses Apply within a minute need not ask Apple for the app again.
    app_cache.APPS.put(kit.redis, app.id, (app,))
    asking = (
        change_sets.change(kit.redis, revision.id, state=ChangeSetState.ASKING, changes=asked, remarks=remarks)
        or revision
    )
    attached = "" if fits(outlook.applied) else attach_comparison(kit, asking, outlook.applied)
    show(kit, asking, invocation, messages.proposal(asking, app.name, outlook.applied, outlook.not_applied, attached))


def _as_shown(change: TextChange, shown: Sequence[Applied], app: KnownApp) -> TextChange:
    """The change, to be made only over what the card shows."""
    mine = [applied for applied in shown if applied.field is change.field and applied.locale in change.locales]
    return replace(change, app=app.id, expected={applied.localization_id: applied.old for applied in mine})


def _carry_out(kit: Kit, apple: AppStore, invocation: Invocation, revision: ChangeSet, app: KnownApp) -> None:
    wanted = tuple(replace(change, user=revision.decided_by or change.user) for change in revision.changes)
    outcome = apply.apply_changes(kit, apple, wanted, app)
    if outcome.conflicts:
        asked = tuple(replace(change, app=app.id) for change in revision.changes)
        places = tuple(conflict.place for conflict in outcome.conflicts)
        revision = _settle(kit, revision, ChangeSetState.ASKING, conflicts=places, changes=asked)
        shown = [(conflict.place, conflict.shown) for conflict in outcome.conflicts]
        show(kit, revision, invocation, messages.conflict(revision, app.name, shown))
        return
    if not outcome.applied and outcome.not_applied and all(skipped.waits for skipped in outcome.not_applied):
        asked = tuple(replace(change, app=app.id) for change in revision.changes)
        revision = _settle(kit, revision, ChangeSetState.ASKING, changes=asked, not_applied=outcome.not_applied)
        show(kit, revision, invocation, messages.offer_to_keep(revision, outcome.not_applied))
        return
    notes = keywords.notes(apple, app, revision.changes, outcome.applied)
    revision = _settle(
        kit,
        revision,
        ChangeSetState.DONE,
        ended=kit.clock(),
        applied=outcome.applied,
        not_applied=outcome.not_applied,
        remarks=_remarks(revision, notes),
    )
    if revision.reverts:
        close(kit, revision.reverts, revision.user, messages.UNDONE)
    show(kit, revision, invocation, _ended_card(revision, app, outcome))
    finished(kit, revision)


def _remarks(change_set: ChangeSet, more: Sequence[Note]) -> tuple[Note, ...]:
    return tuple(dict.fromkeys((*change_set.remarks, *more)))


def _settle(kit: Kit, revision: ChangeSet, state: ChangeSetState, **fields: object) -> ChangeSet:
    """The new state, of which no card tells yet: a job that is killed now shows it when it is taken up again."""
    fields = {"conflicts": (), **fields}
    return change_sets.change(kit.redis, revision.id, state=state, last_message=None, **fields) or revision


def _ended_card(revision: ChangeSet, app: KnownApp, outcome: TextOutcome) -> Message:
    if not outcome.applied and not outcome.not_applied:
        return messages.said_already(app.name, outcome.unchanged)
    return messages.result(revision, app.name)
