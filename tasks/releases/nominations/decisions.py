"""The decision `Submit` about a nomination: what must still be so, and what it does at Apple."""

from collections.abc import Mapping

from appstore.catalog import pacific
from appstore.client import AppStore
from appstore.releases import nominations
from appstore.releases.nominations import Nomination, NominationState
from cards.releases import audit_tags
from cards.releases import nominations as messages
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.decisions import ReleaserDecision
from records.messages import Message
from tasks.dispatch.decisions.kinds import DecisionKind, register
from tasks.dispatch.decisions.trail import record_change


def shown(found: Nomination, description: str, notes: str) -> Mapping[str, str]:
    """Return what must still be so, by name; of the long texts only whether they are these."""
    return messages.shown(found, same_texts=(found.content.description, found.content.notes) == (description, notes))


def look(apple: AppStore, decision: ReleaserDecision) -> Mapping[str, str]:
    """Return the same as Apple has it now."""
    details = decision.details
    return shown(nominations.get(apple, decision.target_id), details["description"], details["notes"])


def submit(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    """Submit it, unless that is done. Raises UserError if its day has come meanwhile."""
    found = nominations.get(apple, decision.target_id)
    if found.state is not NominationState.SUBMITTED:
        if found.content.start is not None and found.content.start < pacific.today(kit.clock()):
            raise UserError(messages.too_late(decision, found.content))
        nominations.submit(apple, found.id)
    record_change(kit, audit_tags.NOMINATION_SUBMITTED, decision, field="", old="", new=found.content.name)
    return messages.submitted(decision, found.content)


SUBMIT_NOMINATION = register(
    DecisionKind(
        name="submit_nomination",
        label=messages.LABEL,
        command="nominations",
        look=look,
        act=submit,
        refused_tag=audit_tags.NOMINATION_REFUSED,
        field=lambda decision: decision.details["name"],
    )
)
