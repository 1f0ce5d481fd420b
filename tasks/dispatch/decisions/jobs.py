"""The job of a releaser's decision."""

from cards.dispatch import decisions as messages
from cards.failures.errors import edited_meanwhile
from kit.jobs.define import NOW, job
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records import invocations
from records.dispatch import decisions
from records.dispatch.decisions import DECISIONS, DecisionState
from records.invocations import Invocation
from records.jobs.handled_messages import take
from records.messages import Message
from tasks.dispatch import failures
from tasks.dispatch.decisions.carry_out import carry_out, give_up
from tasks.dispatch.decisions.kinds import kind_of

ACCEPT, CANCEL = "accept", "cancel"


def report_failure(kit: Kit, invocation_id: str, error: BaseException) -> None:
    """Answer a user whose press did not count; report any other error as the result of the decision."""
    invocation = invocations.get(kit.redis, invocation_id)
    decision_id = (invocation.options or {}).get("decision", "") if invocation is not None else ""
    decision = DECISIONS.get(kit.redis, decision_id)
    kind = kind_of(decision) if decision is not None else None
    if isinstance(error, UserError) or decision is None or kind is None:
        failures.report_failure(kit, invocation_id, error)
    else:
        give_up(kit, kind, decision, error)


@job(NOW, on_failure=report_failure, ordered_by="target_id")
def decide(kit: Kit, invocation: Invocation, decision_id: str, target_id: str, choice: str) -> None:  # noqa: ARG001 - what the order is by
    """Carry out what a button decides. Of several presses the first counts; the others learn who was first."""
    if choice == ACCEPT and not take(kit.redis, decision_id):
        raise UserError(edited_meanwhile())
    known = DECISIONS.get(kit.redis, decision_id)
    if known is not None:
        kit.check(known.account)
    state = DecisionState.RUNNING if choice == ACCEPT else DecisionState.CANCELLED
    decision = decisions.claim(kit.redis, decision_id, invocation.id, invocation.user, kit.clock(), state)
    if decision is None:
        raise UserError(messages.too_late(DECISIONS.get(kit.redis, decision_id)))
    kind = kind_of(decision)
    if decision.state is DecisionState.CANCELLED or kind is None:
        _replace_offer(kit, invocation, messages.cancelled(decision))
    elif decision.state is DecisionState.RUNNING:
        if not decision.message_ts:
            _replace_offer(kit, invocation, messages.taken(decision, kind.label))
        carry_out(kit, kind, decision)


def _replace_offer(kit: Kit, invocation: Invocation, message: Message) -> None:
    """Show what was decided instead of the offer and its buttons."""
    if not kit.slack.respond(invocation.response_url, message, replace=True):
        reply(kit, invocation, message)
