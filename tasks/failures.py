"""Says in Slack how a job failed: the one place where one does."""

from __future__ import annotations

import structlog
from slack_sdk.errors import SlackApiError

from appstore.errors import AppStoreError
from cards import errors
from kit.slack.client import is_passing
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records import invocations
from records.failures import Failure, FailureCode, failure_of
from records.invocations import Origin
from records.messages import Message

log = structlog.get_logger()


def message_for(error: BaseException, reference: str) -> Message:
    """The words for an error; of one that nobody foresaw only a reference is shown."""
    if isinstance(error, UserError):
        return error.message
    if isinstance(error, AppStoreError):
        log.warning("apple refused", request=error.request, status=error.status, code=error.code)
        return errors.failed(error)
    if isinstance(error, SlackApiError):
        return errors.slack_refused(str(error.response.get("error")))
    return errors.ours(reference)


def facts_of(error: BaseException, reference: str) -> Failure:
    """Return the facts of an error, for a record; of an unexpected one only a reference is kept."""
    if isinstance(error, AppStoreError):
        return failure_of(error)
    if isinstance(error, SlackApiError):
        return Failure(code=FailureCode.SLACK, detail=str(error.response.get("error")))
    return Failure(code=FailureCode.BOT, detail=reference)


def report_failure(kit: Kit, invocation_id: str, error: BaseException) -> None:
    """Answer the wish with what went wrong; a mention gets its ❌."""
    invocation = invocations.get(kit.redis, invocation_id)
    if invocation is None:
        return
    try:
        reply(kit, invocation, message_for(error, invocation_id), part="failure")
    except SlackApiError as refused:
        if is_passing(refused):  # the job is done again when Slack is back
            raise
        log.warning("could not tell a failure", error=refused.response.get("error"))
    if invocation.origin in {Origin.MENTION, Origin.DIRECT} and invocation.ts:
        kit.slack.react(invocation.channel, invocation.ts, "x", instead_of="eyes")
