"""Finds the files of a message whose event came without them."""

from kit.jobs.define import RetryLater
from kit.wiring import Kit
from records import invocations
from records.invocations import Invocation
from records.messages import SlackFile, files_in

# Seconds within which the second of two events about one message is expected.
OTHER_DELIVERY = 2.0


def files_of(kit: Kit, invocation: Invocation) -> tuple[SlackFile, ...]:
    """Return the files of the message. Raises `RetryLater` once, if only a second event can still name them.

    An `app_mention` may arrive without the files that its message carries, and the event with them after it:
    https://github.com/slackapi/bolt-python/issues/925
    """
    if invocation.files or not invocation.ts:
        return invocation.files
    delivered = invocations.FILES.get(kit.redis, invocation.message)
    if delivered:
        return delivered
    message = kit.slack.message(invocation.channel, invocation.ts, invocation.thread_ts)
    if message is None and delivered is None:
        invocations.FILES.add(kit.redis, invocation.message, ())
        raise RetryLater(kit.clock() + OTHER_DELIVERY)
    return files_in((message or {}).get("files") or ())
