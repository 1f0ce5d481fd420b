"""The messages of change sets: what would change, what was changed, and what could not be."""

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
from cards.listing.diffs import LONG, WHOLE, around, before_and_after, fallback_changes, grouped, line, table
from cards.wording import texts
from cards.wording.accounts import no_key
from cards.wording.texts import label, language, owner, unseparated
from records.listing.change_sets import ChangeSet
from records.messages import Message
from records.storage.notes import Note
from records.text_changes import Applied, NotApplied

APPLY, CANCEL = "listing.apply", "listing.cancel"
UNDO, RETRY = "listing.undo", "listing.retry"
OVERWRITE, KEEP = "listing.overwrite", "listing.keep"
SEPARATE = "listing.separate"
KEEP_FOR_NEXT, OPEN_FORM, OPEN_IMPORT = "listing.keep_for_next", "listing.open_form", "listing.open_import"

UNDONE, CANCELLED, LEFT_AS_IT_IS = "Undone", "Cancelled", "Left unchanged"
KEPT = "Kept for the next version"
KEPT_INSTEAD = "Kept for the next version, replacing what was kept earlier,"

_CONFIRM_UNDO = confirm("Restore the old text?", "It goes to the same versions. This can be undone as well.", "Undo")


def result(change_set: ChangeSet, app_name: str) -> Message:
    """Show which texts were changed, where and by whom, and which were not, with the reason."""
    done, notes = change_set.applied, listing_notes.notes(change_set)
    verb = "restored" if change_set.reverts else "changed"
    head = f"*{escape(_what(done))}* of *{escape(app_name)}* {verb} by <@{change_set.user}>"
    if not done:
        head = f"Nothing was changed in *{escape(app_name)}*, requested by <@{change_set.user}>"
    buttons = [button("Undo", UNDO, change_set.id, confirm=_CONFIRM_UNDO)] if done else []
    if change_set.not_applied and not all(text.waits for text in change_set.not_applied):
        buttons.append(button("Retry", RETRY, change_set.id, says="Retry what was not changed"))
    end = [_decision(change_set)] if change_set.ended else []
    not_changed = ("Not changed", change_set.not_applied)
    return _message(head, done, before_and_after(done), not_changed, notes, end=end, buttons=buttons)


def _message(
    head: str,
    applied: Sequence[Applied],
    shown: Sequence[Block],
    not_applied: tuple[str, Sequence[NotApplied]],
    notes: Sequence[str],
    *,
    end: Sequence[str] = (),
    buttons: Sequence[Block] = (),
) -> Message:
    title, lines = not_applied[0], texts.not_applied_lines(not_applied[1])
    return message(
        ". ".join([head, *fallback_changes(applied), *lines, *notes, *end]),
        section(head),
        *shown,
        *([section(f"*{title}*\n" + "\n".join(lines))] if lines else []),
        *([context("\n".join(notes))] if notes else []),
        *([context(*end)] if end else []),
        *([actions(*buttons)] if buttons else []),
    )


def proposal(
    change_set: ChangeSet,
    app_name: str,
    applied: Sequence[Applied],
    not_applied: Sequence[NotApplied],
    attached: str = "",
) -> Message:
    """Show the texts before and after, with Apply; `attached` names the file that has what the message can't show."""
    many = len(grouped(applied)) > WHOLE
    head = (
        f"*{plural(len(grouped(applied)), 'text')}* of *{escape(app_name)}* would change. "
        "Nothing is changed before you apply it."
    )
    shown = [table(applied)] if many else before_and_after(applied)
    if attached:
        shown.append(context(f"The table shows the beginning; every change, whole, is in {escape(attached)}."))
    questions = unseparated((text.locale, text.field, text.new) for text in applied)
    apply = button("Apply", APPLY, change_set.id, style="" if questions else "primary")
    buttons = [*_separate(change_set, questions), apply, button("Cancel", CANCEL, change_set.id)]
    not_changed, notes = ("Would not change", not_applied), [*questions, *listing_notes.notes(change_set)]
    return _message(head, applied, shown, not_changed, notes, buttons=buttons)


def _separate(change_set: ChangeSet, questions: Sequence[str]) -> list[Block]:
    return [button("Separate with commas", SEPARATE, change_set.id, style="primary")] if questions else []


def dry_run(
    app_name: str, applied: Sequence[Applied], not_applied: Sequence[NotApplied], remarks: Sequence[Note]
) -> Message:
    """Show the texts as Apple would get them."""
    head = f"Dry run: nothing was changed in *{escape(app_name)}*."
    if applied:
        head += f" {_what(applied)} would change."
    shown, not_changed = before_and_after(applied, counted=True), ("Would not change", not_applied)
    questions = unseparated((text.locale, text.field, text.new) for text in applied if not text.into)
    return _message(head, applied, shown, not_changed, [*questions, *listing_notes.sentences(remarks)])


def conflict(change_set: ChangeSet, app_name: str, found: Sequence[tuple[Applied, str]]) -> Message:
    """Ask what to do with texts that differ from what the user saw: (the change, the text shown) each."""
    head = (
        f"{'This text' if len(found) == 1 else 'These texts'} of *{escape(app_name)}* changed in App Store Connect "
        "meanwhile. Nothing was overwritten. Which version do you want?"
    )
    shown: list[Block] = []
    fallback = []
    for target, before in found[:WHOLE]:
        where = f"{language(target.locale)} · {label(target.field)} · {owner(target.version, target.platform)}"
        shown.append(
            rich(
                paragraph(span(where, "bold")),
                paragraph(span("What you saw", "italic")),
                quote(around(before, target.old, LONG)),
                paragraph(span("At Apple now", "italic")),
                quote(around(target.old, before, LONG)),
                paragraph(span("Yours", "italic")),
                quote(around(target.new, target.old, LONG)),
            )
        )
        fallback.append(
            f"{where}: at Apple now “{line(target.old, target.new)}”, yours “{line(target.new, target.old)}”"
        )
    rest = [context(f"and {plural(len(found) - WHOLE, 'other text')}")] if len(found) > WHOLE else []
    return message(
        f"{head} {escape('. '.join(fallback))}",
        section(head),
        *shown,
        *rest,
        actions(
            button("Overwrite", OVERWRITE, change_set.id, style="danger", says="Overwrite what is at Apple with yours"),
            button("Keep", KEEP, change_set.id, says="Keep what is at Apple"),
        ),
    )


def offer_to_keep(change_set: ChangeSet, not_applied: Sequence[NotApplied]) -> Message:
    """Offer to keep a text that no version takes now for the next one."""
    lines = texts.not_applied_lines(not_applied)
    head = "Nothing was changed."
    changes = change_set.changes
    questions = unseparated((locale, change.field, change.text) for change in changes for locale in change.locales)
    after = "\n".join([*questions, "I can keep it and set it as soon as there is a next version."])
    keep = button("Keep for the next version", KEEP_FOR_NEXT, change_set.id, style="" if questions else "primary")
    return message(
        ". ".join([head, *lines, after]),
        section(f"{head}\n" + "\n".join(lines)),
        section(after),
        actions(*_separate(change_set, questions), keep),
    )


def kept(change_set: ChangeSet, user: str, now: float, done: str) -> Message:
    """Show that the text is kept for the next version; until then it can be cancelled."""
    last = ended(change_set.last_message, user, now, done)
    return message(
        last.text, *last.blocks, actions(button("Cancel", CANCEL, change_set.id, says="Keep this text no longer"))
    )


def unchanged(app_name: str, applied: Sequence[Applied], remarks: Sequence[Note] = ()) -> Message:
    """Say that App Store Connect has these texts already."""
    where = list(dict.fromkeys(owner(text.version, text.platform) for text in applied))
    text = f"Nothing to change: *{escape(app_name)}* already has this text in {escape(join_words(where[:8]))}."
    if not applied:
        text = f"Nothing to change: *{escape(app_name)}* already has all of these texts."
    return _message(text, (), (), ("", ()), listing_notes.sentences(remarks))


def waits_for_account(channel: str, *, no_key_for: str = "") -> Message:
    """Say, once, to who kept a text for the next version that it waits: for a key, or until its channel is untied."""
    why = no_key(no_key_for) if no_key_for else f"<#{channel}> is tied to another App Store Connect account now."
    return text_message(
        f"A text that you kept for the next version, in <#{channel}>, waits. {why} It is set once that has changed."
    )


def no_longer_editor(user: str, app_name: str) -> Message:
    """Say that a kept text was not set because its user lost the role."""
    return text_message(
        f"A text kept for the next version of *{escape(app_name)}* was not set, because <@{user}> is no longer an "
        "editor. Another editor can set it now."
    )


def waiting(until: float) -> Message:
    """Say that the changes wait for Apple's hourly allowance."""
    return text_message(
        f"The key's hourly allowance of calls to App Store Connect is used up. I continue automatically at about "
        f"{clock_time(until)}; there is nothing you need to do."
    )


def working(last: Message | None, user: str, now: float) -> Message:
    """Remove the buttons while the changes are made, until the result replaces the message."""
    return ended(last, user, now, "In progress, requested")


def ended(last: Message | None, user: str, now: float, done: str) -> Message:
    """Replace the buttons by what was decided, by whom and when."""
    decision = f"{done} by <@{user}>, {clock_time(now)}"
    blocks = [block for block in last.blocks if block.get("type") != "actions"] if last else []
    return message(f"{last.text} {decision}" if last else decision, *blocks, context(decision))


def _what(applied: Sequence[Applied]) -> str:
    fields = list(dict.fromkeys(label(text.field) for text in applied))
    return fields[0] if len(fields) == 1 else plural(len(grouped(applied)), "text")


def _decision(change_set: ChangeSet) -> str:
    by_another = change_set.decided_by not in {"", change_set.user}
    return f"{f'Decided by <@{change_set.decided_by}>, ' if by_another else ''}{clock_time(change_set.ended)}"
