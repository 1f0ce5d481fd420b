"""A plan carried out on any slot: one in memory here, which shows that the uploader knows no screenshot set."""

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
from appstore.media.plan import MOST_IN_SLOT, Mode, WantedImage
from appstore.media.transfers import AssetState, RemoteImage
from cards.uploads.results import SetResult
from records.messages import SlackFile
from records.uploads.uploads import NO_ROOM, ItemState, SetPlan, UploadImage, UploadItem
from tasks.uploads.filling.set_upload import SetUploader
from tasks.uploads.filling.waiting import CancelToken, ProcessingTimes, ProcessingWait


@dataclass
class MemorySlot:
    """A slot in memory.

    `trouble`: numbers of calls that fail; `bad`: names that never get good; `arrives`: the call before which others add
    a picture of theirs.
    """

    pictures: list[RemoteImage] = field(default_factory=list)
    trouble: frozenset[int] = frozenset()
    bad: frozenset[str] = frozenset()
    arrives: int = 0
    fewest: int = 99
    calls: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)
    id: str = "slot"

    def create(self) -> bool:
        """It exists already."""
        return False

    def find(self) -> bool:
        """It exists."""
        return True

    def _called(self) -> None:
        self.calls += 1
        self.fewest = min(self.fewest, len(self.pictures))
        assert len(self.pictures) <= MOST_IN_SLOT
        if self.calls == self.arrives and len(self.pictures) < MOST_IN_SLOT:
            self.pictures.append(RemoteImage("theirs", "z.png", 1, "z", AssetState.COMPLETE))
        if self.calls in self.trouble:
            raise Unavailable("POST /slot", maybe_done=False)

    def images(self) -> tuple[RemoteImage, ...]:
        """What is there; whatever was being processed is ready now."""
        with self.lock:
            self.pictures = [
                replace(picture, state=AssetState.FAILED if picture.name in self.bad else AssetState.COMPLETE)
                if picture.state is AssetState.UPLOAD_COMPLETE
                else picture
                for picture in self.pictures
            ]
            return tuple(self.pictures)

    def reserve(self, name: str, size: int, known: Collection[str], _checksum: str) -> RemoteImage:
        """Room at the end."""
        with self.lock:
            self._called()
            if len(self.pictures) == MOST_IN_SLOT:
                raise Refused("POST /slot", status=409)
            made = RemoteImage(f"n{self.calls}", name, size, "", AssetState.AWAITING_UPLOAD)
            assert made.id not in known
            self.pictures.append(made)
            return made

    def send(self, image: RemoteImage, path: Path) -> None:
        """Nothing to send in memory."""

    def commit(self, image_id: str, checksum: str) -> None:
        """From here on it is being processed."""
        with self.lock:
            self._called()
            self.pictures = [
                replace(picture, state=AssetState.UPLOAD_COMPLETE, checksum=checksum)
                if picture.id == image_id
                else picture
                for picture in self.pictures
            ]

    def join(self, _image_id: str) -> bool:
        """No other slot has it."""
        return False

    def show(self, _image_ids: Sequence[str], images: Sequence[RemoteImage]) -> Sequence[RemoteImage]:
        """It is there since it was reserved."""
        return images

    def set_poster(self, video_id: str, time_code: str) -> None:
        """It holds no videos."""

    def remove(self, image_id: str) -> None:
        """Take it away."""
        with self.lock:
            self.pictures = [picture for picture in self.pictures if picture.id != image_id]
            self.fewest = min(self.fewest, len(self.pictures))

    def put_in_order(self, image_ids: Sequence[str]) -> None:
        """The new order names all."""
        with self.lock:
            self._called()
            by_id = {picture.id: picture for picture in self.pictures}
            assert set(image_ids) == set(by_id)
            self.pictures = [by_id[image_id] for image_id in image_ids]

    @property
    def letters(self) -> str:
        """The checksums, in order."""
        return "".join(picture.checksum for picture in self.pictures)


def fill(
    slot: MemorySlot,
    wanted: str,
    mode: Mode,
    items: Sequence[UploadItem] = (),
    before: Sequence[RemoteImage] | None = None,
) -> tuple[SetUploader, SetResult | None]:
    """Bring the wanted letters onto the slot, which held `before`; None where something failed for good."""
    pictures = [
        UploadImage(file=SlackFile(id=letter), wanted=WantedImage(f"{letter}.png", letter, 1)) for letter in wanted
    ]
    recorded = tuple(image.existing({}) for image in (slot.pictures if before is None else before))
    plan = SetPlan(
        locale="", display_type="", localization_id="", set_id="slot", images=tuple(pictures), before=recorded
    )
    with ThreadPoolExecutor(3) as executor:
        uploader = SetUploader(
            slot=slot,
            plan=plan,
            mode=mode,
            items=list(items or [UploadItem()] * len(pictures)),
            paths=[Path()] * len(pictures),
            wait=ProcessingWait(ProcessingTimes(0.0), CancelToken()),
            executor=executor,
            save=lambda _number, _item: None,
            checksums=lambda _: {},
        )
        try:
            return uploader, uploader.run(slot.images())
        except (Unavailable, Refused):
            return uploader, None


def filled(letters: str) -> MemorySlot:
    """A slot with whole pictures."""
    return MemorySlot(
        [RemoteImage(f"o{number}", f"{item}.png", 1, item, AssetState.COMPLETE) for number, item in enumerate(letters)]
    )


words = st.text("abcdefghijklmnop", max_size=10).map(lambda text: "".join(dict.fromkeys(text)))


@settings(max_examples=25, deadline=None)
@given(words, words)
def test_replacing_shows_exactly_the_wished_pictures_in_order(there: str, wanted: str) -> None:
    slot = filled(there)
    _, outcome = fill(slot, wanted, Mode.REPLACE)
    assert outcome is not None
    assert slot.letters == wanted
    if there and wanted:
        assert slot.fewest >= min(len(there), len(wanted), MOST_IN_SLOT // 2)


@settings(max_examples=40, deadline=None)
@given(words, words, st.integers(1, 25), st.sampled_from([Mode.REPLACE, Mode.ADD]))
def test_what_others_add_at_any_moment_stays_and_is_reported(there: str, wanted: str, call: int, mode: Mode) -> None:
    slot = filled(there)
    slot.arrives = call
    _, outcome = fill(slot, wanted, mode)
    theirs = "z" * (slot.calls >= call)
    if outcome is None or not theirs or "z" not in slot.letters:
        return
    assert [image.id for image in outcome.arrived] == ["theirs"]
    if outcome.fine and mode is Mode.REPLACE:
        assert slot.letters == wanted + theirs


@settings(max_examples=25, deadline=None)
@given(words, words)
def test_adding_keeps_every_old_picture(there: str, wanted: str) -> None:
    slot = filled(there)
    new = "".join(item for item in wanted if item not in there)
    if len(there) + len(new) > MOST_IN_SLOT:
        return
    _, outcome = fill(slot, wanted, Mode.ADD)
    assert outcome is not None
    assert sorted(slot.letters) == sorted(there + new)


@settings(max_examples=40, deadline=None)
@given(words, words, st.frozensets(st.integers(1, 25), max_size=3))
def test_a_replacement_that_fails_anywhere_leaves_the_old_page_or_at_least_half_of_one(
    there: str, wanted: str, trouble: frozenset[int]
) -> None:
    slot = filled(there)
    slot.trouble = trouble
    _, outcome = fill(slot, wanted, Mode.REPLACE)
    if outcome is not None:
        assert slot.letters == wanted
        return
    assert all(image.state is AssetState.COMPLETE for image in slot.images())
    if len(there) + len(wanted) <= MOST_IN_SLOT:
        assert slot.letters == there
    assert len(slot.pictures) >= min(len(there), MOST_IN_SLOT // 2)


@settings(max_examples=40, deadline=None)
@given(
    words, words, st.frozensets(st.integers(1, 25), min_size=1, max_size=3), st.sampled_from([Mode.REPLACE, Mode.ADD])
)
def test_run_again_after_a_failure_it_ends_right(there: str, wanted: str, trouble: frozenset[int], mode: Mode) -> None:
    slot = filled(there)
    new = [item for item in wanted if item not in there]
    if mode is Mode.ADD and len(there) + len(new) > MOST_IN_SLOT:
        return
    slot.trouble = trouble
    uploader, outcome = fill(slot, wanted, mode)
    if outcome is None:
        slot.trouble = frozenset()
        lost = {ItemState.WITHDRAWN, ItemState.FAILED, ItemState.STUCK}
        items = [UploadItem() if item.progress in lost else item for item in uploader.items]
        uploader, outcome = fill(slot, wanted, mode, items, before=filled(there).pictures)
    assert outcome is not None
    assert slot.letters == wanted if mode is Mode.REPLACE else sorted(slot.letters) == sorted([*there, *new])


@pytest.mark.parametrize("mode", [Mode.REPLACE, Mode.ADD])
def test_a_picture_that_is_never_good_is_taken_away_and_told(mode: Mode) -> None:
    slot = filled("xy")
    slot.bad = frozenset({"b.png"})
    uploader, outcome = fill(slot, "abc", mode)
    assert outcome is not None
    assert not outcome.fine
    assert slot.letters == ("xy" if mode is Mode.REPLACE else "xyac")
    assert uploader.items[1].progress is ItemState.FAILED


def test_half_made_pictures_of_others_go_and_our_own_are_finished() -> None:
    slot = filled("x")
    slot.pictures += [
        RemoteImage("theirs", "z.png", 9, "", AssetState.AWAITING_UPLOAD),
        RemoteImage("ours", "a.png", 1, "", AssetState.AWAITING_UPLOAD),
    ]
    _, outcome = fill(slot, "a", Mode.ADD)
    assert outcome is not None
    assert slot.letters == "xa"
    assert [picture.id for picture in slot.pictures if picture.checksum == "a"] != ["theirs"]


def test_a_place_that_somebody_filled_meanwhile_is_never_overfilled_and_that_is_told() -> None:
    slot = filled("abcdefghij")
    uploader, outcome = fill(slot, "k", Mode.ADD)
    assert outcome is not None
    assert not outcome.fine
    assert slot.letters == "abcdefghij"
    assert uploader.items[0].reason == NO_ROOM
