"""Shows how a change of texts stands: on one card, where it was asked for, replaced when the change goes on."""

from __future__ import annotations

from appstore.client import AppStore, Wait
from cards.listing import messages
from kit.slack.replies import post_or_dm, reply
from kit.wiring import Kit
from records import invocations
from records.invocations import Invocation, Origin
from records.keys import DAY, key
from records.listing import change_sets
from records.listing.change_sets import ChangeSet, ChangeSetState
from records.messages import Message
from tasks import failures
from tasks.defer import deferring_client

_WORTH_TELLING = 5.0
"""Seconds that somebody waits without wondering."""


def show(kit: Kit, revision: ChangeSet, invocation: Invocation, message: Message, *, part: str = "answer") -> None:
    """Put the card in place of the one before, or say it first; `invocation` is what was asked or pressed last."""
    place: dict[str, str] = {}
    if revision.private:
        pressed = invocation.origin is Origin.BUTTON and invocation.response_url
        if not (pressed and kit.slack.respond(invocation.response_url, message, replace=True)):
            reply(kit, invocation, message, part=part)
    elif revision.message_ts:
        kit.slack.update(revision.message_channel, revision.message_ts, message)
    else:
        channel, ts = say(kit, revision, message, idempotency_key=f"{revision.id}.{part}")
        place = {"message_channel": channel, "message_ts": ts}
    change_sets.change(kit.redis, revision.id, last_message=message, answered=invocation.id, **place)


def say(kit: Kit, revision: ChangeSet, message: Message, *, idempotency_key: str) -> tuple[str, str]:
    """Post where the revision was asked for, or to the person where the bot is not in the channel; (channel, ts)."""
    return post_or_dm(
        kit, revision.channel, revision.user, message, idempotency_key=idempotency_key, thread_ts=revision.thread_ts
    )


def line_to_apple(kit: Kit, revision: ChangeSet, invocation: Invocation) -> AppStore:
    """The line to Apple for this revision: a long wait is told once, and the job is called again after it."""

    def waits(wait: Wait) -> None:
        short = wait.why != "pause" or wait.seconds < _WORTH_TELLING
        if short or not kit.redis.set(key("waits", revision.id), "1", nx=True, ex=DAY):
            return
        message = messages.waiting(wait.until)
        if revision.private:
            reply(kit, invocation, message, part="waiting")
        else:
            say(kit, revision, message, idempotency_key=f"{revision.id}.waiting")

    return deferring_client(kit).with_options(on_wait=waits)


def close(kit: Kit, change_set_id: str, user: str, done: str) -> None:
    """The revision's card loses its buttons and says who ended it; one that a single person sees is gone by itself."""
    revision = change_sets.CHANGE_SETS.get(kit.redis, change_set_id)
    if revision is not None and revision.message_ts:
        message = messages.ended(revision.last_message, user, kit.clock(), done)
        kit.slack.update(revision.message_channel, revision.message_ts, message)


def report_failure(kit: Kit, invocation_id: str, error: BaseException) -> None:
    """Say where it was asked how a change failed before anything was written."""
    revision, invocation = (
        change_sets.CHANGE_SETS.get(kit.redis, invocation_id),
        invocations.get(kit.redis, invocation_id),
    )
    if revision is None or invocation is None or invocation.origin is not Origin.FORM:
        failures.report_failure(kit, invocation_id, error)
        return
    say(kit, revision, failures.message_for(error, invocation_id), idempotency_key=f"{invocation_id}.failure")


def finished(kit: Kit, revision: ChangeSet) -> None:
    """The mark on the message that asked."""
    invocation = invocations.get(kit.redis, revision.id)
    if invocation is not None and invocation.ts and invocation.origin in {Origin.MENTION, Origin.DIRECT}:
        fine = revision.state is ChangeSetState.DONE and not revision.not_applied
        kit.slack.react(invocation.channel, invocation.ts, "white_check_mark" if fine else "x", instead_of="eyes")
