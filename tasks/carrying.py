"""Carries out an upload that is planned: all its sets side by side, each as safely as if it were alone."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from appstore import screenshots
from appstore.client import AppStore
from appstore.errors import AppStoreError
from appstore.galleries import Held, ScreenshotSet
from kit.wiring import Kit
from records import batches, directory, originals, pace
from records.batches import Batch, Progress, SetPlan, Shot
from tasks import choosing
from tasks.outcomes import Hands, Outcome
from tasks.pictures import remember
from tasks.placing import Placer
from tasks.processing import Cancelled, Pace, Watch

MOST_SETS_AT_ONCE = 16


@dataclass(frozen=True)
class Ended:
    """How one set ended: an outcome, or the error that stopped it after things were put back."""

    plan: SetPlan
    shots: tuple[Shot, ...]
    outcome: Outcome | None = None
    error: AppStoreError | None = None

    @property
    def fine(self) -> bool:
        """Whether everything wished is there."""
        return self.outcome is not None and not self.outcome.failed

    @property
    def holds(self) -> tuple[str, ...]:
        """Apple's ids of what the set holds now, as far as it is known."""
        return self.outcome.holds if self.outcome is not None else ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of what the set holds now, in order, as far as they are known."""
        known = {present.id: present.name for present in self.plan.before}
        known |= {
            shot.id: picture.piece.name for picture, shot in zip(self.plan.pictures, self.shots, strict=True) if shot.id
        }
        return tuple(known.get(one, "?") for one in self.holds)


@dataclass(frozen=True)
class Carrier:
    """What carrying out one batch needs. `moved(set number, picture number, shot)` hears of every step."""

    kit: Kit
    apple: AppStore
    batch: Batch
    pace: Pace
    moved: Callable[[int, int, Shot], None]

    def run(
        self, paths: Mapping[str, Sequence[Path]], held: Mapping[str, tuple[Held, ...]], *, fresh: bool
    ) -> tuple[Ended, ...]:
        """Carry out every set. `fresh` says that `held` was read just now and nothing was begun.

        Raises `Cancelled` when somebody cancelled, after putting back every set.
        """
        settings = self.kit.settings
        slots = threading.Semaphore(settings.upload_concurrency)
        shots = batches.shots(self.kit.redis, self.batch.id)
        with (
            ThreadPoolExecutor(settings.upload_concurrency) as senders,
            ThreadPoolExecutor(min(MOST_SETS_AT_ONCE, len(self.batch.sets) or 1)) as lanes,
        ):
            running = []
            for number, one in enumerate(self.batch.sets):
                known = held.get(one.key, () if not one.set_id else None) if fresh else None
                lane = _Lane(self, number, one, senders, slots, shots)
                task = contextvars.copy_context()
                running.append(lanes.submit(task.run, lane.run, paths[one.key], known))
            stopped = [error for future in running if isinstance(error := future.exception(), Cancelled)]
            if stopped:
                raise Cancelled(touched=any(one.touched for one in stopped))
            ended = tuple(future.result() for future in running)
        if self.pace.slowest:
            pace.learn(self.kit.redis, self.pace.slowest, at_once=self.pace.at_once)
        return ended

    def put_back(self) -> bool:
        """Take away what a dead attempt brought; whether some old ones are gone for good. Raises AppStoreError."""
        shots = batches.shots(self.kit.redis, self.batch.id)
        with ThreadPoolExecutor(1) as senders:
            touched = [
                _Lane(self, number, one, senders, threading.Semaphore(), shots).put_back()
                for number, one in enumerate(self.batch.sets)
            ]
        return any(touched)


@dataclass(frozen=True)
class _Lane:
    """One set on its way."""

    carrier: Carrier
    number: int
    plan: SetPlan
    senders: ThreadPoolExecutor
    slots: threading.Semaphore
    shots: Mapping[str, Shot]

    def run(self, paths: Sequence[Path], held: tuple[Held, ...] | None) -> Ended:
        kit, batch = self.carrier.kit, self.carrier.batch
        shots = self._shots()
        placer = None
        try:
            set_id, is_new = (self.plan.set_id, False) if self.plan.set_id else self._create_set()
            placer = self._placer(set_id, paths)
            # A set that was there after all was filled by somebody else, or by an attempt that died.
            outcome = placer.run(shots, held if is_new or self.plan.set_id else None)
        except AppStoreError as error:
            named = choosing.named_app(kit, batch.app, batch.channel)
            directory.forget(kit.redis, named, batch.target.version_id if batch.target else "")
            return Ended(self.plan, tuple(placer.shots if placer else shots), error=error)
        return Ended(self.plan, tuple(placer.shots), outcome)

    def put_back(self) -> bool:
        apple, plan = self.carrier.apple, self.plan
        set_id = plan.set_id or screenshots.sets_of(apple, plan.localization_id).get(plan.display_type, ("", ()))[0]
        before = [present.id for present in plan.before]
        return bool(set_id) and self._placer(set_id, ()).put_back(self._shots(), before)

    def _placer(self, set_id: str, paths: Sequence[Path]) -> Placer:
        carrier = self.carrier
        gallery = ScreenshotSet(carrier.apple, carrier.kit.http, set_id, sleep=carrier.pace.sleep)
        hands = Hands(self.senders, self.slots, Watch(carrier.pace), self._known, self._wrote)
        pieces = [picture.piece for picture in self.plan.pictures]
        return Placer(gallery, pieces, paths, carrier.batch.mode, hands)

    def _shots(self) -> list[Shot]:
        return [self.shots.get(self._name(number), Shot()) for number in range(len(self.plan.pictures))]

    def _create_set(self) -> tuple[str, bool]:
        set_id, is_new = screenshots.create_set(self.carrier.apple, self.plan.localization_id, self.plan.display_type)
        kit, target = self.carrier.kit, self.carrier.batch.target

        def with_set(known: directory.KnownLocales) -> directory.KnownLocales:
            return replace(
                known,
                locales=tuple(
                    replace(one, sets={**(one.sets or {}), self.plan.display_type: set_id})
                    if one.id == self.plan.localization_id
                    else one
                    for one in known.locales
                ),
            )

        if target is not None:
            directory.LOCALES.change(kit.redis, target.version_id, with_set)
        return set_id, is_new

    def _known(self, ids: Sequence[str]) -> Mapping[str, str]:
        return originals.checksums(self.carrier.kit.redis, ids)

    def _wrote(self, number: int, shot: Shot) -> None:
        kit = self.carrier.kit
        picture = self.plan.pictures[number]
        if shot.progress is Progress.RESERVED:
            originals.sent(kit.redis, shot.id, picture.piece.checksum)
        elif shot.progress is Progress.COMPLETE:
            remember(kit, picture)
        batches.put_shot(kit.redis, self.carrier.batch.id, self._name(number), shot)
        self.carrier.moved(self.number, number, shot)

    def _name(self, number: int) -> str:
        return f"{self.plan.key}#{number}"
