"""Changes of a version's build, with what the message about each asked, and who decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from redis import Redis

from records.keys import DAY
from records.messages import Message
from records.storage.documents import Documents


@dataclass(frozen=True, kw_only=True)
class BuildChange:
    """One attached build, in place of `old`. `id` is the invocation's; builds are given by Apple's id and number.

    It is stored before Apple is asked for it, so a job that is restarted knows what was there. `encryption`: what is
    known about the new build, "" for nothing, else `yes` or `no`; `declaration` describes its declaration. `answer` and
    `undo` are the ids of the invocations that answered the question about encryption, and that undo the change;
    `answered_by` and `undone_by` are their users, `decided_at` is when the last of them decided (epoch seconds).
    `message_ts` is "" for a message that only the user sees.
    """

    id: str
    user: str
    channel: str
    thread_ts: str
    app_id: str
    app_name: str
    bundle_id: str
    version_id: str
    version: str
    platform: str
    new_id: str
    new_number: str
    old_id: str = ""
    old_number: str = ""
    account: str = ""
    created_at: float = 0.0
    encryption: str = ""
    declaration: str = ""
    answer: str = ""
    answered_by: str = ""
    undo: str = ""
    undone_by: str = ""
    decided_at: float = 0.0
    message_channel: str = ""
    message_ts: str = ""
    last_message: Message | None = None


BUILD_CHANGES = Documents("buildchange", BuildChange, seconds=30 * DAY)


def change(redis: Redis, change_id: str, **fields: object) -> BuildChange | None:
    """Change some fields of the newest state."""
    return BUILD_CHANGES.change(redis, change_id, lambda newest: replace(newest, **fields))  # type: ignore[arg-type]


def claim_answer(redis: Redis, change_id: str, invocation_id: str, user: str, now: float) -> BuildChange | None:
    """Let this invocation answer about encryption; None if another one does, or if the change has expired."""
    return _claim(
        redis,
        change_id,
        lambda newest: newest.answer in {"", invocation_id},
        lambda newest: replace(newest, answer=invocation_id, answered_by=user, decided_at=now),
    )


def claim_undo(redis: Redis, change_id: str, invocation_id: str, user: str, now: float) -> BuildChange | None:
    """Let this invocation undo the change; None if another one does, or if the change has expired."""
    return _claim(
        redis,
        change_id,
        lambda newest: newest.undo in {"", invocation_id},
        lambda newest: replace(newest, undo=invocation_id, undone_by=user, decided_at=now),
    )


def _claim(
    redis: Redis,
    change_id: str,
    is_free: Callable[[BuildChange], bool],
    claimed: Callable[[BuildChange], BuildChange],
) -> BuildChange | None:
    return BUILD_CHANGES.change(redis, change_id, lambda newest: claimed(newest) if is_free(newest) else None)
