"""Writes down the text changes that somebody wishes, and queues them."""

from __future__ import annotations

from appstore import fields
from appstore.fields import Field, FieldFault
from bot.dispatch.context import CommandContext, with_record
from bot.dispatch.enqueue import enqueue
from records.listing import change_sets
from records.listing.change_sets import ChangeSet
from records.notes import Note
from records.text_changes import TextChange, TextNote
from tasks.listing import jobs


def tidied(field: Field, text: str) -> tuple[str, tuple[Note, ...]]:
    """The text as it is sent, and what to know about it: keywords lose spaces and repetitions."""
    if field is not Field.KEYWORDS:
        return text, ()
    # Commas alone are a slip: they must clear nothing.
    tidy, repeated = fields.tidy_keywords(text) or text, fields.repeated_keywords(text)
    notes = [Note(code=TextNote.REPEATED, values=tuple(repeated))] if repeated else []
    warnings = (fault for fault in fields.faults(field, tidy) if fault.is_warning)
    return tidy, (*notes, *map(_warning, warnings))


def _warning(fault: FieldFault) -> Note:
    return Note(code=TextNote.WARNING, values=(fault.kind.value, str(fault.count), str(fault.limit), fault.about))


def begin(
    ctx: CommandContext,
    wanted: tuple[TextChange, ...],
    *,
    notes: tuple[Note, ...] = (),
    private: bool = False,
    ask_first: bool = False,
) -> None:
    """Store the change set with the job that makes it, once for all deliveries of the request."""
    invocation = ctx.invocation
    revision = ChangeSet(
        id=invocation.id,
        user=invocation.user,
        channel=invocation.channel,
        thread_ts=invocation.thread_ts,
        changes=wanted,
        created_at=ctx.kit.clock(),
        private=private,
        dry_run=invocation.dry_run,
        ask_first=ask_first,
        remarks=notes,
    )
    enqueue(with_record(ctx, change_sets.CHANGE_SETS, revision), jobs.change_texts)
