"""Finds a page by its name as people type it: in any case, with or without variants of emoji and spaces."""

import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches

from appstore.pages.pages import CustomPage

_LIKE, _MOST = 0.5, 5
# Marks that end a sentence, not a name.
_ENDING = ".,;:!?"
# Invisible: they choose between a colored and a plain emoji, and join several to one.
_INVISIBLE = dict.fromkeys((0xFE0E, 0xFE0F, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))


def folded(name: str) -> str:
    """Return what two spellings of a name have in common."""
    text = unicodedata.normalize("NFKC", name).translate(_INVISIBLE).casefold()
    return " ".join(unicodedata.normalize("NFC", text).split())


def same(name: str, pages: Sequence[CustomPage]) -> tuple[CustomPage, ...]:
    """Return the pages of this name: the one spelled exactly so, or all that differ from it in case and the like."""
    exact = tuple(page for page in pages if page.name == name)
    return exact if len(exact) == 1 else tuple(page for page in pages if folded(page.name) == folded(name))


def longer(name: str, following: str, pages: Sequence[CustomPage]) -> CustomPage | None:
    """Return the page whose name goes on with words that follow this one, the longest such name; None for none."""
    words = following.split()
    whole = [" ".join([name, *words[:count]]) for count in range(len(words), 0, -1)]
    return next((found[0] for typed in whole if (found := same(typed.rstrip(_ENDING), pages))), None)


def near(name: str, pages: Sequence[CustomPage]) -> tuple[str, ...]:
    """Return the names of pages that are much like this one, or contain it, the most similar first."""
    return near_words(name, [page.name for page in pages])


def near_words(name: str, known_words: Sequence[str]) -> tuple[str, ...]:
    """Return those of the known words that are much like this one, or contain it, the most similar first."""
    by_folded = {folded(word): word for word in known_words}
    typed = folded(name)
    inside = [known for known in by_folded if typed and known and (typed in known or known in typed)]
    close = get_close_matches(typed, by_folded, n=_MOST, cutoff=_LIKE)
    return tuple(by_folded[known] for known in dict.fromkeys([*inside, *close]))[:_MOST]
