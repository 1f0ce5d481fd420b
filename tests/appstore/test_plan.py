"""The plan of one slot: what stays, what is removed, what is sent, and in which steps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from appstore.media.plan import MOST_IN_SLOT, ExistingImage, Mode, WantedImage, make, rounds

letters = st.sampled_from("abcdefghijklmnopqrst")
wanted_lists = st.lists(letters, unique=True, max_size=10)
contents = st.lists(st.one_of(letters, st.just("")), max_size=10)
modes = st.sampled_from(Mode)


def wanted_images(wanted: list[str]) -> list[WantedImage]:
    """Return wanted images whose checksums are these letters."""
    return [WantedImage(f"{letter}.png", letter, 1) for letter in wanted]


def existing_images(there: list[str]) -> list[ExistingImage]:
    """Return images that are there; an empty letter is an unknown checksum."""
    return [ExistingImage(f"id{number}", f"{letter}.png", letter) for number, letter in enumerate(there)]


@given(wanted_lists, contents)
def test_replacing_ends_with_exactly_the_wanted_images_in_their_order(wanted: list[str], there: list[str]) -> None:
    present = existing_images(there)
    plan = make(wanted_images(wanted), present, Mode.REPLACE)
    by_id = {image.id: image.checksum for image in present}
    shown = [by_id[position] if isinstance(position, str) else wanted[position] for position in plan.order]
    assert shown == wanted
    assert set(plan.keep) | set(plan.remove) == set(by_id)


@given(wanted_lists, contents)
def test_adding_removes_nothing_and_sends_nothing_twice(wanted: list[str], there: list[str]) -> None:
    plan = make(wanted_images(wanted), existing_images(there), Mode.ADD)
    assert not plan.remove
    assert sorted(wanted[number] for number in plan.send) == sorted(set(wanted) - set(there))
    assert plan.too_many == max(0, len(there) + len(plan.send) - MOST_IN_SLOT)


@given(wanted_lists, contents, modes)
def test_every_wanted_image_is_either_there_or_sent(wanted: list[str], there: list[str], mode: Mode) -> None:
    plan = make(wanted_images(wanted), existing_images(there), mode)
    assert sorted((*plan.send, *plan.found)) == list(range(len(wanted)))


@given(wanted_lists, contents)
def test_no_step_overfills_the_slot_and_no_step_empties_more_than_half_of_it(
    wanted: list[str], there: list[str]
) -> None:
    plan = make(wanted_images(wanted), existing_images(there), Mode.REPLACE)
    count = len(there)
    sent: list[int] = []
    for leaving, numbers in rounds(plan):
        assert len(leaving) <= MOST_IN_SLOT // 2
        if leaving:
            assert count == MOST_IN_SLOT
        count += len(numbers) - len(leaving)
        assert count <= MOST_IN_SLOT
        sent += numbers
    assert tuple(sent) == plan.send


@given(wanted_lists, contents)
def test_where_old_and_new_fit_nothing_is_removed_before_all_is_sent(wanted: list[str], there: list[str]) -> None:
    plan = make(wanted_images(wanted), existing_images(there), Mode.REPLACE)
    if len(there) + len(plan.send) <= MOST_IN_SLOT:
        assert not any(leaving for leaving, _ in rounds(plan))


def test_wanted_images_that_are_all_there_change_places_among_themselves() -> None:
    present = existing_images(["x", "b", "y", "a"])
    plan = make(wanted_images(["a", "b"]), present, Mode.ASK)
    assert list(plan.order) == ["id0", "id3", "id2", "id1"]
    assert plan.changes_nothing
    assert not plan.in_order(present)


def test_added_images_and_those_that_are_there_stand_in_the_wanted_order() -> None:
    plan = make(wanted_images(["a", "b"]), existing_images(["x", "b"]), Mode.ADD)
    assert list(plan.order) == ["id0", 0, "id1"]
