"""Changes of how a version is released: what was set, what it was before, and whether it was undone."""

from dataclasses import dataclass, replace

from redis import Redis

from records.keys import DAY
from records.storage.documents import Documents


@dataclass(frozen=True, kw_only=True)
class SettingChange:
    """One change of a version's release type or phased release. `id` is the id of the invocation that asked for it.

    `setting` is what was changed, `old` and `new` its values as codes. `zone` is the time zone for dates, ""
    for that of each reader. `undone_by` pressed Undo with the invocation `undo` at `undone_at` (epoch seconds).
    """

    id: str
    setting: str
    user: str
    channel: str
    app_id: str
    app_name: str
    version_id: str
    version: str
    platform: str
    old: str
    new: str
    created_at: float
    account: str = ""
    zone: str = ""
    undone_by: str = ""
    undone_at: float = 0.0
    undo: str = ""


SETTING_CHANGES = Documents("release_setting", SettingChange, seconds=30 * DAY)


def claim_undo(redis: Redis, change_id: str, invocation_id: str, user: str, now: float) -> SettingChange | None:
    """Undo, atomically: the first press counts, and its job again after a restart. None if it is too late."""

    def claimed(change: SettingChange) -> SettingChange | None:
        if change.undo == invocation_id:
            return change
        return None if change.undo else replace(change, undo=invocation_id, undone_by=user, undone_at=now)

    return SETTING_CHANGES.change(redis, change_id, claimed)


def unclaim_undo(redis: Redis, change_id: str) -> None:
    """Allow Undo again, as nothing was undone."""
    SETTING_CHANGES.change(redis, change_id, lambda change: replace(change, undo="", undone_by="", undone_at=0.0))
