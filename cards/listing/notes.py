"""What users should know about a change of texts besides its result: a sentence for each stored note."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from appstore.fields import Field, FieldFault, FieldFaultKind
from cards.blocks import escape, join_words, zoned
from cards.listing import imports, keywords
from cards.wording import texts as wording_texts
from records.listing.change_sets import ChangeSet
from records.notes import Note
from records.text_changes import TextNote

_MOST_TEXTS = 8


def notes(change_set: ChangeSet) -> list[str]:
    """Return the sentences of a change set, in mrkdwn."""
    return [*change_set.notes, *sentences(change_set.remarks)]


def sentences(remarks: Iterable[Note]) -> list[str]:
    """Return a sentence for each note, in mrkdwn; the code of a newer release is shown as it is stored."""
    worded = ((note, _SENTENCES.get(note.code)) for note in remarks)
    return [say(note.values) if say else escape(" ".join((note.code, *note.values))) for note, say in worded]


def _warning(values: Sequence[str]) -> str:
    kind, count, limit, about = values
    return keywords.warning(wording_texts.fault(FieldFault(FieldFaultKind(kind), int(count), int(limit), about)))


def _changed_since_form(values: Sequence[str]) -> str:
    texts = [
        f"{locale} {wording_texts.label(Field(field))}" for locale, field in zip(values[::2], values[1::2], strict=True)
    ]
    what = join_words(texts[:_MOST_TEXTS])
    return f"Changed by somebody else since the form showed it: {what}. Before is what stands there now."


def _scheduled(came: str, values: Sequence[str]) -> str:
    user, schedule_id, at, timezone = values
    return f"{came} by <@{user}> for {escape(zoned(float(at), timezone))} (`{schedule_id}`)"


_SENTENCES: dict[str, Callable[[Sequence[str]], str]] = {
    TextNote.REPEATED: keywords.repeated,
    TextNote.WARNING: _warning,
    TextNote.ROOM_LEFT: lambda values: keywords.room_left(values[0], int(values[1]), int(values[2])),
    TextNote.IN_THE_NAME: lambda values: keywords.in_the_name(values[0], values[1:]),
    TextNote.CHANGED_SINCE_FORM: _changed_since_form,
    TextNote.IGNORED_COLUMNS: imports.passed_over,
    TextNote.WAS_DEFERRED: lambda _: "This was kept for the next version, and there is one now.",
    TextNote.SCHEDULED: lambda values: _scheduled("Scheduled", values),
    TextNote.PUT_BACK: lambda values: _scheduled("Put back as scheduled", values),
    TextNote.RUN_NOW: lambda values: f"Scheduled by <@{values[0]}> (`{values[1]}`), run now by <@{values[2]}>",
    TextNote.MADE_UP_FOR: lambda _: "That moment was missed and is made up for now, once.",
}
