"""The progress message of an upload, and the buttons that its messages share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from appstore.catalog.display_types import DisplayType, label
from appstore.retry import Wait
from cards.blocks import (
    Block,
    actions,
    bullets,
    button,
    clock_time,
    context,
    escape,
    file_name,
    message,
    numbered,
    plural,
    rich,
    section,
    span,
)
from cards.wording.states import platform_words
from records.messages import Message
from records.uploads.uploads import ItemState, Upload, UploadTarget

CANCEL = "screenshots.cancel"
REPLACE = "screenshots.replace"
ADD = "screenshots.add"
CREATE = "screenshots.create_locale"
UNDO = "screenshots.undo"
RETRY = "screenshots.retry"
OPEN_FORM = "screenshots.open_form"
OPEN_APP_STORE_CONNECT = "screenshots.open_app_store_connect"

# Above that many images only sets, and images that failed, have lines of their own.
MOST_ROWS = 40

_DONE = {ItemState.COMPLETE, ItemState.THERE}
_STEPS = {
    ItemState.WAITING: "waiting",
    ItemState.RESERVED: "sending",
    ItemState.SENT: "sent",
    ItemState.COMMITTED: "being processed by Apple",
    ItemState.COMPLETE: "done",
    ItemState.THERE: "there already",
    ItemState.FAILED: "failed",
    ItemState.STUCK: "given up: Apple did not finish processing it",
    ItemState.WITHDRAWN: "taken back",
}


@dataclass(frozen=True)
class Row:
    """One image in the progress message."""

    name: str
    progress: ItemState
    reason: str = ""
    flattened: bool = False


@dataclass(frozen=True)
class SetRows:
    """One set in the progress message."""

    locale: str
    display_type: str
    rows: tuple[Row, ...]

    @property
    def done(self) -> int:
        """Return how many images are in place."""
        return sum(row.progress in _DONE for row in self.rows)


@dataclass(frozen=True)
class ProgressState:
    """Everything that the progress message shows."""

    upload_id: str
    doing: str
    target: UploadTarget | None = None
    sets: tuple[SetRows, ...] = ()
    fetched: int = 0
    to_fetch: int = 0
    wait: Wait | None = None
    allowance: int | None = None
    waits_for: str = ""
    decided: str = ""


IN_LINE = "in line"
FETCHING = "fetching"
REVERTING = "reverting"
PLANNING = "planning"
UPLOADING = "uploading"
QUEUED = "queued"


def place(locale: str, display_type: str) -> str:
    """Return `en-US · iPhone 6.9"`."""
    return f"{locale} · {label(DisplayType(display_type))}"


def version_name(target: UploadTarget) -> str:
    """Return `Tide 1.2.0 (iOS)`, escaped."""
    return f"{escape(target.app_name)} {escape(target.version)} ({platform_words(target.platform)})"


def progress(board: ProgressState) -> Message:
    """Render the message while the upload runs."""
    head = _doing(board)
    blocks: list[Block] = [section(f"*{head}*")]
    if board.sets:
        blocks += _set_lines(board.sets)
    notes = [board.decided] if board.decided else []
    if board.wait is not None:
        notes.append(_waiting(board.wait))
    if board.allowance is not None:
        notes.append(f"{board.allowance:,} calls left this hour")
    if notes:
        blocks.append(context(" · ".join(notes)))
    blocks.append(actions(button("Cancel", CANCEL, board.upload_id, says="Cancel this upload")))
    return message(" ".join([f"{head}.", *(f"{_set_line(shown)}." for shown in board.sets), *notes]), *blocks)


def decision(upload: Upload) -> str:
    """Return who answered the upload's question or retried it, and when; "" where there was no need."""
    if not upload.decided_by:
        return ""
    what = "Tried again" if upload.decided_as == "retry" else f"{upload.decided_as.capitalize()} chosen"
    return f"{what} by <@{upload.decided_by}>, {clock_time(upload.decided_at)}"


def with_decision(told: Message, upload: Upload) -> Message:
    """Add who decided, above the buttons."""
    if not (line := decision(upload)):
        return told
    above = [block for block in told.blocks if block["type"] != "actions"]
    below = [block for block in told.blocks if block["type"] == "actions"]
    return message(f"{told.text} {line}.", *above, context(line), *below)


def with_retry(told: Message, upload_id: str) -> Message:
    """Add a Retry button to the message of an upload that failed."""
    return message(told.text, *told.blocks, actions(button("Retry", RETRY, upload_id, says="Retry this upload")))


def _doing(board: ProgressState) -> str:
    where = f" to {version_name(board.target)}" if board.target else ""
    if board.doing == IN_LINE:
        return "Other uploads are running. This one begins as soon as it is its turn"
    if board.doing == REVERTING and board.target:
        return f"Looking for what {version_name(board.target)} showed before"
    if board.doing == FETCHING:
        return f"Getting {plural(board.to_fetch, 'file')} from Slack: {board.fetched} of {board.to_fetch} here"
    if board.doing == PLANNING:
        return f"Checked {plural(board.to_fetch, 'file')}. Asking App Store Connect what is there"
    total = sum(len(shown.rows) for shown in board.sets)
    if board.doing == QUEUED:
        return (
            f"Waiting: <@{board.waits_for}>'s upload to the same set is running. This one{where} begins right after it"
        )
    done = sum(shown.done for shown in board.sets)
    return f"Uploading {plural(total, 'screenshot')}{where}: {done} of {total} done"


def _waiting(wait: Wait) -> str:
    seconds = f"{max(1, round(wait.seconds))} s"
    if wait.why == "pause":
        return f"App Store Connect asks for a pause of {seconds}, until {clock_time(wait.until, '{time_secs}')}"
    return f"App Store Connect does not answer; trying again in {seconds}"


def _bar(done: int, total: int) -> str:
    filled = round(10 * done / total) if total else 10
    return "▓" * filled + "░" * (10 - filled)


def _set_line(shown: SetRows) -> str:
    return f"{place(shown.locale, shown.display_type)}: {shown.done} of {len(shown.rows)}"


def _set_lines(sets: Sequence[SetRows]) -> list[Block]:
    crowded = sum(len(shown.rows) for shown in sets) > MOST_ROWS
    blocks: list[Block] = []
    for shown in sets[:20]:
        line = [span(f"{_bar(shown.done, len(shown.rows))}  "), span(_set_line(shown), "bold")]
        elements: list[Block] = [{"type": "rich_text_section", "elements": line}]
        rows = [row for row in shown.rows if not crowded or row.progress in {ItemState.FAILED, ItemState.STUCK}]
        if rows:
            elements.append((bullets if crowded else numbered)([_row_line(row) for row in rows]))
        blocks.append(rich(*elements))
    if len(sets) > 20:  # noqa: PLR2004 - a message has 50 blocks
        blocks.append(context(f"and {plural(len(sets) - 20, 'more set')}"))
    return blocks


def _row_line(row: Row) -> list[Block]:
    words = _STEPS[row.progress]
    if row.reason and row.progress in {ItemState.WAITING, ItemState.RESERVED, ItemState.SENT, ItemState.COMMITTED}:
        words += f" (again: {row.reason})"
    elif row.reason:
        words += f": {row.reason}"
    if row.flattened:
        words += " (opaque alpha channel removed)"
    return [span(file_name(row.name), "code"), span(f"  {words}")]
