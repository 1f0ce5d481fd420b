"""What jobs that change store texts touch: each text by app, language, field and platform."""

from collections.abc import Sequence

from appstore.fields import Field, FieldOwner
from records.jobs.order import ANY, Touched, subject
from records.text_changes import TextChange


def texts_touched(changes: Sequence[TextChange], *, reads: bool = False) -> Touched:
    """Return what a job touches that makes these changes, or `reads` only what they would do."""
    found = (
        text_subject(change.app, locale, change.field, change.platform)
        for change in changes
        for locale in change.locales
    )
    texts = tuple(dict.fromkeys(found))
    return Touched(reads=texts) if reads else Touched(writes=texts)


def text_subject(app: str | None, locale: str, field: Field, platform: str | None) -> str:
    """Return the subject of one text. An app that is not named by Apple's id is not known yet."""
    app_id = app if app and app.isdecimal() else None
    shared = field.home == FieldOwner.APP or platform is None
    return subject("text", app_id, locale, field.value, ANY if shared else platform)
