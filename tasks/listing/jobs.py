"""The jobs about store texts: changes, decisions about them, files, modals, and texts deferred to the next version."""

from appstore.fields import Field
from kit.jobs.define import CLOCK, NOW, job, on_tick, read_app
from kit.jobs.queues import enqueue
from kit.wiring import Kit
from records.invocations import Invocation
from records.listing import change_sets
from records.listing.change_sets import ChangeSetState
from records.text_changes import DEFERRED
from tasks.dispatch import destinations, failures
from tasks.listing import changes, deferred, files, modals, touches
from tasks.listing.decisions import TextChoice, claim, unseparated
from tasks.listing.messages import report_failure
from tasks.texts import owners


@job(NOW, on_failure=report_failure, ordered_by=touches.requested)
def change_texts(kit: Kit, invocation: Invocation) -> None:
    """Make the changes, or show first what they would do."""
    change_set = change_sets.CHANGE_SETS.get(kit.redis, invocation.id)
    if change_set is None or change_set.last_message is not None:
        return
    destinations.require_clear(kit, invocation)
    if change_set.dry_run or change_set.ask_first or unseparated(change_set.changes):
        changes.propose(kit, invocation, change_set)
    else:
        changes.apply(kit, invocation, change_set, fresh=True)


@job(NOW, on_failure=report_failure, ordered_by=read_app)
def import_texts(kit: Kit, invocation: Invocation) -> None:
    """Read the file, and show what it would change."""
    change_set = change_sets.CHANGE_SETS.get(kit.redis, invocation.id)
    if change_set is not None and change_set.last_message is not None:
        return
    if invocation.ts:
        kit.slack.react(invocation.channel, invocation.ts, "eyes", instead_of=invocation.reactions)
    if change_set is None:
        change_set = files.read_change_set(kit, invocation)
        change_sets.CHANGE_SETS.add(kit.redis, invocation.id, change_set)
    changes.propose(kit, invocation, change_set)


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.named_texts)
def show_texts(kit: Kit, invocation: Invocation, field: str, locales: str) -> None:
    """Show what an option such as `--page` names has of a text, in these languages, or in all."""
    destinations.require_clear(kit, invocation)
    owners.show(kit, invocation, Field(field), locales.split())


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
def export_texts(kit: Kit, invocation: Invocation) -> None:
    """Send every text of every language of the version in preparation, or of the live one, as a CSV."""
    files.export(kit, invocation)


@job(NOW, on_failure=failures.report_failure, exclusive_by="change_set_id", ordered_by=touches.decided)
def decide(kit: Kit, invocation: Invocation, change_set_id: str, choice: str = "") -> None:
    """Carry out what a button decides. Of several presses the first counts; the others learn who was first."""
    change_set = claim(kit, invocation, change_set_id, TextChoice(choice))
    if change_set.answered == invocation.id:
        return
    if change_set.undone_by:
        changes.undo(kit, invocation, change_set)
    elif change_set.state is ChangeSetState.DROPPED:
        changes.drop(kit, invocation, change_set)
    elif change_set.state is ChangeSetState.WAITING:
        deferred.keep_for_next(kit, invocation, change_set)
    else:
        changes.resume(kit, invocation, change_set)


@job(NOW, on_failure=modals.report_failure, ordered_by=touches.shown)
def fill_form(kit: Kit, modal_id: str) -> None:
    """Show the current texts in the open modal, or ask for the app."""
    modals.fill(kit, modal_id)


@on_tick
def due(kit: Kit) -> None:
    """Queue a check for every deferred change set that is due."""
    now = kit.clock()
    for change_set_id in DEFERRED.take(kit.redis, now, now + deferred.CHECK_SECONDS):
        enqueue(kit, look_for_version, change_set_id)


@job(CLOCK, ordered_by=touches.deferred)
def look_for_version(kit: Kit, change_set_id: str) -> None:
    """Apply deferred texts if there is a version for them now."""
    change_set = change_sets.CHANGE_SETS.get(kit.redis, change_set_id)
    if change_set is None or change_set.state is not ChangeSetState.WAITING:
        DEFERRED.remove(kit.redis, change_set_id)
    else:
        deferred.apply_if_possible(kit, change_set)
