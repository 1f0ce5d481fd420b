"""Looks at keywords as Apple's search does: words that stand in the name already are wasted, and room may be left."""

from __future__ import annotations

from collections.abc import Sequence

from appstore.client import AppStore
from appstore.fields import Field, count
from records.app_cache import KnownApp
from records.notes import Note
from records.text_changes import Applied, TextChange, TextNote
from tasks.texts.targets import TextReader


def notes(apple: AppStore, app: KnownApp, asked: Sequence[TextChange], places: Sequence[Applied]) -> tuple[Note, ...]:
    """What to know about keywords that were just set or will be: two calls, and none without keywords."""
    found = {place.locale: place.new for place in places if place.field is Field.KEYWORDS and place.new}
    if not found or not any(change.source in {"command", "form"} for change in asked):
        return ()
    shelf = TextReader(apple, app)
    found_notes = []
    for locale, words in found.items():
        values = (locale, str(count(words)), str(Field.KEYWORDS.limit))
        found_notes.append(Note(code=TextNote.ROOM_LEFT, values=values))
        owner = next(iter(shelf.infos), None)
        named = [shelf.text(owner, locale, name) for name in (Field.NAME, Field.SUBTITLE)] if owner else []
        if wasted := in_the_name(words, named):
            found_notes.append(Note(code=TextNote.IN_THE_NAME, values=(locale, *wasted)))
    return tuple(found_notes)


def in_the_name(keywords: str, named: Sequence[str]) -> list[str]:
    """The keywords that stand, as whole words, in the name or the subtitle, and of the others the words that do."""
    texts = [_words(text) for text in named]
    known = {word for text in texts for word in text}
    wasted: dict[str, str] = {}
    for keyword in keywords.split(","):
        words = _words(keyword)
        whole = words and any(f" {' '.join(words)} " in f" {' '.join(text)} " for text in texts)
        for one in [keyword] if whole else [word for word in words if word in known]:
            wasted.setdefault(one.casefold(), one)
    return list(wasted.values())


def _words(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in text.casefold()).split()
