"""Puts back what sets held before an upload, from the originals that the bot itself sent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from appstore import plan as planning
from appstore import screenshots
from appstore.client import AppStore
from appstore.galleries import Held, as_held
from appstore.plan import Mode, Piece, Plan
from cards import undo as cards
from cards.screenshots import place
from kit.replies import Told
from kit.wiring import Kit
from records import batches, originals
from records.batches import Batch, Picture, SetPlan, State
from records.wishes import SlackFile
from tasks.pictures import fetch_again
from tasks.preparing import Prepared, present_in


def prepare(kit: Kit, apple: AppStore, batch: Batch, folder: Path) -> Prepared:
    """The plan that brings back what `batch.reverts` found. Raises `Told` where the sets were changed since.

    A picture that the bot did not send itself can't be brought back once it is gone; the card said so beforehand.
    """
    undone = batches.get(kit.redis, batch.reverts)
    if undone is None or undone.target is None:
        raise Told(cards.too_late())
    sets: list[SetPlan] = []
    paths: dict[str, tuple[Path, ...]] = {}
    held: dict[str, tuple[Held, ...]] = {}
    plans: dict[str, Plan] = {}
    changed: list[str] = []
    lost = 0
    for one in undone.sets:
        set_id = one.set_id or screenshots.create_set(apple, one.localization_id, one.display_type)[0]
        there = tuple(as_held(shot) for shot in screenshots.in_set(apple, set_id))
        present = present_in(kit, there)
        fresh = batch.state is State.NEW
        if fresh and tuple(shot.id for shot in present) != undone.after.get(one.key, ()):
            changed.append(place(one.locale, one.display_type))
            continue
        pictures = _pictures(kit, one)
        lost += len(one.before) - len(pictures)
        wanted = SetPlan(one.locale, one.display_type, one.localization_id, set_id, pictures, present)
        plan = planning.make([picture.piece for picture in pictures], present, Mode.REPLACE)
        fetched = [
            fetch_again(kit, picture, folder, len(paths) * 100 + number) if number in plan.send else folder
            for number, picture in enumerate(pictures)
        ]
        kept = [number for number, path in enumerate(fetched) if path is not None]
        lost += len(pictures) - len(kept)
        wanted = replace(wanted, pictures=tuple(pictures[number] for number in kept))
        plans[one.key] = planning.make([picture.piece for picture in wanted.pictures], present, Mode.REPLACE)
        paths[one.key] = tuple(path for path in fetched if path is not None)
        held[one.key] = there
        sets.append(wanted)
    if changed:
        raise Told(cards.changed_since(changed))
    notes = (cards.lost(lost),) if lost else ()
    batch = replace(batch, target=undone.target, sets=tuple(sets), mode=Mode.REPLACE, notes=notes)
    return Prepared(batch, undone.target, paths, held, plans)


def _pictures(kit: Kit, one: SetPlan) -> tuple[Picture, ...]:
    """What was there before, as pictures that can be sent: those still known by their bytes."""
    found = []
    for present in one.before:
        original = originals.ORIGINALS.get(kit.redis, present.checksum) if present.checksum else None
        if original is not None:
            piece = Piece(present.name or original.name, present.checksum, original.size)
            found.append(Picture(original.file, piece, flattened=original.flattened, member=original.member))
        elif present.checksum:
            found.append(Picture(SlackFile(id="", name=present.name), Piece(present.name, present.checksum, 0)))
    return tuple(found)
