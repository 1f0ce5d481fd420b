"""File names are sorted as people count."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from appstore.media.plan import natural_key


def test_numbers_in_names_count_by_value() -> None:
    names = ["10.png", "2.png", "1.png", "shot12b.png", "shot12a.png", "shot3.png"]
    assert sorted(names, key=natural_key) == ["1.png", "2.png", "10.png", "shot3.png", "shot12a.png", "shot12b.png"]


def test_a_name_without_a_number_precedes_its_numbered_copies() -> None:
    names = ["image (10).png", "image (1).png", "image.png", "Shot 2.png", "shot.png"]
    assert sorted(names, key=natural_key) == ["image.png", "image (1).png", "image (10).png", "shot.png", "Shot 2.png"]


def test_case_leading_zeros_and_the_form_of_accents_do_not_count() -> None:
    assert sorted(["B1.png", "a2.png", "A10.png"], key=natural_key) == ["a2.png", "A10.png", "B1.png"]
    assert sorted(["010.png", "9.png", "08.png"], key=natural_key) == ["08.png", "9.png", "010.png"]
    assert natural_key("e\u0301 1.png")[0] == natural_key("\u00e9 1.png")[0]


def test_digits_of_other_scripts_are_numbers_too() -> None:
    assert sorted(["१०.png", "९.png"], key=natural_key) == ["९.png", "१०.png"]


def test_a_name_of_ten_thousand_digits_is_still_a_name() -> None:
    long = "9" * 10_000 + ".png"
    assert sorted([long, "10.png"], key=natural_key) == ["10.png", long]


@given(
    st.lists(st.text(max_size=12), max_size=6).flatmap(lambda names: st.tuples(st.just(names), st.permutations(names)))
)
def test_any_names_have_one_order_whatever_order_they_come_in(both: tuple[list[str], list[str]]) -> None:
    first, second = both
    assert sorted(first, key=natural_key) == sorted(second, key=natural_key)
