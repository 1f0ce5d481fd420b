"""Reports in Slack how a job failed."""

from dataclasses import replace

import structlog
from slack_sdk.errors import SlackApiError

from appstore.errors import AppStoreError
from cards.failures import errors
from kit.slack.replies import UserError, reply
from kit.slack.transport import is_passing
from kit.wiring import Kit
from records import invocations
from records.invocations import Origin
from records.jobs.handled_messages import mark_refused
from records.messages import Message
from records.storage.failures import Failure, FailureCode, failure_of

log = structlog.get_logger()


def message_for(error: BaseException, reference: str) -> Message:
    """Return the message for an error; an unexpected one shows only a reference."""
    if isinstance(error, UserError):
        return error.message
    if isinstance(error, AppStoreError):
        log.warning("Apple refused", request=error.request, status=error.status, code=error.code)
        return errors.failed(error)
    if isinstance(error, SlackApiError):
        return errors.slack_refused(str(error.response.get("error")))
    return errors.ours(reference)


def facts_of(error: BaseException, reference: str) -> Failure:
    """Return an error as it is stored; of an unexpected one only a reference."""
    if isinstance(error, AppStoreError):
        return failure_of(error)
    if isinstance(error, SlackApiError):
        return Failure(code=FailureCode.SLACK, detail=str(error.response.get("error")))
    return Failure(code=FailureCode.BOT, detail=reference)


def report_failure(kit: Kit, invocation_id: str, error: BaseException) -> None:
    """Reply to the user with what went wrong; a mention gets a ❌."""
    invocation = invocations.get(kit.redis, invocation_id)
    if invocation is None:
        return
    if isinstance(error, UserError):
        mark_refused(kit.redis, invocation.id)
        invocation = replace(invocation, private=(error.private and not invocation.by_bot) or invocation.private)
    try:
        reply(
            kit,
            invocation,
            message_for(error, invocation_id),
            part="failure",
            state="refused" if isinstance(error, UserError) else "failed",
        )
    except SlackApiError as refused:
        if is_passing(refused):  # the job runs again when Slack is back
            raise
        log.warning("could not report a failure", error=refused.response.get("error"))
    if invocation.origin in {Origin.MENTION, Origin.DIRECT} and invocation.ts:
        kit.slack.react(invocation.channel, invocation.ts, "x", instead_of=invocation.reactions)
