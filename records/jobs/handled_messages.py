"""Which version of a message was handled: a message is acted on once, and after a refusal its correction is."""

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
    _mark(redis, invocation_id, refused=True)


def take(redis: Redis, invocation_id: str) -> bool:
    """Store that a question about the invocation is answered: edits no longer count. False if one came first."""
    return _mark(redis, invocation_id, refused=False)


def _mark(redis: Redis, invocation_id: str, *, refused: bool) -> bool:
    """Change the state of the invocation's message; returns whether the invocation is its newest version."""
    invocation = invocations.get(redis, invocation_id)
    message = invocation.message if invocation is not None and invocation.ts else ""
    handled = HANDLED.get(redis, message) if message else None
    if handled is None:
        return True

    def marked(newest: HandledMessage) -> HandledMessage | None:
        return replace(newest, refused=refused) if newest.invocation == invocation_id else None

    return HANDLED.change(redis, message, marked) is not None
