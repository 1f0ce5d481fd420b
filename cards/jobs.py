"""What waits, runs and failed in a channel, and the answers to `cancel` and `retry`."""

from __future__ import annotations

from collections.abc import Sequence

from cards.parts import Block, bullets, card, context, escape, listed, many, rich, said, section, span
from cards.screenshots import place, version_name
from records.batches import Batch, State
from records.wishes import Card

STATES = {
    State.NEW: "waits",
    State.ASKING: "waits for an answer to its question",
    State.RUNNING: "runs",
    State.DONE: "done",
    State.FAILED: "failed",
    State.CANCELLED: "cancelled",
    State.REFUSED: "was refused",
}
"""Where an upload stands, in words."""


def listed_jobs(found: Sequence[Batch], now: float) -> Card:
    """Newest first: what, by whom, since when, and the id that `cancel` and `retry` take."""
    if not found:
        return said("Nothing was uploaded from this channel in the last 30 days.")
    shown: list[list[Block]] = []
    spoken = []
    for one in found:
        about = what(one)
        ago = _ago(now - (one.ended if one.state.ended else one.since))
        shown.append(
            [
                span(one.id, "code"),
                span(f"  {STATES[one.state]}", "bold"),
                span(f" {ago}: {about}, by "),
                {"type": "user", "user_id": one.user},
            ]
        )
        spoken.append(f"{one.id} {STATES[one.state]} {ago}: {escape(about)}, by <@{one.user}>")
    after = "`/asc cancel ID` stops one that waits or runs, `/asc retry ID` tries what is missing of a failed one."
    head = "Uploads of this channel"
    return card(f"{head}. {'; '.join(spoken)}.", section(f"*{head}*"), rich(bullets(shown)), context(after))


def what(batch: Batch) -> str:
    """What an upload is about: its sets, or its files, and the version."""
    if batch.sets:
        places = listed([place(one.locale, one.display_type) for one in batch.sets[:3]])
        more = f" and {many(len(batch.sets) - 3, 'more set')}" if len(batch.sets) > 3 else ""  # noqa: PLR2004 - a line
        what = f"{places}{more}"
    else:
        files = "an upload" if batch.reverts else many(len(batch.files), "file")
        what = f"{files}{f' to {batch.locale}' if batch.locale else ''}"
    where = f" in {version_name(batch.target)}" if batch.target else ""
    return f"{'undo of ' if batch.reverts else ''}{what}{where}"


def _ago(seconds: float) -> str:
    if seconds < 90:  # noqa: PLR2004 - up to a minute and a half people say "just now"
        return "just now"
    minutes = round(seconds / 60)
    if minutes < 90:  # noqa: PLR2004 - then minutes
        return f"{minutes} minutes ago"
    hours = round(minutes / 60)
    return f"{hours} hours ago" if hours < 48 else f"{round(hours / 24)} days ago"  # noqa: PLR2004 - then hours, days


def no_such_job(named: str) -> Card:
    """No upload of that id in this channel."""
    return said(f"There is no upload `{escape(named)}` in this channel. `/asc jobs` lists those of the last 30 days.")


def done(command: str, batch_id: str) -> Card:
    """A decision was taken; the upload's own thread tells the rest."""
    told = "is being cancelled" if command == "cancel" else "is tried again"
    return said(f"Upload `{escape(batch_id)}` {told}; its thread says how it ends.")
