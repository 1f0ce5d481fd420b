"""The texts of an App Store page: their names, limits and errors."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from appstore import infos, localizations, versions
from appstore.texts.characters import lone_marks, normalized
from appstore.texts.keywords import COMMA

KEYWORD_BYTES = 100  # Apple's help counts bytes, its API characters
SHORTEST_KEYWORD = 3  # characters, says Apple's help


class FieldOwner(StrEnum):
    """What a text belongs to."""

    VERSION = "version"  # see localizations.py
    APP = "app"  # see infos.py


class Field(StrEnum):
    """A text, by its name in commands."""

    NAME = "name"
    SUBTITLE = "subtitle"
    PROMO = "promo"
    KEYWORDS = "keywords"
    DESCRIPTION = "description"
    WHATS_NEW = "whatsnew"
    SUPPORT_URL = "supporturl"
    MARKETING_URL = "marketingurl"

    @property
    def attribute(self) -> str:
        """Its name in `Localization` or `AppInfoLocalization`, and in `change` of their modules."""
        return _TRAITS[self].attribute

    @property
    def api_name(self) -> str:
        """Its name in Apple's API."""
        names = localizations.APPLE_NAMES if self.home == FieldOwner.VERSION else infos.APPLE_NAMES
        return names[self.attribute]

    @property
    def home(self) -> FieldOwner:
        """What it belongs to."""
        return _TRAITS[self].home

    @property
    def limit(self) -> int:
        """The most characters Apple takes. That of addresses is one client's observation."""
        return _TRAITS[self].most

    def editable_in(self, state: str) -> bool:
        """Whether it can be changed in this state of its version (or app info); promotional text always can."""
        if self is Field.PROMO:
            return True
        states: frozenset[str] = versions.EDITABLE_FOR_TEXT if self.home == FieldOwner.VERSION else infos.EDITABLE
        return state in states


@dataclass(frozen=True)
class _Traits:
    attribute: str
    home: FieldOwner
    most: int
    least: int = 0
    is_address: bool = False


_TRAITS = {
    Field.NAME: _Traits("name", FieldOwner.APP, 30, least=2),
    Field.SUBTITLE: _Traits("subtitle", FieldOwner.APP, 30),
    Field.PROMO: _Traits("promotional_text", FieldOwner.VERSION, 170),
    Field.KEYWORDS: _Traits("keywords", FieldOwner.VERSION, 100),
    Field.DESCRIPTION: _Traits("description", FieldOwner.VERSION, 4000),
    Field.WHATS_NEW: _Traits("whats_new", FieldOwner.VERSION, 4000),
    Field.SUPPORT_URL: _Traits("support_url", FieldOwner.VERSION, 2048, is_address=True),
    Field.MARKETING_URL: _Traits("marketing_url", FieldOwner.VERSION, 2048, is_address=True),
}


class FieldFaultKind(StrEnum):
    """An error in a text."""

    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    CONTROL_CHARACTER = "control_character"
    LONE_MARK = "lone_mark"
    NOT_AN_ADDRESS = "not_an_address"
    NO_KEYWORD = "no_keyword"
    MANY_BYTES = "many_bytes"
    SHORT_KEYWORD = "short_keyword"


# Apple's help and its API disagree on these, so the user is warned and Apple decides.
WARNINGS = frozenset({FieldFaultKind.MANY_BYTES, FieldFaultKind.SHORT_KEYWORD})


@dataclass(frozen=True)
class FieldFault:
    """One error in a text: the size and the limit, or what it is about."""

    kind: FieldFaultKind
    count: int = 0
    limit: int = 0
    about: str = ""

    @property
    def is_warning(self) -> bool:
        """Whether Apple may take the text nevertheless."""
        return self.kind in WARNINGS


def count(text: str) -> int:
    """Characters as Apple counts them: Unicode code points, so that some emoji count several. Unconfirmed by Apple."""
    return len(normalized(text))


def faults(field: Field, text: str) -> tuple[FieldFault, ...]:
    """Return all errors in a text before it is sent. An empty text clears its field; only the name can't be empty."""
    traits = _TRAITS[field]
    found: list[FieldFault] = []
    if count(text) > traits.most:
        found.append(FieldFault(FieldFaultKind.TOO_LONG, count(text), traits.most))
    if count(text) < traits.least:
        found.append(FieldFault(FieldFaultKind.TOO_SHORT, count(text), traits.least))
    controls = {character for character in text if unicodedata.category(character) == "Cc"} - {"\n", "\t"}
    found += [
        FieldFault(FieldFaultKind.CONTROL_CHARACTER, about=f"U+{ord(character):04X}") for character in sorted(controls)
    ]
    # A mark at the start of a keyword stands on the comma before it.
    marks = lone_marks(text.replace(",", "\n") if field is Field.KEYWORDS else text)
    found += [FieldFault(FieldFaultKind.LONE_MARK, about=mark) for mark in marks]
    if traits.is_address and text and not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", text):
        found.append(FieldFault(FieldFaultKind.NOT_AN_ADDRESS, about=text))
    if field is Field.KEYWORDS:
        found += _keyword_faults(text)
    return tuple(found)


def as_sent(field: Field, text: str) -> str:
    """Return a text as it is sent: tidy keywords. Commas alone are a mistake: they must not clear the field."""
    return tidy_keywords(text) or text if field is Field.KEYWORDS else text


def tidy_keywords(text: str) -> str:
    """Return keywords without spaces around commas, empty ones and duplicates, which use up characters.

    The commas of Chinese, Japanese and Arabic keyboards, line breaks and tabs separate keywords too.
    """
    kept: dict[str, str] = {}
    for word in _keywords_in(text):
        kept.setdefault(word.casefold(), word)
    return ",".join(kept.values())


def repeated_keywords(text: str) -> tuple[str, ...]:
    """Return keywords that the text contains more than once, in any case."""
    words = [word.casefold() for word in _keywords_in(text)]
    return tuple(word for word in dict.fromkeys(words) if words.count(word) > 1)


def _keywords_in(text: str) -> list[str]:
    return [word for part in COMMA.split(text) if (word := " ".join(part.split()))]


def _keyword_faults(text: str) -> list[FieldFault]:
    none = [FieldFault(FieldFaultKind.NO_KEYWORD)] if text and not _keywords_in(text) else []
    size = len(text.encode())
    many = [FieldFault(FieldFaultKind.MANY_BYTES, size, KEYWORD_BYTES)] if size > KEYWORD_BYTES else []
    # Two characters are a whole word in Chinese or Japanese, and taken there.
    short = [word for word in text.split(",") if word.isascii() and 0 < count(word) < SHORTEST_KEYWORD]
    kind = FieldFaultKind.SHORT_KEYWORD
    return [*none, *many, *(FieldFault(kind, count(word), SHORTEST_KEYWORD, about=word) for word in short)]
