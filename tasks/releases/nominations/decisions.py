"""The decisions `Submit`, `Remove` and `Archive` about a nomination, and the undo of a removal."""

from collections.abc import Mapping

from appstore.catalog import pacific
from appstore.client import AppStore
from appstore.errors import Refused
from appstore.releases import nominations
from appstore.releases.nominations import NominationState
from appstore.releases.nominations_content import differing
from cards.releases import audit_tags
from cards.releases.nominations import errors, messages
from cards.wording.accounts import title_of
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch import decisions
from records.dispatch.decisions import DECISIONS, ReleaserDecision
from records.messages import Message
from records.releases.nominations import load
from tasks.dispatch.decisions.kinds import DecisionKind
from tasks.dispatch.decisions.trail import record_change
from tasks.releases.nominations import reports

# What a report shows of a nomination by name; the rest of it is compared as a whole.
_NAMED = {"name", "type", "start", "end"}


def look(apple: AppStore, decision: ReleaserDecision) -> Mapping[str, str]:
    """Return what must still be so, as Apple has it now."""
    found, details = nominations.get(apple, decision.target_id), decision.details
    if "content" in details:
        names = [name for name in differing(load(details["content"]), found.content) if name not in _NAMED]
    else:
        # A report of an earlier release, which showed no more than these.
        names = [name for name in ("description", "notes") if details[name] != getattr(found.content, name)]
    return messages.shown(found, names)


def submit(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    """Submit it, unless that is done. Raises UserError if its day has come meanwhile."""
    found = nominations.get(apple, decision.target_id)
    if found.state is not NominationState.SUBMITTED:
        if found.content.start is not None and found.content.start < pacific.today(kit.clock()):
            raise UserError(errors.too_late(decision, messages.LABEL, found.content))
        nominations.submit(apple, found.id)
    record_change(kit, audit_tags.NOMINATION_SUBMITTED, decision, field="", old="", new=found.content.name)
    reports.end(kit, decision.id, decision)
    return messages.submitted(decision, found)


def archive(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    """Archive it, unless that is done."""
    found = nominations.get(apple, decision.target_id)
    if found.state is not NominationState.ARCHIVED:
        nominations.archive(apple, found.id)
    record_change(kit, audit_tags.NOMINATION_ARCHIVED, decision, field="", old="", new=found.content.name)
    return messages.archived(decision, found.content)


def remove(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    """Remove a draft, unless that is done."""
    content = load(decision.details["content"])
    try:
        nominations.remove(apple, decision.target_id)
    except Refused as refused:
        # It was there when this decision was checked, so it has removed it before a restart.
        if not refused.gone:
            raise
    record_change(kit, audit_tags.NOMINATION_REMOVED, decision, field="", old=content.name, new="")
    reports.end(kit, decision.details["report"], decision)
    return messages.removed(decision, content, can_undo=True)


def recreate(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    """Create a removed draft anew, once, and take `Undo` off the report of its removal."""
    content = load(decision.details["content"])
    drafts = nominations.of_app(apple, content.apps[0], NominationState.DRAFT)
    same = next((draft for draft in drafts if draft.content.name == content.name), None)
    if same is not None and not decision.steps.get("begun"):
        raise UserError(errors.name_used(title_of(decision), content.name, ""))
    if same is None:
        decisions.note_steps(kit.redis, decision, begun="yes")
    made_id = same.id if same is not None else nominations.create(apple, content)
    record_change(kit, audit_tags.NOMINATION_RECREATED, decision, field="", old="", new=content.name)
    removal = DECISIONS.get(kit.redis, decision.details["change"])
    if removal is not None:
        kit.slack.update(
            removal.message_channel, removal.message_ts, messages.removed(removal, content, can_undo=False)
        )
    made = nominations.get(apple, made_id)
    offered = reports.next_of(kit, decision, made)
    return messages.restored(decision, offered, made, pacific.today(kit.clock()), removed=True)


def recreating(removal: ReleaserDecision) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the details of the decision that undoes a removal; nothing must still be so."""
    return {**removal.details, "change": removal.id}, {}


def _nothing(_apple: AppStore, _decision: ReleaserDecision) -> Mapping[str, str]:
    return {}


def _name(decision: ReleaserDecision) -> str:
    return decision.details["name"]


SUBMIT_NOMINATION = DecisionKind(
    name=reports.SUBMIT,
    label=messages.LABEL,
    command="nominations",
    look=look,
    act=submit,
    refused_tag=audit_tags.NOMINATION_REFUSED,
    field=_name,
)
ARCHIVE_NOMINATION = DecisionKind(
    name=reports.ARCHIVE,
    label=messages.ARCHIVE_LABEL,
    command="nominations",
    look=look,
    act=archive,
    refused_tag=audit_tags.NOMINATION_ARCHIVE_REFUSED,
    field=_name,
)
REMOVE_NOMINATION = DecisionKind(
    name=reports.REMOVE,
    label=messages.REMOVE_LABEL,
    command="nominations",
    look=look,
    act=remove,
    refused_tag=audit_tags.NOMINATION_REMOVAL_REFUSED,
    field=_name,
    by_editors=True,
)
RECREATE_NOMINATION = DecisionKind(
    name="recreate_nomination",
    label=messages.UNDO_LABEL,
    command="nominations",
    look=_nothing,
    act=recreate,
    refused_tag=audit_tags.NOMINATION_RECREATION_REFUSED,
    field=_name,
    by_editors=True,
)
