"""Posts and updates the message of a change set, and attaches long comparisons to it."""

from collections.abc import Callable, Sequence

from slack_sdk.errors import SlackApiError

from appstore.client import AppStore, Wait
from appstore.texts.tables import csv_of
from cards.listing import messages
from cards.wording.texts import label, owner
from kit.jobs.defer import deferring_client
from kit.slack.files import post_file
from kit.slack.replies import UserError, post_or_dm, reply
from kit.wiring import Kit
from records import invocations
from records.invocations import Invocation, Origin
from records.keys import DAY, key
from records.listing import change_sets
from records.listing.change_sets import ChangeSet, ChangeSetState
from records.messages import Message
from records.text_changes import Applied
from tasks.dispatch import failures

# A shorter wait, in seconds, is not mentioned.
_MENTIONED_WAIT = 5.0
_COMPARISON = "before-and-after.csv"


def show(kit: Kit, change_set: ChangeSet, invocation: Invocation, message: Message) -> None:
    """Replace the change set's message, or post it; `invocation` is the request or button press that it answers."""
    posted: dict[str, str] = {}
    if change_set.private:
        pressed = invocation.origin is Origin.BUTTON and invocation.response_url
        if not (pressed and kit.slack.respond(invocation.response_url, message, replace=True)):
            reply(kit, invocation, message)
    elif change_set.message_ts:
        kit.slack.update(change_set.message_channel, change_set.message_ts, message)
    else:
        channel, ts = post(kit, change_set, message, idempotency_key=f"{change_set.id}.answer")
        posted = {"message_channel": channel, "message_ts": ts}
    change_sets.change(kit.redis, change_set.id, last_message=message, answered=invocation.id, **posted)


def post(kit: Kit, change_set: ChangeSet, message: Message, *, idempotency_key: str) -> tuple[str, str]:
    """Post where the changes were requested, or to the user where the bot is not in the channel: (channel, ts)."""
    channel, user, thread_ts = change_set.channel, change_set.user, change_set.thread_ts
    return post_or_dm(kit, channel, user, message, idempotency_key=idempotency_key, thread_ts=thread_ts)


def apple_clients(kit: Kit, change_set: ChangeSet, invocation: Invocation) -> Callable[[str], AppStore]:
    """Return the clients, by account, that report a long wait once, and retry the job after it."""

    def waits(wait: Wait) -> None:
        short = wait.why != "pause" or wait.seconds < _MENTIONED_WAIT
        if short or not kit.redis.set(key("waits", change_set.id), "1", nx=True, ex=DAY):
            return
        message = messages.waiting(wait.until)
        if change_set.private:
            reply(kit, invocation, message, part="waiting")
        else:
            post(kit, change_set, message, idempotency_key=f"{change_set.id}.waiting")

    return lambda account: deferring_client(kit, account).with_options(on_wait=waits)


def attach_comparison(kit: Kit, change_set: ChangeSet, applied: Sequence[Applied]) -> str:
    """Post a CSV of all changes to the thread; returns its name, "" if Slack refuses it or does not show it."""
    rows = [["Language", "Text", "Where", "Before", "After"]]
    rows += [
        [text.locale, label(text.field), owner(text.version, text.platform), text.old, text.new] for text in applied
    ]
    name, thread_ts = f"{change_set.id}.comparison", change_set.thread_ts
    try:
        post_file(kit, _COMPARISON, csv_of(rows), channel=change_set.channel, thread_ts=thread_ts, idempotency_key=name)
    except (SlackApiError, UserError):
        return ""
    return _COMPARISON


def close(kit: Kit, change_set_id: str, user: str, done: str) -> None:
    """Remove the buttons of the change set's message and say who ended it; a private message stays."""
    change_set = change_sets.CHANGE_SETS.get(kit.redis, change_set_id)
    if change_set is not None and change_set.message_ts:
        message = messages.ended(change_set.last_message, user, kit.clock(), done)
        kit.slack.update(change_set.message_channel, change_set.message_ts, message)


def report_failure(kit: Kit, invocation_id: str, error: BaseException) -> None:
    """Report where the changes were requested why none was made."""
    change_set = change_sets.CHANGE_SETS.get(kit.redis, invocation_id)
    invocation = invocations.get(kit.redis, invocation_id)
    private = isinstance(error, UserError) and error.private
    if change_set is None or invocation is None or invocation.origin is not Origin.FORM or private:
        failures.report_failure(kit, invocation_id, error)
        return
    message = failures.message_for(error, invocation_id)
    post(kit, change_set, message, idempotency_key=f"{invocation_id}.failure")


def mark_finished(kit: Kit, change_set: ChangeSet) -> None:
    """Replace 👀 on the message that requested the changes."""
    invocation = invocations.get(kit.redis, change_set.id)
    if invocation is not None and invocation.ts and invocation.origin in {Origin.MENTION, Origin.DIRECT}:
        complete = change_set.state is ChangeSetState.DONE and not change_set.not_applied
        emoji = "white_check_mark" if complete else "x"
        kit.slack.react(invocation.channel, invocation.ts, emoji, instead_of=invocation.reactions)
