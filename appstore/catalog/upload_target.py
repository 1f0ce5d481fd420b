"""Parses the words after `upload`: a locale and a device, in any order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from appstore.catalog import display_types, locales
from appstore.catalog.display_types import DisplayType

# Words in the longest name: `imessage ipad pro 12.9 2nd generation`.
LONGEST_NAME = 6

MOST_WORDS = 40
SUGGESTIONS = 3
ALIKE = 0.8


@dataclass(frozen=True)
class UnknownWord:
    """An unknown word or phrase, and the closest names: `de-DE`, `APP_IPHONE_67 (iPhone 6.9")`.

    `alike`: it is so much like the first of them that it is a misspelling.
    """

    word: str
    closest: tuple[str, ...]
    alike: bool = False


@dataclass(frozen=True)
class ParsedTarget:
    """The locale and display type found; `surplus` are words that name a second one of either."""

    locale: str | None = None
    display_type: DisplayType | None = None
    unknown: tuple[UnknownWord, ...] = ()
    surplus: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Name:
    start: int
    end: int
    meaning: DisplayType | str


def read_target(words: Sequence[str]) -> ParsedTarget:
    """Find the locale and display type in the first 40 words: the longest name wins, and the first of two."""
    words = words[:MOST_WORDS]
    names = _names_in(words)
    display_type = next((name.meaning for name in names if isinstance(name.meaning, DisplayType)), None)
    locale = next((name.meaning for name in names if not isinstance(name.meaning, DisplayType)), None)
    surplus = tuple(
        " ".join(words[name.start : name.end]) for name in names if name.meaning not in {locale, display_type}
    )
    taken = {index for name in names for index in range(name.start, name.end)}
    return ParsedTarget(locale, display_type, tuple(_unknown_in(words, taken)), surplus)


def _names_in(words: Sequence[str]) -> list[_Name]:
    names: list[_Name] = []
    for length in range(min(LONGEST_NAME, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            end = start + length
            phrase = " ".join(words[start:end])
            meaning = display_types.named(phrase) or locales.find(phrase)
            if meaning and all(end <= name.start or name.end <= start for name in names):
                names.append(_Name(start, end, meaning))
    return sorted(names, key=lambda name: name.start)


def _unknown_in(words: Sequence[str], taken: set[int]) -> Iterator[UnknownWord]:
    """Yield unknown words; adjacent ones as a phrase if that is similar to a name: `iphone 6.8`."""
    for known, run in groupby(range(len(words)), key=taken.__contains__):
        if known:
            continue
        alone = [words[index] for index in run]
        together = " ".join(alone)
        best, _ = _similar(together)[0]
        for phrase in [together] if best >= ALIKE else alone:
            similar = _similar(phrase)[:SUGGESTIONS]
            yield UnknownWord(phrase, tuple(name for _, name in similar), alike=similar[0][0] >= ALIKE)


def _similar(phrase: str) -> list[tuple[float, str]]:
    devices = ((score, display_types.suggestion(kind)) for score, kind in display_types.similar(phrase))
    return sorted([*locales.similar(phrase), *devices], key=lambda pair: -pair[0])
