"""Restores what sets held before an upload, from the original files that the bot itself sent."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from appstore.client import AppStore
from appstore.errors import Refused
from appstore.library import assets
from appstore.library.assets import IMAGES, VIDEOS
from appstore.media import plan as media_plan
from appstore.media import slots
from appstore.media.plan import ExistingImage, Mode, Plan, WantedImage
from appstore.media.slots import Slot
from appstore.media.transfers import RemoteImage
from cards.uploads import undo
from cards.uploads.progress import plan_label
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.messages import SlackFile
from records.storage.notes import Note
from records.uploads import originals, uploads
from records.uploads.note_codes import NoteCode
from records.uploads.uploads import SetPlan, Upload, UploadImage, UploadState
from tasks.uploads.fetching import fetch_again
from tasks.uploads.filling import libraries
from tasks.uploads.planning import UploadPlan, existing_images


def prepare(kit: Kit, apple: AppStore, upload: Upload, folder: Path) -> UploadPlan:
    """Plan to restore what the sets held before `upload.reverts`. Raises `UserError` if they were changed after it.

    An image that the bot did not send can't be restored once it is removed; the message said so beforehand.
    """
    undone = uploads.get(kit.redis, upload.reverts)
    if undone is None or undone.target is None:
        raise UserError(undo.too_late())
    sets: list[SetPlan] = []
    paths: dict[str, tuple[Path, ...]] = {}
    remote: dict[str, tuple[RemoteImage, ...]] = {}
    plans: dict[str, Plan] = {}
    changed: list[str] = []
    lost = 0
    library = libraries.open_library(kit, apple, undone) if undone.library_id else None
    for former in undone.sets:
        set_id, display_type = former.set_id, former.display_type
        slot = slots.make(former.kind, apple, kit.http, former.localization_id, display_type, set_id, library=library)
        if not slot.id:
            slot.create()
        images = _images(slot)
        present = existing_images(kit, images)
        is_new = upload.state is UploadState.NEW
        if is_new and tuple(image.id for image in present) != undone.after.get(former.key, ()):
            changed.append(plan_label(former))
            continue
        in_library = _in_library(apple, former, present)
        known = _originals(kit, former, in_library)
        plan = media_plan.make([image.wanted for image in known], present, Mode.REPLACE, former.most)
        needed = {number for number in plan.send if known[number].wanted.checksum not in in_library}
        fetched = [
            (image, fetch_again(kit, image, folder, len(paths) * 100 + number) if number in needed else folder)
            for number, image in enumerate(known)
        ]
        kept = [(image, path) for image, path in fetched if path is not None]
        lost += len(former.before) - len(kept)
        wanted = [image.wanted for image, _ in kept]
        plans[former.key] = media_plan.make(wanted, present, Mode.REPLACE, former.most)
        paths[former.key] = tuple(path for _, path in kept)
        remote[former.key] = images
        sets.append(replace(former, set_id=slot.id, images=tuple(image for image, _ in kept), before=present))
    if changed:
        raise UserError(undo.changed_since(changed))
    remarks = (Note(code=NoteCode.NOT_RESTORED, values=(str(lost),)),) if lost else ()
    upload = replace(upload, target=undone.target, sets=tuple(sets), mode=Mode.REPLACE, remarks=remarks)
    return UploadPlan(upload=upload, paths=paths, remote=remote, plans=plans)


def _images(slot: Slot) -> tuple[RemoteImage, ...]:
    """Return what a set holds: nothing if it was deleted meanwhile, or its language was."""
    try:
        return slot.images()
    except Refused as refused:
        if not refused.gone:
            raise
        return ()


def _in_library(apple: AppStore, former: SetPlan, present: Sequence[ExistingImage]) -> frozenset[str]:
    """Return the ids of what a group of the App Asset Library showed, and of which the library still has the files."""
    if not former.kind.is_library:
        return frozenset()
    shown = {image.id for image in present}
    gone = [image.id for image in former.before if image.id not in shown]
    media = VIDEOS if former.kind.holds_videos else IMAGES
    found = assets.find(apple, former.library_id, media, "id", gone) if gone else []
    return frozenset({asset.file.id for asset in found if asset.file.usable} | shown)


def _originals(kit: Kit, former: SetPlan, in_library: Collection[str]) -> tuple[UploadImage, ...]:
    """Return the images of the set before the upload, with their files in Slack if the bot sent them.

    Those `in_library` are known by their ids.
    """
    found = []
    for image in former.before:
        if image.id in in_library:
            wanted = WantedImage(image.name, image.id, 0)
            found.append(UploadImage(file=SlackFile(id="", name=image.name), wanted=wanted))
            continue
        original = originals.ORIGINALS.get(kit.redis, image.checksum) if image.checksum else None
        if original is not None:
            wanted = WantedImage(image.name or original.name, image.checksum, original.size)
            flattened, member = original.flattened, original.member
            found.append(UploadImage(file=original.file, wanted=wanted, flattened=flattened, member=member))
        else:
            # Where Apple has not published the checksum yet, the image is known by its id as long as it is there.
            wanted = WantedImage(image.name, image.checksum or image.id, 0)
            found.append(UploadImage(file=SlackFile(id="", name=image.name), wanted=wanted))
    return tuple(found)
