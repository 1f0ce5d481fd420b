"""New versions: what a request is about to create or rename, so that a restarted job knows what it did itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from redis import Redis

from records.keys import DAY
from records.storage.documents import Documents


@dataclass(frozen=True, kw_only=True)
class NewVersion:
    """A version that an invocation (`id`) creates; or with `version_id` one whose number it offers to change.

    `number` is the new number, `old` the one that it replaces, or that of the version which Apple copies. `decision` is
    the id of the invocation that renames it, `decided_by` its user. `message_ts` is that of the offer, "" if only one
    user sees it.
    """

    id: str
    app_id: str
    platform: str
    number: str
    account: str = ""
    app_name: str = ""
    bundle_id: str = ""
    old: str = ""
    version_id: str = ""
    decision: str = ""
    decided_by: str = ""
    message_channel: str = ""
    message_ts: str = ""


NEW_VERSIONS = Documents("newversion", NewVersion, seconds=7 * DAY)


def claim(redis: Redis, record_id: str, invocation_id: str, user: str) -> NewVersion | None:
    """Let this invocation rename the version; None if another one does, or if the offer has expired."""

    def claimed(newest: NewVersion) -> NewVersion | None:
        if newest.decision not in {"", invocation_id}:
            return None
        return replace(newest, decision=invocation_id, decided_by=user)

    return NEW_VERSIONS.change(redis, record_id, claimed)


def unclaim(redis: Redis, record_id: str) -> None:
    """Offer it again, after the rename failed."""
    NEW_VERSIONS.change(redis, record_id, lambda newest: replace(newest, decision="", decided_by=""))
