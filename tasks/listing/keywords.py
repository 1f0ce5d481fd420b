"""Finds keywords that repeat the app's name, which the App Store searches too, and the characters left."""

from collections.abc import Sequence

from appstore.client import AppStore
from appstore.fields import Field, count
from appstore.texts.characters import normalized
from records.dispatch.app_cache import KnownApp
from records.storage.notes import Note
from records.text_changes import Applied, TextChange, TextNote
from tasks.texts.targets import TextReader


def notes(
    apple: AppStore, app: KnownApp, changes: Sequence[TextChange], applied: Sequence[Applied]
) -> tuple[Note, ...]:
    """Return notes on keywords that are or will be set: two calls, none without keywords."""
    own = [text for text in applied if text.field is Field.KEYWORDS and not text.into]
    keywords = {text.locale: text.new for text in own if text.new}
    if not keywords or not any(change.source in {"command", "form"} for change in changes):
        return ()
    reader = TextReader(apple, app)
    found = []
    for locale, words in keywords.items():
        values = (locale, str(count(words)), str(Field.KEYWORDS.limit))
        found.append(Note(code=TextNote.ROOM_LEFT, values=values))
        names = [reader.text(info, locale, name) for info in reader.infos[:1] for name in (Field.NAME, Field.SUBTITLE)]
        if repeated := in_the_name(words, names):
            found.append(Note(code=TextNote.IN_THE_NAME, values=(locale, *repeated)))
    return tuple(found)


def in_the_name(keywords: str, names: Sequence[str]) -> list[str]:
    """Return keywords that the name or subtitle contains as whole words, and of the others the words that it has."""
    texts = [_words(text) for text in names]
    known = {word for text in texts for word in text}
    repeated: dict[str, str] = {}
    for keyword in keywords.split(","):
        words = _words(keyword)
        whole = words and any(f" {' '.join(words)} " in f" {' '.join(text)} " for text in texts)
        for word in [keyword] if whole else [word for word in words if word in known]:
            repeated.setdefault(word.casefold(), word)
    return list(repeated.values())


def _words(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in normalized(text.casefold())).split()
