"""Which version of a message was handled: a message is acted on once, and after a refusal its correction is."""

from dataclasses import dataclass, replace

from redis import Redis

from records import invocations
from records.jobs.outbox import REMEMBERED_SECONDS
from records.storage.documents import Documents


@dataclass(frozen=True, kw_only=True)
class HandledMessage:
    """The newest version of a message that was handled, by the invocation with this id and idempotency key.

    `edited` is the `ts` of the edit, "" for the first version. `refused`: nothing was done, as also in a dry run, so an
    edit may correct it.
    """

    invocation: str
    key: str
    edited: str = ""
    refused: bool = False


# By `Invocation.message`.
HANDLED = Documents("handled", HandledMessage, seconds=REMEMBERED_SECONDS)


def mark_refused(redis: Redis, invocation_id: str) -> None:
    """Store that a job refused the invocation and changed nothing; editing its message may then correct it."""

    def refused(handled: HandledMessage) -> HandledMessage | None:
        return replace(handled, refused=True) if handled.invocation == invocation_id else None

    invocation = invocations.get(redis, invocation_id)
    if invocation is not None and invocation.ts:
        HANDLED.change(redis, invocation.message, refused)
