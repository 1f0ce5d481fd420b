"""How typed text is compared: without invisible characters, with one kind of dash, space and letter."""

import re
import unicodedata
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
