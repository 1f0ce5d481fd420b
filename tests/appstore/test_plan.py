"""The plan of one set: what is kept, deleted and uploaded, and in which order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from appstore.media.plan import MOST_IN_ONE_PLACE, ExistingImage, Mode, WantedImage, make, rounds

letters = st.sampled_from("abcdefghijklmnopqrst")
wishes = st.lists(letters, unique=True, max_size=10)
contents = st.lists(st.one_of(letters, st.just("")), max_size=10)
modes = st.sampled_from(Mode)


def pieces(wished: list[str]) -> list[WantedImage]:
    """Wished pictures whose checksums are these letters."""
    return [WantedImage(f"{one}.png", one, 1) for one in wished]


def presents(there: list[str]) -> list[ExistingImage]:
    """Pictures that are there; the checksum of one with an empty letter is not known."""
    return [ExistingImage(f"id{number}", f"{one}.png", one) for number, one in enumerate(there)]


@given(wishes, contents)
def test_replacing_ends_with_exactly_the_wished_pictures_in_their_order(wished: list[str], there: list[str]) -> None:
    present = presents(there)
    plan = make(pieces(wished), present, Mode.REPLACE)
    by_id = {image.id: image.checksum for image in present}
    shown = [by_id[slot.present] if slot.present else wished[slot.piece or 0] for slot in plan.order]
    assert shown == wished
    assert set(plan.keep) | set(plan.remove) == set(by_id)


@given(wishes, contents)
def test_adding_removes_nothing_and_sends_nothing_twice(wished: list[str], there: list[str]) -> None:
    plan = make(pieces(wished), presents(there), Mode.ADD)
    assert not plan.remove
    assert sorted(wished[number] for number in plan.send) == sorted(set(wished) - set(there))
    assert plan.too_many == max(0, len(there) + len(plan.send) - MOST_IN_ONE_PLACE)


@given(wishes, contents, modes)
def test_every_wished_picture_is_either_there_or_sent(wished: list[str], there: list[str], mode: Mode) -> None:
    plan = make(pieces(wished), presents(there), mode)
    assert sorted((*plan.send, *plan.found)) == list(range(len(wished)))


@given(wishes, contents)
def test_no_step_overfills_the_place_and_no_step_empties_more_than_half_of_it(
    wished: list[str], there: list[str]
) -> None:
    plan = make(pieces(wished), presents(there), Mode.REPLACE)
    held = len(there)
    sent: list[int] = []
    for leaving, numbers in rounds(plan):
        assert len(leaving) <= MOST_IN_ONE_PLACE // 2
        if leaving:
            assert held == MOST_IN_ONE_PLACE
        held += len(numbers) - len(leaving)
        assert held <= MOST_IN_ONE_PLACE
        sent += numbers
    assert tuple(sent) == plan.send


@given(wishes, contents)
def test_where_old_and_new_fit_nothing_goes_before_everything_is_sent(wished: list[str], there: list[str]) -> None:
    plan = make(pieces(wished), presents(there), Mode.REPLACE)
    if len(there) + len(plan.send) <= MOST_IN_ONE_PLACE:
        assert not any(leaving for leaving, _ in rounds(plan))


def test_wished_pictures_that_are_all_there_change_places_among_themselves() -> None:
    present = presents(["x", "b", "y", "a"])
    plan = make(pieces(["a", "b"]), present, Mode.ASK)
    assert [slot.present for slot in plan.order] == ["id0", "id3", "id2", "id1"]
    assert plan.changes_nothing
    assert not plan.in_order(present)


def test_added_pictures_and_those_that_are_there_stand_in_the_wished_order() -> None:
    plan = make(pieces(["a", "b"]), presents(["x", "b"]), Mode.ADD)
    assert [(slot.piece, slot.present) for slot in plan.order] == [(None, "id0"), (0, None), (None, "id1")]
