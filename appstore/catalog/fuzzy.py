"""Ranks names by their similarity to a misspelled word."""

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import TypeVar

Meaning = TypeVar("Meaning")

LONGEST_WORD = 40
PREFIX_SCORE = 0.95


def ranked(word: str, names: Mapping[str, Meaning]) -> list[tuple[float, Meaning]]:
    """Return each meaning with its similarity to the word (0 to 1), the most similar first; ties keep their order.

    The word must be normalized like the names. The beginning of a name scores almost as high as the name.
    """
    word = word[:LONGEST_WORD]
    matcher = SequenceMatcher(None, "", word, autojunk=False)
    similarity: dict[Meaning, float] = {}
    for name, meaning in names.items():
        similarity[meaning] = max(similarity.get(meaning, 0.0), _similarity(matcher, name, len(word)))
    return sorted(((score, meaning) for meaning, score in similarity.items()), key=lambda pair: -pair[0])


def _similarity(matcher: SequenceMatcher[str], name: str, length: int) -> float:
    matcher.set_seq1(name)
    whole = matcher.ratio()
    if len(name) <= length:
        return whole
    matcher.set_seq1(name[:length])
    return max(whole, PREFIX_SCORE * matcher.ratio())
