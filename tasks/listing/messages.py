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


def show(kit: Kit, revision: ChangeSet, wish: Invocation, card: Message, *, part: str = "answer") -> None:
    """Put the card in place of the one before, or say it first; `wish` is what was asked or pressed last."""
    place: dict[str, str] = {}
    if revision.private:
        pressed = wish.way is Origin.BUTTON and wish.response_url
        if not (pressed and kit.slack.respond(wish.response_url, card, replace=True)):
            reply(kit, wish, card, part=part)
    elif revision.card_ts:
        kit.slack.update(revision.card_channel, revision.card_ts, card)
    else:
        channel, ts = say(kit, revision, card, once=f"{revision.id}.{part}")
        place = {"card_channel": channel, "card_ts": ts}
    change_sets.change(kit.redis, revision.id, last_card=card, answered=wish.id, **place)


def say(kit: Kit, revision: ChangeSet, card: Message, *, once: str) -> tuple[str, str]:
    """Post where the revision was asked for, or to the person where the bot is not in the channel; (channel, ts)."""
    return post_or_dm(kit, revision.channel, revision.user, card, once=once, thread_ts=revision.thread_ts)


def line_to_apple(kit: Kit, revision: ChangeSet, wish: Invocation) -> AppStore:
    """The line to Apple for this revision: a long wait is told once, and the job is called again after it."""

    def waits(wait: Wait) -> None:
        short = wait.why != "pause" or wait.seconds < _WORTH_TELLING
        if short or not kit.redis.set(key("waits", revision.id), "1", nx=True, ex=DAY):
            return
        card = messages.waiting(wait.until)
        if revision.private:
            reply(kit, wish, card, part="waiting")
        else:
            say(kit, revision, card, once=f"{revision.id}.waiting")

    return deferring_client(kit).listening(on_wait=waits)


def close(kit: Kit, revision_id: str, user: str, done: str) -> None:
    """The revision's card loses its buttons and says who ended it; one that a single person sees is gone by itself."""
    revision = change_sets.CHANGE_SETS.get(kit.redis, revision_id)
    if revision is not None and revision.card_ts:
        card = messages.ended(revision.last_card, user, kit.clock(), done)
        kit.slack.update(revision.card_channel, revision.card_ts, card)


def report_failure(kit: Kit, wish_id: str, error: BaseException) -> None:
    """Say where it was asked how a change failed before anything was written."""
    revision, wish = change_sets.CHANGE_SETS.get(kit.redis, wish_id), invocations.get(kit.redis, wish_id)
    if revision is None or wish is None or wish.way is not Origin.FORM:
        failures.report_failure(kit, wish_id, error)
        return
    say(kit, revision, failures.message_for(error, wish_id), once=f"{wish_id}.failure")


def finished(kit: Kit, revision: ChangeSet) -> None:
    """The mark on the message that asked."""
    wish = invocations.get(kit.redis, revision.id)
    if wish is not None and wish.ts and wish.way in {Origin.MENTION, Origin.DIRECT}:
        fine = revision.state is ChangeSetState.DONE and not revision.not_applied
        kit.slack.react(wish.channel, wish.ts, "white_check_mark" if fine else "x", instead_of="eyes")
