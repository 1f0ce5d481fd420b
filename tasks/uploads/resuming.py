"""Resumes an upload that waits for Apple to process videos, without fetching its files again."""

from pathlib import Path

from kit.wiring import Kit
from records.uploads import uploads
from records.uploads.uploads import HANDED_OVER, ItemState, Upload
from tasks.uploads.planning import UploadPlan

# How far a file is that need not be sent any more.
_AT_APPLE = HANDED_OVER | {ItemState.THERE}
# Seconds between two looks at videos: Apple takes minutes, or hours.
PAUSE, LONG_AFTER, LONG_PAUSE = 30.0, 900.0, 300.0


def resumed(kit: Kit, upload: Upload, folder: Path) -> UploadPlan | None:
    """Return the plan of a running upload whose files are all at Apple, some of them videos; None for any other."""
    if not any(plan.kind.holds_videos for plan in upload.sets):
        return None
    items = uploads.items(kit.redis, upload.id)
    wanted = [items.get(plan.item_key(number)) for plan in upload.sets for number in range(len(plan.images))]
    if not all(item is not None and item.progress in _AT_APPLE for item in wanted):
        return None
    paths = {plan.key: (folder,) * len(plan.images) for plan in upload.sets}
    return UploadPlan(upload=upload, paths=paths, remote={}, plans={})


def look_again_after(passed: float) -> float:
    """Return the seconds until it is worth looking at videos again, so many seconds after they were requested."""
    return PAUSE if passed < LONG_AFTER else LONG_PAUSE
