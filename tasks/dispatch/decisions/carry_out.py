"""Carries out a decision: checks again what was shown, has its kind act, and posts the result in the channel."""

import structlog

from appstore.errors import AppStoreError, RateLimited, Refused, Unavailable
from cards.dispatch import decisions as messages
from kit.jobs.defer import deferring_client
from kit.jobs.define import RetryLater
from kit.slack.replies import UserError, post_or_dm
from kit.wiring import Kit
from records.dispatch import decisions
from records.dispatch.decisions import DecisionState, ReleaserDecision
from records.messages import Message
from tasks.dispatch import failures
from tasks.dispatch.decisions.kinds import DecisionKind, WaitForApple
from tasks.dispatch.decisions.trail import record_refusal

# Seconds for which a decision waits for Apple in all, and between two attempts while it does not respond.
PATIENCE_SECONDS, SILENT_SECONDS = 30 * 60.0, 30.0

log = structlog.get_logger()


def carry_out(kit: Kit, kind: DecisionKind, decision: ReleaserDecision) -> None:
    """Carry out a claimed decision. Raises RetryLater to go on after a wait for Apple."""
    try:
        apple = deferring_client(kit, decision.account)
        if not decision.checked:
            changed = decision.changed_since(kind.look(apple, decision))
            if changed:
                text = messages.overtaken(decision, kind.label, changed, kind.command)
                _close(kit, decision, DecisionState.OVERTAKEN, text)
                return
            decision = decisions.change(kit.redis, decision, checked=True)
        done = kind.act(kit, apple, decision)
    except WaitForApple as wait:
        _wait(kit, kind, decision, wait.why, wait.until)
    except (Unavailable, RateLimited) as error:
        _outlast(kit, kind, decision, error)
    except Refused as refused:
        log.warning("Apple refused", request=refused.request, status=refused.status, code=refused.code)
        if refused.gone and not decision.checked:
            _close(kit, decision, DecisionState.FAILED, messages.gone(decision, kind.label))
        else:
            give_up(kit, kind, decision, refused)
    except AppStoreError as error:
        give_up(kit, kind, decision, error)
    except UserError as error:
        record_refusal(kit, kind, decision, error)
        _close(kit, decision, DecisionState.FAILED, error.message)
    else:
        _close(kit, decision, DecisionState.DONE, done)


def give_up(kit: Kit, kind: DecisionKind, decision: ReleaserDecision, error: BaseException) -> None:
    """Close a decision that failed, and report it."""
    record_refusal(kit, kind, decision, error)
    _close(kit, decision, DecisionState.FAILED, _failure(kind, decision, error))


def _failure(kind: DecisionKind, decision: ReleaserDecision, error: BaseException) -> Message:
    return messages.failed(decision, kind.label, failures.message_for(error, decision.id).text)


def _outlast(kit: Kit, kind: DecisionKind, decision: ReleaserDecision, error: Unavailable | RateLimited) -> None:
    """Go on later, where Apple did not respond; what was done meanwhile is looked up then."""
    until = error.again_at if isinstance(error, RateLimited) else kit.clock() + SILENT_SECONDS
    if until > decision.decided_at + PATIENCE_SECONDS:
        give_up(kit, kind, decision, error)
        return
    _wait(kit, kind, decision, messages.SILENT, until)


def _wait(kit: Kit, kind: DecisionKind, decision: ReleaserDecision, why: str, until: float) -> None:
    _show(kit, decision, messages.progress(decision, kind.label, why, until))
    raise RetryLater(until)


def _close(kit: Kit, decision: ReleaserDecision, state: DecisionState, message: Message) -> None:
    """Post the result, and end the decision."""
    decision = _show(kit, decision, message)
    decisions.change(kit.redis, decision, state=state)


def _show(kit: Kit, decision: ReleaserDecision, message: Message) -> ReleaserDecision:
    """Post the message about the decision, or replace it by a newer one."""
    if decision.message_ts:
        kit.slack.update(decision.message_channel, decision.message_ts, message)
        return decision
    channel, ts = post_or_dm(
        kit,
        decision.channel,
        decision.user,
        message,
        idempotency_key=f"{decision.id}.result",
        thread_ts=decision.thread_ts,
    )
    return decisions.change(kit.redis, decision, message_channel=channel, message_ts=ts)
