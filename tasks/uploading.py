"""One upload from its files in Slack to its end: as far as it can go now, to a question, or to a set that is busy."""

from __future__ import annotations

import contextvars
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from appstore.client import AppStore
from appstore.errors import AppStoreError
from appstore.locales import name as locale_name
from appstore.plan import Mode
from cards import screenshot_questions as questions
from cards import screenshot_results
from cards import screenshots as cards
from kit.jobs import PutOff
from kit.replies import Told
from kit.wiring import Kit
from records import batches, directory, places
from records.batches import Batch, Shot, State
from records.wishes import Card
from tasks import choosing, ends, preparing, trail, undoing
from tasks.board import Live
from tasks.carrying import Carrier, Ended
from tasks.pictures import gather
from tasks.preparing import Prepared
from tasks.processing import Cancelled, Pace

WAIT_FOR_PLACE = 1.5
"""Seconds between two looks whether a set that somebody else uploads to is free."""


@dataclass(frozen=True)
class Upload:
    """A batch at work: its progress message, its pace, and a folder for its files that is gone afterwards."""

    kit: Kit
    apple: AppStore
    live: Live
    pace: Pace
    folder: Path

    def run(self) -> None:
        """Go as far as possible. Raises `PutOff` while a set is busy, `Cancelled`, and whatever stops the upload."""
        begun = time.monotonic()
        try:
            prepared = self._prepare()
        except Cancelled:
            raise Cancelled(touched=self._put_back()) from None
        if prepared is None:
            return
        self._finish(self._carry(prepared), seconds=time.monotonic() - begun)

    def _wait_for_others(self, batch: Batch) -> None:
        """Only look: nothing is planned while another upload changes one of the sets."""
        holders = [places.holder(self.kit.redis, one.place) for one in batch.sets]
        others = [one for one in holders if one is not None and one.id != batch.id]
        if others:
            self.live.show_waiting_for(others[0])
            raise PutOff(self.kit.clock() + WAIT_FOR_PLACE)

    def _put_back(self) -> bool:
        """An attempt that died may have left things in the sets; whether it took something for good."""
        batch = batches.get(self.kit.redis, self.live.batch.id)
        if batch is None or batch.state is not State.RUNNING:
            return False
        self.live.show(batch.target, batch.sets, batches.shots(self.kit.redis, batch.id))
        return Carrier(self.kit, self.apple, batch, self.pace, self.live.moved).put_back()

    def _prepare(self) -> Prepared | None:
        """The batch with its plan and its sets taken; None when there is a question, or only a plan was wanted."""
        batch = self.live.batch
        if batch.cancelled_by:
            raise Cancelled
        self._wait_for_others(batch)
        if batch.reverts:
            prepared = undoing.prepare(self.kit, self.apple, batch, self.folder)
        else:
            prepared = self._planned(batch)
            if self._ends_here(prepared):
                return None
        return self._take(prepared)

    def _planned(self, batch: Batch) -> Prepared:
        """The plan. What Apple said a moment ago serves, but nothing is refused because of it: then Apple is asked."""
        named = choosing.named_app(self.kit, batch.app, batch.channel)
        remembered = directory.APPS.get(self.kit.redis, named or "*") is not None
        with ThreadPoolExecutor(1) as aside:
            aside.submit(contextvars.copy_context().run, self._look_ahead, batch)
            got = gather(self.kit, batch.files, self.folder, batch.locale, self.live.file_came)
        self.live.say(cards.PLANNING)
        try:
            return preparing.prepare(self.kit, self.apple, batch, got)
        except Told:
            if not remembered:
                raise
            return preparing.prepare(self.kit, self.apple, batch, got, fresh=True)

    def _look_ahead(self, batch: Batch) -> None:
        """Ask Apple what will be needed while the files come from Slack; what fails here is told by the plan."""
        with suppress(AppStoreError, Told, Cancelled):
            app = choosing.one_app(self.kit, self.apple, batch.app, batch.channel)
            choosing.locales_of(self.kit, self.apple, choosing.editable_versions(app, batch.version)[0].id)

    def _ends_here(self, prepared: Prepared) -> bool:
        batch, target = prepared.batch, prepared.target
        if batch.dry_run:
            pairs = [(one, prepared.plans[one.key]) for one in batch.sets]
            self._end(State.DONE, screenshot_results.dry_run(batch, target, pairs, prepared.missing_locales))
        elif prepared.missing_locales:
            names = [(one, locale_name(one)) for one in prepared.missing_locales]
            self._ask(prepared, questions.create_locale(batch, target, names))
        elif batch.state is State.NEW and prepared.must_ask:
            lines, may_add = prepared.question
            self._ask(prepared, questions.question(batch, target, lines, may_add=may_add))
        else:
            return False
        return True

    def _ask(self, prepared: Prepared, card: Card) -> None:
        batch = self.live.batch
        moved = batches.move(self.kit.redis, batch.id, State.NEW, State.ASKING, target=prepared.target, last_card=card)
        if moved is None:
            raise Cancelled
        self.live.finish()
        ends.show(self.kit, moved)

    def _take(self, prepared: Prepared) -> Prepared:
        """Take every set, all or none, and write down what they held before anything is changed."""
        redis, batch = self.kit.redis, prepared.batch
        taken: list[str] = []
        for one in batch.sets:
            if places.claim(redis, one.place, batch.id) != batch.id:
                for other in taken:
                    places.free(redis, other, batch.id)
                self.live.batch = batches.change(redis, batch.id, sets=batch.sets, target=prepared.target) or batch
                self._wait_for_others(self.live.batch)
                raise PutOff(self.kit.clock())
            taken.append(one.place)
        mode = Mode.ADD if batch.mode is Mode.ASK else batch.mode
        if batch.state is State.NEW:
            plan = {"target": prepared.target, "sets": batch.sets, "mode": mode, "notes": batch.notes}
            saved = batches.move(redis, batch.id, State.NEW, State.RUNNING, **plan)
        else:
            # An earlier attempt of this batch wrote down what was there before it: that is what Undo brings back.
            before = {one.key: one.before for one in self.live.batch.sets}
            sets = tuple(replace(one, before=before.get(one.key, one.before)) for one in batch.sets)
            saved = batches.change(redis, batch.id, sets=sets)
        if saved is None or saved.cancelled_by:
            raise Cancelled
        self.live.batch = saved
        return replace(prepared, batch=saved)

    def _carry(self, prepared: Prepared) -> tuple[Ended, ...]:
        batch = prepared.batch
        shots = batches.shots(self.kit.redis, batch.id)
        self.live.show(batch.target, batch.sets, shots)
        if self._everything_is_there(prepared, shots):
            return tuple(ends.untouched(one) for one in batch.sets)
        busy = any(places.just_changed(self.kit.redis, one.place) for one in batch.sets)
        carrier = Carrier(self.kit, self.apple, batch, self.pace, self.live.moved)
        return carrier.run(prepared.paths, prepared.held, fresh=not shots and not busy)

    def _everything_is_there(self, prepared: Prepared, shots: dict[str, Shot]) -> bool:
        """Whether Apple was just seen to hold every wished picture, in order, and nothing that must go."""
        return not shots and all(
            prepared.plans[one.key].changes_nothing
            and prepared.plans[one.key].in_order(one.before)
            and len(one.before) == len(prepared.held.get(one.key, ()))
            for one in prepared.batch.sets
        )

    def _finish(self, ended: tuple[Ended, ...], *, seconds: float) -> None:
        batch = self.live.batch
        fine = all(one.fine for one in ended)
        state = State.DONE if fine else State.FAILED
        after = {one.plan.key: one.holds for one in ended}
        batch = batches.change(self.kit.redis, batch.id, after=after) or batch
        trail.uploaded(self.kit, batch, ended)
        card = ends.card(self.kit, batch, ended, seconds=seconds, calls=self.apple.calls)
        self._end(state, card)
        if fine and batch.reverts:
            ends.close_undone(self.kit, batch)

    def _end(self, state: State, card: Card) -> None:
        settled = ends.settle(self.kit, self.live.batch, state, card)
        self.live.finish()
        ends.show(self.kit, settled)
