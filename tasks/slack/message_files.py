"""Finds the files that a message means: its own, those of forwarded messages, and those of its thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackApiError

from kit.jobs.define import RetryLater
from kit.slack import users
from kit.wiring import Kit
from records import invocations
from records.invocations import Invocation
from records.jobs.handled_messages import HANDLED
from records.messages import SlackFile, files_of_message

# Seconds within which the second of two events about one message is expected.
OTHER_DELIVERY = 2.0


@dataclass(frozen=True)
class FoundFiles:
    """The files that are probably meant, and all that could be: those of earlier messages of the thread as well.

    `unseen`: the bot can't read the message, so it may have files nevertheless.
    """

    files: tuple[SlackFile, ...]
    whole_thread: tuple[SlackFile, ...] = ()
    unseen: bool = False

    @property
    def is_clear(self) -> bool:
        """Return whether no other files could be meant."""
        return len(self.whole_thread) <= len(self.files)


def files_of(kit: Kit, invocation: Invocation) -> FoundFiles:
    """Return the files of the message; in a thread, where it has none, those of the first message, or of the latest.

    Raises `RetryLater` once, if only a second event can still name its files.
    """
    own = _own_files(kit, invocation)
    if own is None or not invocation.in_thread:
        return FoundFiles(own or (), unseen=own is None)
    thread = _thread(kit, invocation, oldest="0")
    found = [(message, files) for message in thread if (files := files_of_message(message))]
    # Other apps post screenshots, too.
    bot = users.bot_names(kit)[0] if any(message.get("bot_id") for message, _ in found) else ""
    by_message = {
        str(message["ts"]): files
        for message, files in found
        if message["ts"] != invocation.ts and message.get("user") != bot
    }
    first = by_message.get(invocation.thread_ts, ())
    # The files of a message that was acted on are not left over.
    left = [files for ts, files in by_message.items() if _is_open(kit, f"{invocation.channel}.{ts}")]
    chosen = own or first or (left[-1] if left else ())
    return FoundFiles(chosen, tuple({file.id: file for files in (*left, chosen) for file in files}.values()))


def _is_open(kit: Kit, message: str) -> bool:
    handled = HANDLED.get(kit.redis, message)
    return handled is None or handled.refused


def _own_files(kit: Kit, invocation: Invocation) -> tuple[SlackFile, ...] | None:
    """Return the files of the message itself, and of those that it forwards; None if the bot can't read the message.

    An `app_mention` may arrive without the files that its message carries, and the event with them after it:
    https://github.com/slackapi/bolt-python/issues/925
    """
    if invocation.files or not invocation.ts:
        return invocation.files
    delivered = invocations.FILES.get(kit.redis, invocation.message)
    if delivered:
        return delivered
    found = _thread(kit, invocation, oldest=invocation.ts)
    message = next((message for message in found if message.get("ts") == invocation.ts), None)
    if message is None and delivered is None:
        invocations.FILES.add(kit.redis, invocation.message, ())
        raise RetryLater(kit.clock() + OTHER_DELIVERY)
    return None if message is None else files_of_message(message)


def _thread(kit: Kit, invocation: Invocation, *, oldest: str) -> Sequence[Mapping[str, Any]]:
    """Return the messages of the thread up to the request, and its first one; () when the bot can't see them."""
    try:
        found = kit.slack.client.conversations_replies(
            channel=invocation.channel,
            ts=invocation.thread_ts or invocation.ts,
            oldest=oldest,
            latest=invocation.ts,
            inclusive=True,
            limit=1000,
        )
    except (SlackApiError, OSError):
        return ()
    return found.get("messages") or ()
