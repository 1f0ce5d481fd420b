"""Typed text as it is compared, and what looks like an option in it, whatever became of its dashes and spaces."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

# Copied text holds characters without a width: zero-width spaces, direction marks, soft hyphens, byte order marks.
# Unicode calls them formats (Cf); these fillers, joiners and selectors are as invisible and belong to other categories.
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | {chr(code) for code in range(0xFE00, 0xFE10)}
# Unicode's dashes (Pd) without those that keyboards and programs put in their place: minus signs, a hyphen bullet, a
# prolonged sound mark, a vowel and a lengthened letter of Japanese, Korean and Arabic keyboards, lines and overlines.
_LIKE_DASHES = frozenset("\u2212\u02d7\u2043\u2796\u30fc\u3161\u0640\u2500\u2501\u25ac\u00af\u02c9\u203e\uffe3")
_HYPHENS = frozenset("-\u2010\u2011\u2043\ufe63\uff0d")
_LINE_ENDS = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")
# Persian words and emoji are joined by these; among ASCII they are a leftover.
_JOINERS = "\u200c\u200d"
_LOST_JOINER = re.compile(rf"(?<![^\x00-\x7f])[{_JOINERS}]|[{_JOINERS}](?![^\x00-\x7f])")
# What may surround a text and is nothing in itself; a direction mark decides how the text after it is shown.
_EDGES = re.compile(r"^[\s\u200b\u00ad\u2060\ufeff]+|[\s\u200b\u00ad\u2060\ufeff]+$")

_DASHES = re.compile(r"-(?: *-)* *")
_WORD = re.compile(r"[^\W\d_]\w{0,30}(?:-+\w{1,30}){0,3}")
# A dash after one of these is part of an address, a name or a formula.
_INSIDE = frozenset("/=&#@%_")
# How similar a misspelled option is to the right one, from 0 to 1: after two hyphens and after a single dash.
CLOSE, CLOSE_AFTER_ONE = 0.6, 0.8


def is_invisible(character: str) -> bool:
    """Return whether a character has no width."""
    return unicodedata.category(character) == "Cf" or character in _FILLERS


def is_long_dash(character: str) -> bool:
    """Return whether a character is a dash that phones and word processors make of two hyphens."""
    return _folded(character) == "-" and character not in _HYPHENS


def visible(text: str) -> str:
    """Return a name, an id or a value without invisible characters."""
    if text.isascii():
        return text
    text = _LOST_JOINER.sub("", text)
    return "".join(char for char in text if char in _JOINERS or not is_invisible(char))


def trimmed(text: str) -> str:
    """Return a text without spaces around it, those without a width too; "" if nothing of it can be seen."""
    return _EDGES.sub("", text) if visible(text).strip() else ""


def fold(text: str) -> tuple[str, list[int]]:
    """Return the text as it is compared, in lower case, and for each character its index in the original, and the end.

    A line end stays one, every other space is " ", every dash "-".
    """
    if text.isascii() and not _LINE_ENDS & set(text[1:]) - {"\n"}:
        return text.lower().replace("\t", " "), list(range(len(text) + 1))
    characters: list[str] = []
    indexes: list[int] = []
    for index, character in enumerate(text):
        folded = _folded(character)
        characters.append(folded)
        indexes += [index] * len(folded)
    return "".join(characters), [*indexes, len(text)]


@cache
def _folded(character: str) -> str:
    if is_invisible(character):
        return ""
    if character in _LINE_ENDS:
        return "\n"
    plain = unicodedata.normalize("NFKC", character)
    if unicodedata.category(character) == "Pd" or _LIKE_DASHES & {character, plain}:
        return "-"
    return " " if character.isspace() else plain.lower()


@dataclass(frozen=True, kw_only=True)
class OptionLike:
    """What looks like the option `name`, from `start` to `end` of the text; `dashes` are those before the name.

    `exact`: spelled like the option. `glued`: without a space in it. `free`: not directly after a word and not in an
    address.
    """

    start: int
    end: int
    typed: str
    dashes: str
    name: str
    exact: bool
    glued: bool
    free: bool
    begins_line: bool

    @property
    def is_clear(self) -> bool:
        """Return whether it can only be the option: `—app`, `---dry-run`, `-dry-run`."""
        return self.exact and self.glued and self.free and (self._is_strong or "-" in self.name)

    @property
    def is_doubtful(self) -> bool:
        """Return whether it is the option, or a dash before a word of the text: `— app`, `-app`.

        An item of a list is a text: `- app icons` on a line of its own.
        """
        in_list = self.begins_line and len(self.dashes) == 1 and not self.glued
        return self.exact and self.free and not in_list

    @property
    def is_unmistakable(self) -> bool:
        """Return whether it is no text, spelled right or wrong: `— dry run`, `sea--app`, `--aps`, but not `sea—app`."""
        return "-" in self.name or (
            self.glued and self._is_strong and (self.free or (self.exact and len(self.dashes) > 1))
        )

    @property
    def _is_strong(self) -> bool:
        """A single hyphen may belong to a word: `Mac-Version und -App`."""
        return len(self.dashes) > 1 or is_long_dash(self.dashes)


def options_in(text: str, names: Collection[str]) -> Iterator[OptionLike]:
    """Return what looks like one of the options with these names, in the order of the text."""
    folded, indexes = fold(text)
    for run in _DASHES.finditer(folded):
        before = folded[max(run.start() - 1, 0) : run.start()]
        free = not before.isalnum() and before not in _INSIDE
        dashes = [at for at in range(*run.span()) if folded[at] == "-"]
        found = _exact(folded, run.end(), names)
        if found is None and not free and len(dashes) == 1:
            # The hyphen of a word: `en-US`.
            continue
        several = len(dashes) > 1 and not run[0].endswith(" ")
        name, match = found or _closest(folded, run.end(), names, CLOSE if several else CLOSE_AFTER_ONE)
        if match is None:
            continue
        # With the invisible characters around it.
        start, end = indexes[run.start() - 1] + 1 if run.start() else 0, indexes[match.end()]
        yield OptionLike(
            start=start,
            end=end,
            typed=visible(text[start:end]),
            dashes="".join(text[indexes[at]] for at in dashes),
            name=name,
            exact=found is not None,
            glued=" " not in folded[run.start() : match.end()],
            free=free,
            begins_line=before == "\n",
        )


def _exact(folded: str, start: int, names: Collection[str]) -> tuple[str, re.Match[str]] | None:
    return next(((name, match) for name in names if (match := _pattern(name).match(folded, start))), None)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """`max-rating` is also written `max_rating` and `max rating`, but not `maxrating` and `max-ratings`."""
    return re.compile("[ _-]+".join(map(re.escape, name.split("-"))) + r"(?!['’]?\w|-\w)")


def _closest(folded: str, start: int, names: Collection[str], cutoff: float) -> tuple[str, re.Match[str] | None]:
    match = _WORD.match(folded, start)
    plain = {name.replace("-", ""): name for name in names}
    word = re.sub(r"[_-]", "", match[0]) if match else ""
    close = get_close_matches(word, plain, n=1, cutoff=cutoff)
    return (plain[close[0]], match) if close else ("", None)
