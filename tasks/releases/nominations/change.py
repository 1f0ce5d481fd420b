"""Changes a draft as a form has it, field by field, and undoes that."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from appstore.catalog import pacific
from appstore.client import AppStore
from appstore.errors import Refused
from appstore.releases import nominations
from appstore.releases.nominations import Nomination, NominationState
from appstore.releases.nominations_content import differing, emptied
from cards.releases import audit_tags
from cards.releases.nominations import errors, messages
from cards.releases.nominations.wording import fields
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.decisions import DECISIONS, DecisionState, ReleaserDecision
from records.invocations import Invocation
from records.messages import Message
from records.releases.nominations import FORMS, load
from tasks.dispatch import audit_log
from tasks.dispatch.decisions import undoing
from tasks.dispatch.decisions.kinds import DecisionKind
from tasks.releases.nominations import reports
from tasks.releases.nominations.decisions import RECREATE_NOMINATION, REMOVE_NOMINATION, recreating


def apply(kit: Kit, invocation: Invocation) -> None:
    """Make the change that is stored under the invocation's id, and take the buttons off the report before it."""
    decision = DECISIONS.get(kit.redis, invocation.id)
    if decision is None:
        return
    kit.check(decision.account)
    undoing.run(kit, CHANGE_NOMINATION, decision, invocation)
    done = reports.attach_next(kit, decision.id)
    if done is not None:
        reports.close(kit, done.details["report"], load(done.details["before"]).name, done)


def undo(kit: Kit, invocation: Invocation, done_id: str) -> None:
    """Undo a change, or a removal. The first press counts, unless nothing came of it."""
    done = DECISIONS.get(kit.redis, done_id)
    if done is not None and done.kind == REMOVE_NOMINATION.name:
        undoing.undo(kit, invocation, done_id, RECREATE_NOMINATION, recreating, is_undoable=_is_done)
    else:
        undoing.undo(kit, invocation, done_id, RESTORE_NOMINATION, _restoring, is_undoable=_is_changed)
    undone = reports.attach_next(kit, invocation.id)
    if undone is not None and undone.kind == RESTORE_NOMINATION.name:
        reports.close(kit, reports.next_id(done_id), load(undone.details["before"]).name, undone)


def _is_done(done: ReleaserDecision) -> bool:
    return done.state is DecisionState.DONE


def _is_changed(done: ReleaserDecision) -> bool:
    return done.kind == CHANGE_NOMINATION.name and _is_done(done)


def _restoring(done: ReleaserDecision) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the details of the decision that undoes a change: from what it has made to what was before."""
    return {**done.details, "before": done.details["after"], "after": done.details["before"], "form": ""}, {}


def look(apple: AppStore, decision: ReleaserDecision) -> Mapping[str, str]:
    """Make sure that the draft exists: what the change leaves alone may have changed."""
    nominations.get(apple, decision.target_id)
    return decision.shown


def change(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    """Change what the form has changed, and report it with `Undo`, where Apple's API can do that."""
    found, names = _write(kit, apple, decision, messages.CHANGE_LABEL)
    details = decision.details
    _record(kit, audit_tags.NOMINATION_CHANGED, decision, names, found.content.name)
    can_undo = not emptied(load(details["after"]), load(details["before"]))
    return messages.changed(
        decision,
        reports.next_of(kit, decision, found),
        found,
        names,
        pacific.today(kit.clock()),
        released=bool(details["released"]),
        undo=decision.id if can_undo else "",
    )


def restore(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    """Write what was before a change, unless it was changed again."""
    found, names = _write(kit, apple, decision, messages.UNDO_LABEL)
    _record(kit, audit_tags.NOMINATION_RESTORED, decision, names, found.content.name)
    offered = reports.next_of(kit, decision, found)
    return messages.restored(decision, offered, found, pacific.today(kit.clock()), removed=False)


def _write(kit: Kit, apple: AppStore, decision: ReleaserDecision, label: str) -> tuple[Nomination, tuple[str, ...]]:
    """Write the fields that differ between `before` and `after`, unless that is done. Raises UserError."""
    details = decision.details
    before, after = load(details["before"]), load(details["after"])
    found = nominations.get(apple, decision.target_id)
    if found.state is not NominationState.DRAFT:
        raise UserError(errors.no_draft(decision, label, found.state))
    names = differing(before, after)
    wanted = replace(found.content, **{name: getattr(after, name) for name in names})
    left = differing(found.content, wanted)
    if others := [name for name in left if getattr(found.content, name) != getattr(before, name)]:
        raise UserError(errors.conflict(decision, label, others, details["form"]))
    try:
        if left:
            nominations.change(apple, found.id, found.content, wanted)
    except Refused as refused:
        raise UserError(errors.not_changed(decision, label, refused, details["form"])) from refused
    form = FORMS.get(kit.redis, details["form"])
    return replace(found, content=wanted, names={**(form.names if form else {}), **found.names}), names


def _record(kit: Kit, tag: str, decision: ReleaserDecision, names: Sequence[str], name: str) -> None:
    audit_log.record(
        kit,
        tag,
        idempotency_key=f"{decision.id}.done",
        user=decision.decided_by,
        channel=decision.channel,
        source="form" if decision.details["form"] else "button",
        account=decision.account,
        app=decision.app_id,
        field=fields(names),
        new=name,
    )


def _name(decision: ReleaserDecision) -> str:
    return load(decision.details["before"]).name


CHANGE_NOMINATION = DecisionKind(
    name="change_nomination",
    label=messages.CHANGE_LABEL,
    command="nominations",
    look=look,
    act=change,
    refused_tag=audit_tags.NOMINATION_CHANGE_REFUSED,
    field=_name,
    by_editors=True,
)
RESTORE_NOMINATION = DecisionKind(
    name="restore_nomination",
    label=messages.UNDO_LABEL,
    command="nominations",
    look=look,
    act=restore,
    refused_tag=audit_tags.NOMINATION_RESTORE_REFUSED,
    field=_name,
    by_editors=True,
)
