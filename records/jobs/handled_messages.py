"""Which version of a message was handled: a message is acted on once, and after a refusal its correction is."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from redis import Redis

from records import invocations
from records.jobs.outbox import REMEMBERED_SECONDS
from records.storage.documents import Documents


@dataclass(frozen=True, kw_only=True)
class HandledMessage:
    """The newest version of a message that was handled, by the invocation with this id and idempotency key.

    `edited` is the `ts` of the edit, "" for the first version. `refused`: nothing was done, as also in a dry run or
    while a question is open, so an edit may correct it.
    """

    invocation: str
    key: str
    edited: str = ""
    refused: bool = False


# By `Invocation.message`.
HANDLED = Documents("handled", HandledMessage, seconds=REMEMBERED_SECONDS)


def mark_refused(redis: Redis, invocation_id: str) -> None:
    """Store that a job refused the invocation, or asks, and changed nothing; an edit of its message may correct it."""

    def refused(newest: HandledMessage) -> HandledMessage | None:
        return replace(newest, refused=True) if newest.invocation == invocation_id else None

    _change(redis, invocation_id, refused)


def take(redis: Redis, invocation_id: str) -> bool:
    """Store that a question about the invocation is answered: edits no longer count.

    False if another version of its message was acted on already.
    """

    def taken(newest: HandledMessage) -> HandledMessage | None:
        if not (newest.refused or newest.invocation == invocation_id):
            return None
        return replace(newest, invocation=invocation_id, refused=False)

    return _change(redis, invocation_id, taken)


def _change(redis: Redis, invocation_id: str, change: Callable[[HandledMessage], HandledMessage | None]) -> bool:
    """Change what is stored about the invocation's message; False if it is not changed, True if nothing is stored."""
    invocation = invocations.get(redis, invocation_id)
    message = invocation.message if invocation is not None and invocation.ts else ""
    if not message or HANDLED.get(redis, message) is None:
        return True
    return HANDLED.change(redis, message, change) is not None
