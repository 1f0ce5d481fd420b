"""Finds what somebody meant by a word that is spelled a little differently."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import TypeVar

Meaning = TypeVar("Meaning")

LONGEST_WORD = 40
BEGINNING_COUNTS = 0.95


def ranked(word: str, names: Mapping[str, Meaning]) -> list[tuple[float, Meaning]]:
    """Every meaning once, with its likeness to the word (0 to 1), the likest first; ties keep the order of `names`.

    The word must be spelled by the rules of the names. The beginning of a name counts as almost the name.
    """
    word = word[:LONGEST_WORD]
    matcher = SequenceMatcher(None, "", word, autojunk=False)
    likeness: dict[Meaning, float] = {}
    for name, meaning in names.items():
        likeness[meaning] = max(likeness.get(meaning, 0.0), _likeness(matcher, name, len(word)))
    return sorted(((score, meaning) for meaning, score in likeness.items()), key=lambda pair: -pair[0])


def _likeness(matcher: SequenceMatcher[str], name: str, length: int) -> float:
    matcher.set_seq1(name)
    whole = matcher.ratio()
    if len(name) <= length:
        return whole
    matcher.set_seq1(name[:length])
    return max(whole, BEGINNING_COUNTS * matcher.ratio())
