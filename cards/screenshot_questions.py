"""What an upload announces and asks, and what its cards say once somebody has decided."""

from __future__ import annotations

from collections.abc import Sequence

from cards.parts import actions, bullets, button, card, clock_time, confirm, context, many, rich, said, section, span
from cards.screenshots import ADD, CANCEL, CREATE, REPLACE, version_name
from records.batches import Batch, Target
from records.wishes import Card


def announcement(user: str, target: str, count: int, *, zipped: bool = False, dry_run: bool = False) -> Card:
    """The message in the channel under which an upload from a form goes on; a zip holds nobody knows how many."""
    what = many(count, "file" if zipped else "screenshot")
    dry = " (a dry run: nothing is changed)" if dry_run else ""
    return said(f"<@{user}> uploads {what}{f' to {target}' if target else ''}{dry}")


def question(batch: Batch, target: Target, lines: Sequence[tuple[str, int, int, int]], *, may_add: bool) -> Card:
    """Sets that hold screenshots already: (place, held, wished, of which new) each."""
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
            batch.id,
            style="primary",
            confirm=confirm(
                "Replace the screenshots?",
                "The old ones are removed once the new ones are in place. Undo is offered afterwards.",
                "Replace",
            ),
        ),
        *([button("Add", ADD, batch.id)] if may_add else []),
        button("Cancel", CANCEL, batch.id),
    ]
    note = "" if may_add else "Adding is not possible: a set holds at most 10 screenshots."
    return card(
        f"{head} {version_name(target)}. {'; '.join(told)}. {note}".strip(),
        section(f"*{head}*\n{version_name(target)}"),
        rich(bullets([[span(one)] for one in told[:30]])),
        *([context(note)] if note else []),
        actions(*buttons),
    )


def create_locale(batch: Batch, target: Target, locales: Sequence[tuple[str, str]]) -> Card:
    """Languages (code, name) that Apple has and the version does not."""
    names = ", ".join(f"{name} ({code})" for code, name in locales)
    it, its = ("it", "Its") if len(locales) == 1 else ("them", "Their")
    head = f"{version_name(target)} has no {names} yet. Create {it} and go on with the upload?"
    note = f"{its} texts start empty, and App Store Connect asks for them before the version can be submitted."
    return card(
        f"{head} {note}",
        section(f"*{head}*\n{note}"),
        actions(button("Create", CREATE, batch.id, style="primary"), button("Cancel", CANCEL, batch.id)),
    )


def being_cancelled(batch: Batch) -> Card:
    """Somebody pressed Cancel before the upload had begun; how it ended is told once a worker is free."""
    return said(f"<@{batch.cancelled_by}> cancels this upload, {clock_time(batch.cancelled_at)}.")


def stale(user: str = "") -> Card:
    """A button whose question was answered before, or whose upload has ended."""
    return said(f"<@{user}> was first: this was decided already." if user else "This was decided already.")


def undone(last: Card, user: str, now: float, *, done: bool) -> Card:
    """The result card of an upload that somebody undoes: a record without its buttons."""
    told = f"{'Undone' if done else 'Undo chosen'} by <@{user}>, {clock_time(now)}"
    blocks = [block for block in last.blocks if block.get("type") != "actions"]
    return card(f"{last.text} {told}", *blocks, context(told))
