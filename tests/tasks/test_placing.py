"""A plan carried out on any gallery: one in memory here, so that what decides is shown to know no screenshot set."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appstore.errors import Refused, Unavailable
from appstore.galleries import Held, Stage
from appstore.plan import MOST_IN_ONE_PLACE, Mode, Piece
from records.batches import NO_ROOM, Progress, Shot
from tasks.outcomes import Hands, Outcome
from tasks.placing import Placer
from tasks.processing import Pace, Watch


@dataclass
class Shelf:
    """A gallery in memory. `trouble`: numbers of calls that fail; `bad`: names that never get good."""

    pictures: list[Held] = field(default_factory=list)
    trouble: frozenset[int] = frozenset()
    bad: frozenset[str] = frozenset()
    fewest: int = 99
    calls: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    def _called(self) -> None:
        self.calls += 1
        self.fewest = min(self.fewest, len(self.pictures))
        assert len(self.pictures) <= MOST_IN_ONE_PLACE
        if self.calls in self.trouble:
            raise Unavailable("POST /shelf", maybe_done=False)

    def held(self) -> tuple[Held, ...]:
        """What is there; whatever was being processed is ready now."""
        with self.lock:
            self.pictures = [
                replace(one, stage=Stage.BAD if one.name in self.bad else Stage.GOOD)
                if one.stage is Stage.PROCESSING
                else one
                for one in self.pictures
            ]
            return tuple(self.pictures)

    def reserve(self, name: str, size: int, known: Collection[str]) -> Held:
        """Room at the end."""
        with self.lock:
            self._called()
            if len(self.pictures) == MOST_IN_ONE_PLACE:
                raise Refused("POST /shelf", status=409)
            made = Held(f"n{self.calls}", name, size, "", Stage.EMPTY)
            assert made.id not in known
            self.pictures.append(made)
            return made

    def send(self, held: Held, path: Path) -> None:
        """Nothing to send in memory."""

    def commit(self, held_id: str, checksum: str) -> None:
        """From here on it is being processed."""
        with self.lock:
            self._called()
            self.pictures = [
                replace(one, stage=Stage.PROCESSING, checksum=checksum) if one.id == held_id else one
                for one in self.pictures
            ]

    def remove(self, held_id: str) -> None:
        """Take it away."""
        with self.lock:
            self.pictures = [one for one in self.pictures if one.id != held_id]
            self.fewest = min(self.fewest, len(self.pictures))

    def put_in_order(self, held_ids: Sequence[str]) -> None:
        """The new order names all."""
        with self.lock:
            self._called()
            by_id = {one.id: one for one in self.pictures}
            assert set(held_ids) == set(by_id)
            self.pictures = [by_id[one] for one in held_ids]

    @property
    def letters(self) -> str:
        """The checksums, in order."""
        return "".join(one.checksum for one in self.pictures)


def place(shelf: Shelf, wished: str, mode: Mode, shots: Sequence[Shot] | None = None) -> tuple[Placer, Outcome | None]:
    """Bring the wished letters onto the shelf; None where something failed for good."""
    pieces = [Piece(f"{one}.png", one, 1) for one in wished]
    with ThreadPoolExecutor(3) as senders:
        hands = Hands(senders, threading.Semaphore(3), Watch(Pace(0.0)), lambda _: {}, lambda _number, _shot: None)
        placer = Placer(shelf, pieces, [Path()] * len(pieces), mode, hands)
        try:
            return placer, placer.run(shots or [Shot()] * len(pieces), shelf.held())
        except (Unavailable, Refused):
            return placer, None


def filled(letters: str) -> Shelf:
    """A shelf with whole pictures."""
    return Shelf([Held(f"o{number}", f"{one}.png", 1, one, Stage.GOOD) for number, one in enumerate(letters)])


words = st.text("abcdefghijklmnop", max_size=10).map(lambda text: "".join(dict.fromkeys(text)))


@settings(max_examples=25, deadline=None)
@given(words, words)
def test_replacing_shows_exactly_the_wished_pictures_in_order(there: str, wished: str) -> None:
    shelf = filled(there)
    _, outcome = place(shelf, wished, Mode.REPLACE)
    assert outcome is not None
    assert shelf.letters == wished
    if there and wished:
        assert shelf.fewest >= min(len(there), len(wished), MOST_IN_ONE_PLACE // 2)


@settings(max_examples=25, deadline=None)
@given(words, words)
def test_adding_keeps_every_old_picture(there: str, wished: str) -> None:
    shelf = filled(there)
    new = "".join(one for one in wished if one not in there)
    if len(there) + len(new) > MOST_IN_ONE_PLACE:
        return
    _, outcome = place(shelf, wished, Mode.ADD)
    assert outcome is not None
    assert sorted(shelf.letters) == sorted(there + new)


@settings(max_examples=40, deadline=None)
@given(words, words, st.frozensets(st.integers(1, 25), max_size=3))
def test_a_replacement_that_fails_anywhere_leaves_the_old_page_or_at_least_half_of_one(
    there: str, wished: str, trouble: frozenset[int]
) -> None:
    shelf = filled(there)
    shelf.trouble = trouble
    _, outcome = place(shelf, wished, Mode.REPLACE)
    if outcome is not None:
        assert shelf.letters == wished
        return
    assert all(one.stage is Stage.GOOD for one in shelf.held())
    if len(there) + len(wished) <= MOST_IN_ONE_PLACE:
        assert shelf.letters == there
    assert len(shelf.pictures) >= min(len(there), MOST_IN_ONE_PLACE // 2)


@settings(max_examples=40, deadline=None)
@given(
    words, words, st.frozensets(st.integers(1, 25), min_size=1, max_size=3), st.sampled_from([Mode.REPLACE, Mode.ADD])
)
def test_run_again_after_a_failure_it_ends_right(there: str, wished: str, trouble: frozenset[int], mode: Mode) -> None:
    shelf = filled(there)
    new = [one for one in wished if one not in there]
    if mode is Mode.ADD and len(there) + len(new) > MOST_IN_ONE_PLACE:
        return
    shelf.trouble = trouble
    placer, outcome = place(shelf, wished, mode)
    if outcome is None:
        shelf.trouble = frozenset()
        lost = {Progress.WITHDRAWN, Progress.FAILED, Progress.STUCK}
        shots = [Shot() if shot.progress in lost else shot for shot in placer.shots]
        placer, outcome = place(shelf, wished, mode, shots)
    assert outcome is not None
    assert shelf.letters == wished if mode is Mode.REPLACE else sorted(shelf.letters) == sorted([*there, *new])


@pytest.mark.parametrize("mode", [Mode.REPLACE, Mode.ADD])
def test_a_picture_that_is_never_good_is_taken_away_and_told(mode: Mode) -> None:
    shelf = filled("xy")
    shelf.bad = frozenset({"b.png"})
    placer, outcome = place(shelf, "abc", mode)
    assert outcome is not None
    assert outcome.failed
    assert shelf.letters == ("xy" if mode is Mode.REPLACE else "xyac")
    assert placer.shots[1].progress is Progress.FAILED


def test_half_made_pictures_of_others_go_and_our_own_are_finished() -> None:
    shelf = filled("x")
    shelf.pictures += [Held("theirs", "z.png", 9, "", Stage.EMPTY), Held("ours", "a.png", 1, "", Stage.EMPTY)]
    _, outcome = place(shelf, "a", Mode.ADD)
    assert outcome is not None
    assert shelf.letters == "xa"
    assert [one.id for one in shelf.pictures if one.checksum == "a"] != ["theirs"]


def test_a_place_that_somebody_filled_meanwhile_is_never_overfilled_and_that_is_told() -> None:
    shelf = filled("abcdefghij")
    placer, outcome = place(shelf, "k", Mode.ADD)
    assert outcome is not None
    assert outcome.failed
    assert shelf.letters == "abcdefghij"
    assert placer.shots[0].reason == NO_ROOM
