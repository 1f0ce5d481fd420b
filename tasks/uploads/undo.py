"""Restores what sets held before an upload, from the original files that the bot itself sent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from appstore.client import AppStore
from appstore.media import plan as media_plan
from appstore.media.plan import Mode, Plan, WantedImage
from appstore.media.slots import RemoteImage, ScreenshotSlot
from cards.uploads import undo
from cards.uploads.progress import place
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.messages import SlackFile
from records.notes import Note
from records.uploads import originals, uploads
from records.uploads.uploads import NoteCode, SetPlan, Upload, UploadImage, UploadState
from tasks.uploads.fetching import fetch_again
from tasks.uploads.planning import UploadPlan, existing_images


def prepare(kit: Kit, apple: AppStore, upload: Upload, folder: Path) -> UploadPlan:
    """Plan to restore what `upload.reverts` found. Raises `Told` where the sets were changed since.

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
    for former in undone.sets:
        slot = ScreenshotSlot(apple, kit.http, former.localization_id, former.display_type, former.set_id)
        if not slot.id:
            slot.create()
        images = slot.images()
        present = existing_images(kit, images)
        is_new = upload.state is UploadState.NEW
        if is_new and tuple(image.id for image in present) != undone.after.get(former.key, ()):
            changed.append(place(former.locale, former.display_type))
            continue
        pictures = _originals(kit, former)
        lost += len(former.before) - len(pictures)
        plan = media_plan.make([picture.piece for picture in pictures], present, Mode.REPLACE)
        fetched = [
            fetch_again(kit, picture, folder, len(paths) * 100 + number) if number in plan.send else folder
            for number, picture in enumerate(pictures)
        ]
        kept = [picture for picture, path in zip(pictures, fetched, strict=True) if path is not None]
        lost += len(pictures) - len(kept)
        plans[former.key] = media_plan.make([picture.piece for picture in kept], present, Mode.REPLACE)
        paths[former.key] = tuple(path for path in fetched if path is not None)
        remote[former.key] = images
        sets.append(replace(former, set_id=slot.id, pictures=tuple(kept), before=present))
    if changed:
        raise UserError(undo.changed_since(changed))
    remarks = (Note(code=NoteCode.NOT_RESTORED, values=(str(lost),)),) if lost else ()
    upload = replace(upload, target=undone.target, sets=tuple(sets), mode=Mode.REPLACE, remarks=remarks)
    return UploadPlan(upload=upload, target=undone.target, paths=paths, remote=remote, plans=plans)


def _originals(kit: Kit, former: SetPlan) -> tuple[UploadImage, ...]:
    """Return the images that were there before and whose bytes are known."""
    found = []
    for image in former.before:
        original = originals.ORIGINALS.get(kit.redis, image.checksum) if image.checksum else None
        if original is not None:
            piece = WantedImage(image.name or original.name, image.checksum, original.size)
            found.append(
                UploadImage(file=original.file, piece=piece, flattened=original.flattened, member=original.member)
            )
        elif image.checksum:
            piece = WantedImage(image.name, image.checksum, 0)
            found.append(UploadImage(file=SlackFile(id="", name=image.name), piece=piece))
    return tuple(found)
