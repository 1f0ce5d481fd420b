"""What people read about changes of store texts: what would change, what was changed, what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence

from cards.blocks import (
    Block,
    actions,
    button,
    clock_time,
    confirm,
    context,
    escape,
    join_words,
    message,
    paragraph,
    plural,
    quote,
    rich,
    section,
    span,
    text_message,
)
from cards.listing import notes as listing_notes
from cards.listing.diffs import LONG, WHOLE, around, before_and_after, grouped, line, spoken_changes, table
from cards.wording import texts
from cards.wording.texts import label, language, owner
from records.listing.change_sets import ChangeSet
from records.messages import Message
from records.notes import Note
from records.text_changes import Applied, NotApplied

APPLY, CANCEL = "listing.apply", "listing.cancel"
UNDO, RETRY = "listing.undo", "listing.retry"
OVERWRITE, KEEP = "listing.overwrite", "listing.keep"
KEEP_FOR_NEXT, OPEN_FORM, OPEN_IMPORT = "listing.keep_for_next", "listing.open_form", "listing.open_import"

UNDONE, CANCELLED, LEFT_AS_IT_IS = "Undone", "Cancelled", "Left as it is at Apple"
KEPT = "Kept for the next version"
KEPT_INSTEAD = "Kept for the next version, instead of what was kept before,"


def result(change_set: ChangeSet, app_name: str) -> Message:
    """What was changed where, from what to what, by whom; and what was not, with the reason."""
    done, notes = change_set.applied, listing_notes.notes(change_set)
    head = f"*{escape(_what(done))}* of *{escape(app_name)}* {_verb(change_set)} by <@{change_set.user}>"
    if not done:
        head = f"Nothing was changed in *{escape(app_name)}*, asked by <@{change_set.user}>"
    missed = texts.not_applied_lines(change_set.not_applied)
    buttons = [button("Undo", UNDO, change_set.id, confirm=_really_undo())] if done else []
    if missed and not all(skipped.waits for skipped in change_set.not_applied):
        buttons.append(button("Retry", RETRY, change_set.id, says="Retry what was not changed"))
    told = ". ".join([head, *spoken_changes(done), *missed, *notes])
    if change_set.ended:
        told += f". {_decision(change_set)}"
    return message(
        told,
        section(head),
        *before_and_after(done),
        *([section("*Not changed*\n" + "\n".join(missed))] if missed else []),
        *([context("\n".join(notes))] if notes else []),
        *([context(_decision(change_set))] if change_set.ended else []),
        *([actions(*buttons)] if buttons else []),
    )


def proposal(
    change_set: ChangeSet, app_name: str, applied: Sequence[Applied], missed: Sequence[NotApplied], attached: str = ""
) -> Message:
    """The same before anything is changed; `attached` names the file with all lines where they are too many."""
    notes, what = listing_notes.notes(change_set), plural(len(grouped(applied)), "text")
    head = f"*{what}* of *{escape(app_name)}* would change. Nothing is changed before you apply it."
    lines = texts.not_applied_lines(missed)
    shown = before_and_after(applied) if len(grouped(applied)) <= WHOLE else [table(applied)]
    more = (
        [context(f"The table shows the beginning; every change, whole, is in {escape(attached)}.")] if attached else []
    )
    return message(
        ". ".join([head, *spoken_changes(applied), *lines, *notes]),
        section(head),
        *shown,
        *more,
        *([section("*Would not change*\n" + "\n".join(lines))] if lines else []),
        *([context("\n".join(notes))] if notes else []),
        actions(
            button("Apply", APPLY, change_set.id, style="primary"),
            button("Cancel", CANCEL, change_set.id),
        ),
    )


def dry_run(
    app_name: str, applied: Sequence[Applied], missed: Sequence[NotApplied], remarks: Sequence[Note]
) -> Message:
    """The text as Apple would get it."""
    notes = listing_notes.sentences(remarks)
    head = f"Dry run: nothing was changed in *{escape(app_name)}*."
    if applied:
        head += f" {_what(applied)} would change."
    lines = texts.not_applied_lines(missed)
    return message(
        ". ".join([head, *spoken_changes(applied), *lines, *notes]),
        section(head),
        *before_and_after(applied, counted=True),
        *([section("*Would not change*\n" + "\n".join(lines))] if lines else []),
        *([context("\n".join(notes))] if notes else []),
    )


def conflict(change_set: ChangeSet, app_name: str, found: Sequence[tuple[Applied, str]]) -> Message:
    """The texts at Apple are not what was shown: (what would be written where, what was shown) each."""
    head = (
        f"Somebody else has changed {'this text' if len(found) == 1 else 'these texts'} of *{escape(app_name)}* "
        "meanwhile. Nothing was changed. Which shall it be?"
    )
    shown: list[Block] = []
    spoken = []
    for place, before in found[:WHOLE]:
        where = f"{language(place.locale)} · {label(place.field)} · {owner(place.version, place.platform)}"
        shown.append(
            rich(
                paragraph(span(where, "bold")),
                paragraph(span("What you saw", "italic")),
                quote(around(before, place.old, LONG)),
                paragraph(span("At Apple now", "italic")),
                quote(around(place.old, before, LONG)),
                paragraph(span("Yours", "italic")),
                quote(around(place.new, place.old, LONG)),
            )
        )
        spoken.append(f"{where}: at Apple now “{line(place.old, place.new)}”, yours “{line(place.new, place.old)}”")
    rest = [context(f"and {plural(len(found) - WHOLE, 'other text')}")] if len(found) > WHOLE else []
    return message(
        f"{head} {escape('. '.join(spoken))}",
        section(head),
        *shown,
        *rest,
        actions(
            button("Overwrite", OVERWRITE, change_set.id, style="danger", says="Overwrite what is at Apple with yours"),
            button("Keep", KEEP, change_set.id, says="Keep what is at Apple"),
        ),
    )


def offer_to_keep(change_set: ChangeSet, missed: Sequence[NotApplied]) -> Message:
    """No version takes the text now; the next one could."""
    lines = texts.not_applied_lines(missed)
    head = "Nothing was changed."
    after = "I can keep it, and set it as soon as there is a next version."
    return message(
        ". ".join([head, *lines, after]),
        section(f"{head}\n" + "\n".join(lines)),
        section(after),
        actions(button("Keep for the next version", KEEP_FOR_NEXT, change_set.id, style="primary")),
    )


def kept(change_set: ChangeSet, user: str, now: float, done: str) -> Message:
    """The text waits for the next version, and somebody may think better of it until then."""
    last = ended(change_set.last_message, user, now, done)
    return message(
        last.text, *last.blocks, actions(button("Cancel", CANCEL, change_set.id, says="Keep this text no longer"))
    )


def unchanged(app_name: str, places: Sequence[Applied]) -> Message:
    """There was nothing to change."""
    where = list(dict.fromkeys(owner(place.version, place.platform) for place in places))
    text = f"Nothing to change: *{escape(app_name)}* says exactly that already in {escape(join_words(where[:8]))}."
    if not places:
        text = f"Nothing to change: every text of *{escape(app_name)}* is like that already."
    return text_message(text)


def no_longer_editor(user: str, app_name: str) -> Message:
    """Whoever had a text kept may not change texts any more."""
    return text_message(
        f"The text that <@{user}> had me keep for the next version of *{escape(app_name)}* was not set: <@{user}> is "
        "no longer an editor. Somebody who is can set it now."
    )


def waiting(until: float) -> Message:
    """Apple lets nobody in for a while."""
    return text_message(
        f"App Store Connect asks to wait until about {clock_time(until)}: the hourly allowance of the key is used up. "
        "I go on by myself then; there is nothing to do."
    )


def working(last: Message | None, user: str, now: float) -> Message:
    """Somebody pressed, and Apple is being told: a card without buttons, until the result takes its place."""
    return ended(last, user, now, "In progress, asked for")


def ended(last: Message | None, user: str, now: float, done: str) -> Message:
    """A card whose buttons have served: who pressed, when, and what came of it."""
    told = f"{done} by <@{user}>, {clock_time(now)}"
    blocks = [block for block in last.blocks if block.get("type") != "actions"] if last else []
    return message(f"{last.text} {told}" if last else told, *blocks, context(told))


def _what(applied: Sequence[Applied]) -> str:
    fields = list(dict.fromkeys(label(one.field) for one in applied))
    return fields[0] if len(fields) == 1 else plural(len(grouped(applied)), "text")


def _decision(change_set: ChangeSet) -> str:
    by_another = change_set.decided_by not in {"", change_set.user}
    return f"{f'Decided by <@{change_set.decided_by}>, ' if by_another else ''}{clock_time(change_set.ended)}"


def _verb(change_set: ChangeSet) -> str:
    return "brought back" if change_set.reverts else "changed"


def _really_undo() -> Block:
    return confirm("Bring the old text back?", "It is written to the same versions, and can be undone again.", "Undo")
