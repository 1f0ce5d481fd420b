"""Proposes, applies, resumes and undoes change sets."""

from collections.abc import Sequence
from dataclasses import replace

from appstore.client import AppStore
from appstore.fields import Field, as_sent, faults
from appstore.texts.characters import normalized
from cards.listing import errors, messages
from cards.listing.diffs import fits
from cards.wording.accounts import app_title
from kit.jobs import queues
from kit.jobs.runner import INTERRUPTIONS
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch import app_cache
from records.dispatch.app_cache import KnownApp
from records.invocations import Invocation
from records.jobs.handled_messages import mark_refused
from records.listing import change_sets
from records.listing.change_sets import ChangeSet, ChangeSetState
from records.messages import Message
from records.storage.notes import Note
from records.text_changes import Applied, TextChange, TextNote
from tasks.dispatch import resolve
from tasks.listing import keywords
from tasks.listing.decisions import unclaim, unseparated
from tasks.listing.files import without_empty_texts
from tasks.listing.messages import apple_clients, attach_comparison, close, mark_finished, show
from tasks.texts.apply import TextOutcome, apply_changes, outlook_of
from tasks.texts.targets import TextReader
from tasks.texts.touches import texts_touched


def _open(
    kit: Kit, invocation: Invocation, change_set: ChangeSet, *, fresh: bool, reads: bool = False
) -> tuple[AppStore, KnownApp, ChangeSet]:
    """Return the app, and the change set fixed to it: another app of the channel does not matter any more."""
    clients, first = apple_clients(kit, change_set, invocation), change_set.changes[0]
    app = resolve.resolve_app(kit, clients, first.app, first.channel, account=first.account or None, fresh=fresh)
    if (first.app, first.account) != (app.id, app.account):
        changes = tuple(replace(change, app=app.id, account=app.account) for change in change_set.changes)
        change_set = change_sets.change(kit.redis, change_set.id, changes=changes) or change_set
    queues.touch(kit, texts_touched(change_set.changes, reads=reads))
    return clients(app.account), app, change_set


def propose(kit: Kit, invocation: Invocation, change_set: ChangeSet) -> None:
    """Show the texts before and after, and ask; in a dry run only show them."""
    apple, app, change_set = _open(kit, invocation, change_set, fresh=True, reads=True)
    reader = TextReader(apple, app)
    outlook = outlook_of(reader, change_set.changes)
    change_set = without_empty_texts(reader, change_set)
    found = [(text.locale, text.field, fault) for text in outlook.applied for fault in faults(text.field, text.new)]
    if wrong := [fault for fault in found if not fault[-1].is_warning]:
        raise UserError(errors.faulty(wrong))
    remarks = _remarks(change_set, keywords.notes(apple, app, change_set.changes, outlook.applied), outlook)
    if outlook.conflicts:
        targets = [conflict.target for conflict in outlook.conflicts]
        values = tuple(part for target in targets for part in (target.locale, target.field.value))
        remarks += (Note(code=TextNote.CHANGED_SINCE_FORM, values=values),)
    remarks += _kept_apart(change_set, outlook)
    if change_set.dry_run and (outlook.applied or outlook.not_applied):
        show(
            kit,
            change_set,
            invocation,
            messages.dry_run(app_title(app), outlook.applied, outlook.not_applied, remarks),
        )
        return
    if _waits(outlook) and unseparated(change_set.changes):
        _offer_to_keep(kit, invocation, change_set, outlook)
        return
    if not outlook.applied:
        done = _settle(kit, change_set, ChangeSetState.DONE, not_applied=outlook.not_applied, remarks=remarks)
        _finish(kit, invocation, done, app, outlook)
        return
    changes = [_as_shown(change, outlook.applied) for change in change_set.changes]
    changes = [change for change in changes if change.expected]
    # Pressing Apply within a minute needs no further call for the app.
    app_cache.remember(kit.redis, app)
    fields = {"changes": tuple(changes), "remarks": remarks}
    proposed = change_sets.change(kit.redis, change_set.id, state=ChangeSetState.ASKING, **fields) or change_set
    mark_refused(kit.redis, change_set.id)
    attached = "" if fits(outlook.applied) else attach_comparison(kit, proposed, outlook.applied)
    show(
        kit,
        proposed,
        invocation,
        messages.proposal(proposed, app_title(app), outlook.applied, outlook.not_applied, attached),
    )


def _as_shown(change: TextChange, shown: Sequence[Applied]) -> TextChange:
    """Return the change, allowed to replace only the texts that the message shows."""
    own = [applied for applied in shown if applied.field is change.field and applied.locale in change.locales]
    if change.source == "import" and own:
        # A file is compared with several versions; a change goes to those that differ, also when it is made again.
        change = replace(change, only=tuple(applied.version_id for applied in own), text=own[0].new)
    return replace(change, expected={text.localization_id: text.old for text in own})


def _kept_apart(change_set: ChangeSet, outlook: TextOutcome) -> tuple[Note, ...]:
    """Return a note on the texts of a file that were left as they are because another version has the file's text."""
    wanted = {(locale, change.field): change.text for change in change_set.changes for locale in change.locales}
    kept = [text for text in outlook.unchanged if not _same(text.field, text.new, wanted[text.locale, text.field])]
    values = tuple(part for text in kept for part in (text.locale, text.field.value))
    return (Note(code=TextNote.KEPT_APART, values=values),) if kept else ()


def _same(field: Field, text: str, other: str) -> bool:
    return normalized(as_sent(field, text)) == normalized(as_sent(field, other))


def resume(kit: Kit, invocation: Invocation, change_set: ChangeSet) -> None:
    """Make the remaining changes after Apply, Overwrite, Keep or Retry."""
    if change_set.state is not ChangeSetState.GOING and change_set.last_message is not None:
        return
    if change_set.message_ts:
        working = messages.working(change_set.last_message, invocation.user, kit.clock())
        kit.slack.update(change_set.message_channel, change_set.message_ts, working)
    try:
        # The app may come from the cache: Apple refuses a change that the version's state no longer allows.
        apply(kit, invocation, change_set, fresh=False)
    except INTERRUPTIONS:
        raise
    except Exception:
        unclaim(kit, change_set.id, state=ChangeSetState.ASKING)
        if change_set.message_ts and change_set.last_message is not None:
            kit.slack.update(change_set.message_channel, change_set.message_ts, change_set.last_message)
        raise


def drop(kit: Kit, invocation: Invocation, change_set: ChangeSet) -> None:
    """Leave everything as it is."""
    if change_set.reverts:
        change_sets.change(kit.redis, change_set.reverts, undone_by="")
    left = messages.LEFT_AS_IT_IS if change_set.conflicts else messages.CANCELLED
    show(kit, change_set, invocation, messages.ended(change_set.last_message, invocation.user, kit.clock(), left))
    mark_finished(kit, change_set)


def undo(kit: Kit, invocation: Invocation, undone: ChangeSet) -> None:
    """Restore the old texts, in exactly the versions that were changed."""
    change_sets.CHANGE_SETS.add(kit.redis, invocation.id, _reverse(undone, invocation, kit.clock()))
    change_set = change_sets.CHANGE_SETS.get(kit.redis, invocation.id)
    if change_set is None or change_set.last_message is not None:
        return
    try:
        apply(kit, invocation, change_set, fresh=True)
    except INTERRUPTIONS:
        raise
    except Exception:
        unclaim(kit, undone.id, undone_by="")
        raise


def _reverse(undone: ChangeSet, invocation: Invocation, now: float) -> ChangeSet:
    changes = tuple(
        TextChange(
            id=f"{invocation.id}.{number}",
            user=invocation.user,
            channel=undone.channel,
            thread_ts=undone.thread_ts,
            app=undone.changes[0].app,
            account=undone.changes[0].account,
            locales=(applied.locale,),
            field=applied.field,
            text=applied.old,
            source="undo",
            expected={applied.localization_id: applied.new},
            only=(applied.version_id,),
            into=applied.into,
        )
        for number, applied in enumerate(undone.applied)
    )
    return ChangeSet(
        id=invocation.id,
        user=invocation.user,
        channel=undone.message_channel or undone.channel,
        thread_ts=undone.thread_ts or undone.message_ts,
        changes=changes,
        created_at=now,
        private=undone.private,
        reverts=undone.id,
    )


def apply(kit: Kit, invocation: Invocation, change_set: ChangeSet, *, fresh: bool) -> None:
    """Make the changes and show the result; ask if a text has changed meanwhile or no version takes it."""
    apple, app, change_set = _open(kit, invocation, change_set, fresh=fresh)
    changes = [replace(change, user=change_set.decided_by or change.user) for change in change_set.changes]
    outcome = apply_changes(kit, apple, changes, app)
    if outcome.conflicts:
        targets = tuple(conflict.target for conflict in outcome.conflicts)
        change_set = _settle(kit, change_set, ChangeSetState.ASKING, conflicts=targets)
        shown = [(conflict.target, conflict.shown) for conflict in outcome.conflicts]
        show(kit, change_set, invocation, messages.conflict(change_set, app_title(app), shown))
        return
    if _waits(outcome):
        _offer_to_keep(kit, invocation, change_set, outcome)
        return
    change_set = _settle(
        kit,
        change_set,
        ChangeSetState.DONE,
        ended=kit.clock(),
        applied=outcome.applied,
        not_applied=outcome.not_applied,
        remarks=_remarks(change_set, keywords.notes(apple, app, change_set.changes, outcome.applied), outcome),
    )
    if change_set.reverts:
        close(kit, change_set.reverts, change_set.user, messages.UNDONE)
    _finish(kit, invocation, change_set, app, outcome)


def _finish(kit: Kit, invocation: Invocation, done: ChangeSet, app: KnownApp, outcome: TextOutcome) -> None:
    show(kit, done, invocation, _result(done, app, outcome))
    mark_finished(kit, done)
    if not outcome.applied and outcome.away is None:
        mark_refused(kit.redis, invocation.id)


def _waits(outcome: TextOutcome) -> bool:
    """Return whether only the next version will take the texts."""
    return not outcome.applied and bool(outcome.not_applied) and all(text.waits for text in outcome.not_applied)


def _offer_to_keep(kit: Kit, invocation: Invocation, change_set: ChangeSet, outcome: TextOutcome) -> None:
    change_set = _settle(kit, change_set, ChangeSetState.ASKING, not_applied=outcome.not_applied)
    show(kit, change_set, invocation, messages.offer_to_keep(change_set, outcome.not_applied))


def _remarks(change_set: ChangeSet, more: Sequence[Note], outcome: TextOutcome) -> tuple[Note, ...]:
    return tuple(dict.fromkeys((*change_set.remarks, *more, *outcome.remarks)))


def _settle(kit: Kit, change_set: ChangeSet, state: ChangeSetState, **fields: object) -> ChangeSet:
    """Store the new state as not shown yet: if the job is interrupted now, it shows it when it is restarted."""
    fields = {"conflicts": (), **fields, "last_message": None}
    if state is ChangeSetState.ASKING and not change_set.applied:
        mark_refused(kit.redis, change_set.id)
    return change_sets.change(kit.redis, change_set.id, state=state, **fields) or change_set


def _result(change_set: ChangeSet, app: KnownApp, outcome: TextOutcome) -> Message:
    if not outcome.applied and not outcome.not_applied:
        return messages.unchanged(app_title(app), outcome.unchanged, change_set.remarks)
    return messages.result(change_set, app_title(app))
