"""Puts the wished pictures into one place on the store page, and leaves that place no worse when something fails."""

from __future__ import annotations

import contextvars
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from appstore import plan as planning
from appstore.errors import AppStoreError
from appstore.galleries import Gallery, Held, Stage
from appstore.plan import Mode, Piece, Plan, Present
from records.batches import NO_ROOM, NOT_TRIED, Progress, Shot
from tasks.outcomes import Hands, Outcome
from tasks.processing import Cancelled

LASTING = ("IMAGE_INCORRECT_DIMENSIONS", "IMAGE_ALPHA_NOT_ALLOWED", "IMAGE_BAD_DIMENSION", "IMG_BAD")
"""Reasons for a FAILED picture that sending it again can't mend: Apple's codes that begin so."""

MOST_TRIES = 2
_UNDER_WAY = {Progress.RESERVED, Progress.SENT, Progress.COMMITTED}
_HANDED_OVER = frozenset({Progress.COMMITTED, Progress.COMPLETE})


class Placer:
    """Carries out the plan for one place. Run again after a crash it goes on where it stopped."""

    def __init__(
        self, gallery: Gallery, pieces: Sequence[Piece], paths: Sequence[Path], mode: Mode, hands: Hands
    ) -> None:
        self._gallery = gallery
        self._pieces = pieces
        self._paths = paths
        self._mode = mode
        self._hands = hands
        self._removed = 0
        self.shots: list[Shot] = [Shot()] * len(pieces)

    def run(self, shots: Sequence[Shot], held: Sequence[Held] | None) -> Outcome:
        """Make it so. `held`: what the place holds, where that was just read.

        Raises `AppStoreError` and `Cancelled` after putting things back, and whatever else stops a worker at once.
        """
        self.shots = list(shots)
        try:
            return self._converge(self._tidy(self._gallery.held() if held is None else held))
        except Cancelled:
            raise Cancelled(touched=self._leave(touched=bool(self._removed))) from None
        except AppStoreError:
            as_it_was = self._mode is Mode.REPLACE and not self._removed
            self._withdraw(keep=frozenset() if as_it_was else _HANDED_OVER)
            self._see_to_its_end()
            raise

    def put_back(self, shots: Sequence[Shot], before: Collection[str]) -> bool:
        """Take away what a dead attempt brought; where some of `before` has gone what is good stays, and it is True."""
        self._hands.watch.pace.close()
        self.shots = list(shots)
        there = {one.id for one in self._tidy(self._gallery.held())}
        return self._leave(touched=not there.issuperset(before))

    def _leave(self, *, touched: bool) -> bool:
        self._withdraw(keep=_HANDED_OVER if touched else frozenset())
        return touched

    def _converge(self, held: Sequence[Held]) -> Outcome:
        began = [one.id for one in held]
        for number in self._plan(held).found:
            if not self.shots[number].id:
                self._write(number, progress=Progress.THERE)
        under_way = [number for number, shot in enumerate(self.shots) if shot.progress in _UNDER_WAY]
        held = self._send_and_watch(under_way, held)
        for leaving, numbers in planning.rounds(self._plan(held)):
            if self._failures():
                break
            self._remove(leaving)
            held = self._send_and_watch(numbers, [one for one in held if one.id not in set(leaving)])
        reason = NOT_TRIED if self._failures() else NO_ROOM
        for number in [number for number, shot in enumerate(self.shots) if shot.progress is Progress.WAITING]:
            self._write(number, progress=Progress.FAILED, reason=reason)
        return self._fall_short(held) if self._failures() else self._finish(held, began)

    def _plan(self, held: Sequence[Held]) -> Plan:
        known = self._hands.known([one.id for one in held if not one.checksum])
        good = [one for one in held if one.stage is not Stage.EMPTY]
        present = [Present(one.id, one.name, one.checksum or known.get(one.id, "")) for one in good]
        return planning.make(self._pieces, present, self._mode)

    def _tidy(self, held: Sequence[Held]) -> list[Held]:
        """What is half-made goes, but ours; a reservation whose id a dying worker could not write down is ours too."""
        ours = {shot.id for shot in self.shots if shot.id}
        stays = []
        for one in held:
            orphan = self._orphan(one) if one.stage is Stage.EMPTY and one.id not in ours else None
            if orphan is not None:
                self._write(orphan, progress=Progress.RESERVED, id=one.id, tries=self.shots[orphan].tries + 1)
                ours.add(one.id)
            if one.stage in {Stage.GOOD, Stage.PROCESSING} or one.id in ours:
                stays.append(one)
            else:
                self._gallery.remove(one.id)
        gone = ours - {one.id for one in stays}
        for number, shot in enumerate(self.shots):
            if shot.id in gone:
                self._write(number, progress=Progress.WAITING, id="")
        return stays

    def _orphan(self, held: Held) -> int | None:
        for number, (piece, shot) in enumerate(zip(self._pieces, self.shots, strict=True)):
            if not shot.id and shot.progress is Progress.WAITING and (piece.name, piece.size) == (held.name, held.size):
                return number
        return None

    def _send_and_watch(self, numbers: Sequence[int], held: Sequence[Held]) -> Sequence[Held]:
        """Bring these pictures to COMPLETE, once more where that may help; returns what the place holds then."""
        while numbers:
            self._send_all(numbers, held)
            while any(shot.progress in _UNDER_WAY for shot in self.shots):
                self._hands.watch.wait([shot.id for shot in self.shots if shot.progress in _UNDER_WAY])
                held = self._gallery.held()
                numbers = self._judge({one.id: one for one in held})
                if numbers:
                    break
            else:
                break
        return held

    def _send_all(self, numbers: Sequence[int], held: Sequence[Held]) -> None:
        """Reserve one after the other, since Apple appends in that order; send and commit side by side."""
        there = {one.id: one for one in held}
        running: list[Future[None]] = []
        try:
            for number in numbers:
                one = there.get(self.shots[number].id)
                if one is not None and one.stage is not Stage.EMPTY:
                    self._write(number, progress=Progress.COMMITTED)
                    continue
                self._hands.slots.acquire()
                try:
                    self._hands.watch.pace.check()
                    if one is None or not one.operations:
                        one = self._reserve(number, there)
                    task = contextvars.copy_context()
                    running.append(self._hands.senders.submit(task.run, self._send, number, one))
                except BaseException:
                    self._hands.slots.release()
                    raise
        finally:
            errors = [error for future in running if (error := future.exception()) is not None]
        for error in sorted(errors, key=lambda error: not isinstance(error, Cancelled)):
            raise error

    def _reserve(self, number: int, there: Mapping[str, Held]) -> Held:
        shot, piece = self.shots[number], self._pieces[number]
        if shot.id:
            self._gallery.remove(shot.id)
        known = {*there, *(other.id for other in self.shots if other.id)}
        held = self._gallery.reserve(piece.name, piece.size, known)
        self._write(number, progress=Progress.RESERVED, id=held.id, tries=shot.tries + 1, reason="")
        return held

    def _send(self, number: int, held: Held) -> None:
        try:
            self._gallery.send(held, self._paths[number])
            self._write(number, progress=Progress.SENT)
            self._gallery.commit(held.id, self._pieces[number].checksum)
            self._hands.watch.committed(held.id)
            self._write(number, progress=Progress.COMMITTED)
        finally:
            self._hands.slots.release()

    def _judge(self, held: Mapping[str, Held]) -> list[int]:
        """Write down what Apple made of each picture under way; returns those to send once more."""
        again = []
        for number, shot in enumerate(self.shots):
            if shot.progress not in _UNDER_WAY:
                continue
            one = held.get(shot.id)
            if one is not None and one.stage is Stage.GOOD:
                self._hands.watch.good(shot.id)
                self._write(number, progress=Progress.COMPLETE)
            elif one is None or one.stage in {Stage.BAD, Stage.EMPTY}:
                again += self._once_more(number, one, Progress.FAILED)
            elif self._hands.watch.is_stuck(shot.id, again=shot.tries < MOST_TRIES):
                again += self._once_more(number, one, Progress.STUCK)
        return again

    def _once_more(self, number: int, held: Held | None, ended: Progress) -> list[int]:
        code, description = next(iter(held.reasons), ("", "")) if held is not None else ("", "")
        if held is not None:
            self._gallery.remove(held.id)
        if self.shots[number].tries < MOST_TRIES and not code.startswith(LASTING):
            self._write(number, progress=Progress.WAITING, id="", reason=code)
            return [number]
        self._write(number, progress=ended, id="", reason=f"{code} {description}".strip())
        return []

    def _failures(self) -> bool:
        return any(shot.progress in {Progress.FAILED, Progress.STUCK} for shot in self.shots)

    def _remove(self, ids: Sequence[str]) -> None:
        for held_id in ids:
            self._hands.watch.pace.check()
            self._removed += 1
            self._gallery.remove(held_id)

    def _finish(self, held: Sequence[Held], began: Sequence[str]) -> Outcome:
        """Set the order while the old ones are still there: if that fails, nothing of them is gone yet."""
        plan = self._plan(sorted(held, key=lambda one: began.index(one.id) if one.id in began else len(began)))
        wanted = [slot.present for slot in plan.order if slot.present is not None]
        reordered = [one.id for one in held if one.id not in set(plan.remove)] != wanted
        if reordered:
            self._gallery.put_in_order([*wanted, *plan.remove])
        self._remove(plan.remove)
        sent = sum(shot.progress is Progress.COMPLETE for shot in self.shots)
        return Outcome(sent, len(self.shots) - sent, self._removed, tuple(wanted), reordered=reordered)

    def _fall_short(self, held: Sequence[Held]) -> Outcome:
        """A picture did not make it: a page that was to be replaced stays as it was, if nothing of it is gone yet."""
        ours = {shot.id for shot in self.shots if shot.progress is Progress.COMPLETE}
        good = [one.id for one in held if one.stage is Stage.GOOD]
        others = tuple(one for one in good if one not in ours)
        if self._mode is Mode.REPLACE and not self._removed and others:
            self._withdraw(keep=frozenset())
            return Outcome(holds=others, restored=True, failed=True)
        there = sum(shot.progress is Progress.THERE for shot in self.shots)
        return Outcome(len(ours), there, self._removed, tuple(good), failed=True)

    def _withdraw(self, *, keep: Collection[Progress]) -> None:
        """Take away what this upload brought, but what is as far as `keep` says."""
        self._hands.watch.pace.close()
        for number, shot in enumerate(self.shots):
            if shot.id and shot.progress not in keep:
                self._gallery.remove(shot.id)
                self._write(number, progress=Progress.WITHDRAWN, id="")

    def _see_to_its_end(self) -> None:
        """What was handed over before something failed is Apple's to finish: wait, so that every end is known."""
        with suppress(AppStoreError):
            while under_way := [shot.id for shot in self.shots if shot.progress is Progress.COMMITTED]:
                self._hands.watch.wait(under_way)
                self._judge({one.id: one for one in self._gallery.held()})

    def _write(self, number: int, **fields: Any) -> None:  # noqa: ANN401 - a shot's own fields
        self.shots[number] = replace(self.shots[number], **fields)
        self._hands.wrote(number, self.shots[number])
