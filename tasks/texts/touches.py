"""What jobs that change store texts touch: each text by app, language, field and platform."""

from collections.abc import Sequence

from appstore.fields import Field, FieldOwner
from records.jobs.order import ANY, Touched, subject
from records.text_changes import TextChange
from tasks.dispatch import destinations


def texts_touched(changes: Sequence[TextChange], *, reads: bool = False) -> Touched:
    """Return what a job touches that makes these changes, or `reads` only what they would do."""
    found = (_subject_of(change, locale) for change in changes for locale in change.locales)
    texts = tuple(dict.fromkeys(found))
    return Touched(reads=texts) if reads else Touched(writes=texts)


def _subject_of(change: TextChange, locale: str) -> str:
    """Return the subject of a text of a change, or of what has it instead of a version."""
    if change.into:
        return destinations.subject_of(change.into, _id_of(change.app))
    return text_subject(change.app, locale, change.field, change.platform)


def text_subject(app: str | None, locale: str, field: Field, platform: str | None) -> str:
    """Return the subject of one text. An app that is not named by Apple's id is not known yet."""
    shared = field.home == FieldOwner.APP or platform is None
    return subject("text", _id_of(app), locale, field.value, ANY if shared else platform)


def _id_of(app: str | None) -> str | None:
    return app if app and app.isdecimal() else None
