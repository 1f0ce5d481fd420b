"""Stores requested text changes with the job that makes them."""

from dataclasses import replace

from appstore import fields
from appstore.fields import Field
from bot.dispatch.context import CommandContext, enqueue, with_record
from records.listing.change_sets import CHANGE_SETS, change_set_for
from records.storage.notes import Note
from records.text_changes import TextChange, TextNote
from tasks.listing import jobs
from tasks.listing.touches import named


def tidied(field: Field, text: str) -> tuple[str, tuple[Note, ...]]:
    """Return the text as it is sent, and notes on it: keywords lose spaces and duplicates."""
    if field is not Field.KEYWORDS:
        return text, ()
    tidy, repeated = fields.as_sent(field, text), fields.repeated_keywords(text)
    notes = [Note(code=TextNote.REPEATED, values=tuple(repeated))] if repeated else []
    for fault in fields.faults(field, tidy):
        if fault.is_warning:
            values = (fault.kind.value, str(fault.count), str(fault.limit), fault.about)
            notes.append(Note(code=TextNote.WARNING, values=values))
    return tidy, tuple(notes)


def begin(
    ctx: CommandContext,
    changes: tuple[TextChange, ...],
    notes: tuple[Note, ...],
    *,
    private: bool = False,
    ask_first: bool = False,
) -> None:
    """Store the change set with the job that makes it, once for all deliveries of the request."""
    ctx = ctx.with_options(app=changes[0].app, texts=named(changes))
    change_set = change_set_for(ctx.invocation, changes, ctx.kit.clock(), private=private, ask_first=ask_first)
    enqueue(with_record(ctx, CHANGE_SETS, replace(change_set, remarks=notes)), jobs.change_texts)
