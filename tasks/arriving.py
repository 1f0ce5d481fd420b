"""Finds the files of a message that Slack told of without them."""

from __future__ import annotations

from kit.jobs import PutOff
from kit.wiring import Kit
from records import wishes
from records.wishes import SlackFile, Wish

OTHER_DELIVERY = 2.0
"""Seconds within which the second of two events about one message is expected."""


def files_of(kit: Kit, wish: Wish) -> tuple[SlackFile, ...]:
    """The files of the message that asked. Raises `PutOff` once, where only a second event can still tell them.

    An `app_mention` may arrive without the files that its message carries, and the event with them after it:
    https://github.com/slackapi/bolt-python/issues/925
    """
    if wish.files or not wish.ts:
        return wish.files
    told = wishes.FILES.get(kit.redis, wish.message)
    if told:
        return told
    message = kit.slack.message(wish.channel, wish.ts, wish.thread_ts)
    if message is None and told is None:
        wishes.FILES.add(kit.redis, wish.message, ())
        raise PutOff(kit.clock() + OTHER_DELIVERY)
    return wishes.files_in((message or {}).get("files") or ())
