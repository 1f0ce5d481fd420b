"""One way to write each character, and marks that stand on none."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appstore.texts.characters import lone_marks, normalized

ALONE = {
    "at the start": "\u0301Summer",
    "after a space": "Summer \u0301sale",
    "after a no-break space": "Summer\u00a0\u0301sale",
    "after a line break": "Summer\n\u0301sale",
    "after a tab": "Summer\t\u0301sale",
    "after a character without a width": "Summer\u200b\u0301sale",
    "after a joiner at the start": "\u200d\u0301Summer",
    "a circle": "Summer \u20e3",
    "a vowel of Hindi": "\u093fSummer",
    "a variation selector": "Summer \ufe0fsale",
}
STANDING = [
    "Cafe\u0301",
    "q\u0301\u0323",  # there is no such letter in one piece
    "1\ufe0f\u20e3 of #\ufe0f\u20e3",
    "☀\ufe0f ❤\ufe0f\u200d🔥 👨‍👩‍👧",
    "\U0001faea\ufe0f",  # newer than Python's Unicode
    "\uf8ff\ufe0f",  # Apple's logo
    "हिन्दी क्‍ष র‌্য",
    "สวัสดีน้ำ",
    "שָׁלוֹם مَرْحَبًا",
    "tiếng Việt",
    "が\u3099",
    "(\u0301) -\u0301",
    "",
]


@pytest.mark.parametrize("where", ALONE)
def test_a_mark_without_a_character_is_found_wherever_it_stands(where: str) -> None:
    (found,) = lone_marks(ALONE[where])
    assert found.startswith("U+")
    assert "\u25cc" in found


def test_the_excerpt_shows_the_mark_on_a_circle_between_its_neighbours() -> None:
    text = "The summer\n\u0301sale begins on Monday morning"
    assert lone_marks(text) == ("U+0301 (combining acute accent) in “The summer \u25cc\u0301sale begins on”",)
    assert len(lone_marks("\u0301\u0302a b \u0301c")) == 2


@pytest.mark.parametrize("text", STANDING)
def test_a_mark_on_a_character_is_left_alone_in_every_script(text: str) -> None:
    assert lone_marks(text) == ()
    assert lone_marks(unicodedata.normalize("NFD", text)) == ()


@given(st.text())
def test_normalizing_twice_is_normalizing_once_and_counts_the_same(text: str) -> None:
    once = normalized(text)
    assert normalized(once) == once
    assert normalized(unicodedata.normalize("NFD", once)) == once
