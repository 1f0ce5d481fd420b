"""What an upload announces, plans and asks, and what its messages say once a user has decided."""

from __future__ import annotations

from collections.abc import Sequence

from appstore.media.plan import Mode, Plan
from cards.blocks import (
    Block,
    actions,
    bullets,
    button,
    clock_time,
    confirm,
    context,
    file_name,
    message,
    numbered,
    plural,
    rich,
    section,
    span,
    text_message,
)
from cards.uploads import validation
from cards.uploads.progress import ADD, CANCEL, CREATE, REPLACE, place, version_name
from records.messages import Message
from records.uploads.uploads import SetPlan, Upload, UploadTarget


def announcement(user: str, target: str, count: int, *, zipped: bool = False, dry_run: bool = False) -> Message:
    """Announce an upload from a modal; its thread continues under this message. A zip holds an unknown number."""
    what = plural(count, "file" if zipped else "screenshot")
    dry = " (a dry run: nothing is changed)" if dry_run else ""
    return text_message(f"<@{user}> uploads {what}{f' to {target}' if target else ''}{dry}")


def question(
    upload: Upload, target: UploadTarget, lines: Sequence[tuple[str, int, int, int]], *, may_add: bool
) -> Message:
    """Ask about sets that hold screenshots already: (label, held, wanted, of which new) each."""
    count = len(lines)
    head = (
        f"{'This set holds' if count == 1 else f'{count} of these sets hold'} screenshots already. "
        "What shall happen to them?"
    )
    told = [
        f"{where}: holds {held}, you bring {wished}" + (f" ({new} of them new)" if new != wished else "")
        for where, held, wished, new in lines
    ]
    buttons = [
        button(
            "Replace",
            REPLACE,
            upload.id,
            style="primary",
            confirm=confirm(
                "Replace the screenshots?",
                "The old ones are removed once the new ones are in place. Undo is offered afterwards.",
                "Replace",
            ),
        ),
        *([button("Add", ADD, upload.id)] if may_add else []),
        button("Cancel", CANCEL, upload.id),
    ]
    note = "" if may_add else "Adding is not possible: a set holds at most 10 screenshots."
    return message(
        f"{head} {version_name(target)}. {'; '.join(told)}. {note}".strip(),
        section(f"*{head}*\n{version_name(target)}"),
        rich(bullets([[span(line)] for line in told[:30]])),
        *([context(note)] if note else []),
        actions(*buttons),
    )


def create_locale(upload: Upload, target: UploadTarget, locales: Sequence[tuple[str, str]]) -> Message:
    """Ask whether to create languages (code, name) that the version lacks."""
    names = ", ".join(f"{name} ({code})" for code, name in locales)
    it, its = ("it", "Its") if len(locales) == 1 else ("them", "Their")
    head = f"{version_name(target)} has no {names} yet. Create {it} and go on with the upload?"
    note = f"{its} texts start empty, and App Store Connect asks for them before the version can be submitted."
    return message(
        f"{head} {note}",
        section(f"*{head}*\n{note}"),
        actions(button("Create", CREATE, upload.id, style="primary"), button("Cancel", CANCEL, upload.id)),
    )


def being_cancelled(upload: Upload) -> Message:
    """Somebody pressed Cancel before the upload had begun; how it ended is told once a worker is free."""
    return text_message(f"<@{upload.cancelled_by}> cancels this upload, {clock_time(upload.cancelled_at)}.")


def stale(user: str = "") -> Message:
    """A button whose question was answered before, or whose upload has ended."""
    return text_message(f"<@{user}> was first: this was decided already." if user else "This was decided already.")


def undone(last: Message, user: str, now: float, *, done: bool) -> Message:
    """The result card of an upload that somebody undoes: a record without its buttons."""
    told = f"{'Undone' if done else 'Undo chosen'} by <@{user}>, {clock_time(now)}"
    blocks = [block for block in last.blocks if block.get("type") != "actions"]
    return message(f"{last.text} {told}", *blocks, context(told))


def dry_run(
    upload: Upload, target: UploadTarget, plans: Sequence[tuple[SetPlan, Plan]], missing: Sequence[str]
) -> Message:
    """Say what would be done, in order; nothing was changed."""
    head = f"Dry run: nothing was changed. This would happen in {version_name(target)}"
    blocks: list[Block] = [section(f"*{head}*")]
    spoken = []
    for planned, plan in plans[:40]:
        told = _plan_words(planned, plan, upload.mode, missing)
        spoken.append(f"{place(planned.locale, planned.display_type)}: {told}.")
        names = [
            [span(file_name(picture.piece.name), "code"), span(f"  {_what(number, plan)}")]
            for number, picture in enumerate(planned.pictures)
        ]
        blocks.append(
            rich(
                {
                    "type": "rich_text_section",
                    "elements": [span(place(planned.locale, planned.display_type), "bold"), span(f": {told}")],
                },
                numbered(names),
            )
        )
    notes = validation.notes(upload)
    blocks += [context(note) for note in notes]
    return message(" ".join([f"{head}.", *spoken, *notes]), *blocks)


def _what(number: int, plan: Plan) -> str:
    return "would be sent" if number in plan.send else "is there already"


def _plan_words(planned: SetPlan, plan: Plan, mode: Mode, missing: Sequence[str]) -> str:
    parts = [f"{len(plan.send)} would be sent"]
    if plan.found:
        parts.append(f"{len(plan.found)} there already")
    if plan.remove:
        parts.append(f"{len(plan.remove)} old would be removed")
    if not plan.in_order(planned.before) and not plan.send:
        parts.append("the order would be set")
    if mode is Mode.ASK and planned.before and plan.send:
        parts.append(f"it holds {len(planned.before)}, so you would be asked whether to replace or add")
    if planned.locale in missing:
        parts.append("the language would be created after asking")
    elif not planned.set_id:
        parts.append("the set would be created")
    return ", ".join(parts)
