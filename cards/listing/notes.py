"""The sentences for stored notes on text changes: duplicate keywords, schedules, deferred texts."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from appstore.fields import Field, FieldFault, FieldFaultKind
from cards.blocks import escape, join_words
from cards.failures.file_errors import skipped
from cards.wording import texts as wording_texts
from cards.wording.zones import zoned
from records.listing.change_sets import ChangeSet
from records.storage.notes import Note
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
    fault = FieldFault(FieldFaultKind(kind), int(count), int(limit), about)
    return f"Keywords: {wording_texts.fault(fault)}."


def _in_the_name(values: Sequence[str]) -> str:
    locale, *words = values
    return (
        f"{locale}: The app's name or subtitle already contains {escape(join_words(words))}, and the App Store "
        "searches these too. Use the space for other words."
    )


def _named(values: Sequence[str]) -> str:
    texts = [
        f"{locale} {wording_texts.label(Field(field))}" for locale, field in zip(values[::2], values[1::2], strict=True)
    ]
    return join_words([*texts[:_MOST_TEXTS], *(["others"] if len(texts) > _MOST_TEXTS else [])])


def _from_elsewhere(values: Sequence[str]) -> str:
    bundle_id, platform, version = values
    source = f"{bundle_id} {wording_texts.owner(version, platform)}"
    return f"The file was exported from {escape(source)}. Its texts go where the command says instead."


def _scheduled(origin: str, values: Sequence[str]) -> str:
    user, schedule_id, at, timezone = values
    return f"{origin} by <@{user}> for {escape(zoned(float(at), timezone))} (`{schedule_id}`)"


def _page_version(is_done: str, values: Sequence[str]) -> str:
    _, number, live = values
    return f"Version {live} of the page is approved and can't be changed, so version {number} {is_done} created."


def _page_awaits(values: Sequence[str]) -> str:
    name, number, live = values
    stays = f" Version {live} stays live until then." if live else ""
    submit = f"`/asc page submit {escape(name.replace('`', ''))}`"
    return f"People see this once Apple has approved version {number} of the page: {submit}.{stays}"


_SENTENCES: dict[str, Callable[[Sequence[str]], str]] = {
    TextNote.REPEATED: lambda values: f"Duplicates were removed: {escape(join_words(values))}.",
    TextNote.WARNING: _warning,
    TextNote.ROOM_LEFT: lambda values: (
        f"{values[0]}: {values[1]} of {values[2]} characters used, {int(values[2]) - int(values[1])} left."
    ),
    TextNote.IN_THE_NAME: _in_the_name,
    TextNote.CHANGED_SINCE_FORM: lambda values: (
        f"Changed by someone else since the form showed it: {_named(values)}. “Before” is the current text."
    ),
    TextNote.IGNORED_COLUMNS: lambda names: f"Ignored columns: {escape(', '.join(names[:10]))}.",
    TextNote.KEPT_APART: lambda values: (
        f"Left as it is: {_named(values)}. The file has the text of another version there and does not say which "
        "version it belongs to. A new export says it; `--version` names one."
    ),
    TextNote.FROM_ELSEWHERE: _from_elsewhere,
    TextNote.EMPTY_CELLS: lambda values: (
        f"Left as it is: {_named(values)}. Empty cells change nothing; the form of `/asc listing` can clear a text."
    ),
    TextNote.SKIPPED_FILES: lambda names: skipped(("", *names)),
    TextNote.WAS_DEFERRED: lambda _: "This was kept for the next version, and there is one now.",
    TextNote.SCHEDULED: lambda values: _scheduled("Scheduled", values),
    TextNote.PUT_BACK: lambda values: _scheduled("Restored as scheduled", values),
    TextNote.RUN_NOW: lambda values: f"Scheduled by <@{values[0]}> (`{values[1]}`), run now by <@{values[2]}>",
    TextNote.MADE_UP_FOR: lambda _: "This run was missed and has now been made up for, once.",
    TextNote.PAGE_VERSION_NEEDED: partial(_page_version, "would be"),
    TextNote.PAGE_VERSION_CREATED: partial(_page_version, "was"),
    TextNote.PAGE_AWAITS_REVIEW: _page_awaits,
}
