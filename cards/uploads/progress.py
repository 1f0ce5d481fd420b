"""The progress message of an upload, and the buttons that its messages share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from appstore.calls.retry import Wait
from appstore.catalog.display_types import DisplayType, label
from appstore.media.slots import SlotKind
from cards.blocks import (
    Block,
    actions,
    bullets,
    button,
    clock_time,
    context,
    file_name,
    message,
    numbered,
    plural,
    rich,
    section,
    span,
)
from cards.dispatch.media_backend import LIBRARY
from cards.dispatch.waits import waits
from cards.uploads.targets import destination, version_name
from records.messages import Message
from records.uploads.uploads import LOST, ItemState, SetPlan, Upload, UploadImage, UploadItem

CANCEL = "screenshots.cancel"
REPLACE = "screenshots.replace"
ADD = "screenshots.add"
CREATE = "screenshots.create_locale"
USE_LIBRARY = "screenshots.use_library"
USE_SETS = "screenshots.use_sets"
ASK_AGAIN = "screenshots.ask_which_again"
UNDO = "screenshots.undo"
RETRY = "screenshots.retry"
OPEN_FORM = "screenshots.open_form"
USE_SOME = "screenshots.use_some_files"
USE_ALL = "screenshots.use_all_files"
OPEN_APP_STORE_CONNECT = "screenshots.open_app_store_connect"

# With more images than this, only sets and images that failed have lines of their own.
MOST_ROWS = 40

_DONE = {ItemState.COMPLETE, ItemState.THERE}
_UNDER_WAY = {ItemState.WAITING, ItemState.RESERVED, ItemState.SENT, ItemState.COMMITTED}
_STEPS = {
    ItemState.WAITING: "waiting",
    ItemState.RESERVED: "sending",
    ItemState.SENT: "sent",
    ItemState.COMMITTED: "being processed by Apple",
    ItemState.COMPLETE: "done",
    ItemState.THERE: "there already",
    ItemState.FAILED: "failed",
    ItemState.STUCK: "given up: Apple did not finish processing it",
    ItemState.WITHDRAWN: "removed again",
}


# What was chosen, where the name of the choice does not say it.
_CHOSEN = {"library": LIBRARY, "sets": "Screenshot sets"}

IN_LINE = "in line"
FETCHING = "fetching"
EARLY = "early"
REVERTING = "reverting"
PLANNING = "planning"
UPLOADING = "uploading"
QUEUED = "queued"
PROCESSING = "processing"


def set_label(locale: str, display_type: str, kind: SlotKind = SlotKind.SCREENSHOTS) -> str:
    """Return `en-US · iPhone 6.9"`, or `en-US · iPhone 6.9" app previews`; of a product its id is the `locale`."""
    if kind.is_for_reviewers:
        return f"review screenshot of {locale}"
    return f"{locale} · {label(DisplayType(display_type))}{' app previews' if kind.holds_videos else ''}"


def plan_label(plan: SetPlan) -> str:
    """Return how users are told of a set of an upload."""
    return set_label(plan.locale, plan.display_type, plan.kind)


def noun_of(plans: Iterable[SetPlan]) -> str:
    """Return what these sets hold: `screenshot`, `app preview`, or `file` for both."""
    kinds = {plan.kind.holds_videos for plan in plans}
    return "file" if len(kinds) > 1 else "app preview" if True in kinds else "screenshot"


@dataclass(frozen=True, kw_only=True)
class ProgressState:
    """Everything that the progress message shows. `items` is how far each image is, by its item key.

    `waits_for`: while it is QUEUED, the user whose request comes first ("" for none), and the subject of both.
    `until`: while videos are PROCESSING, when the bot looks again (epoch seconds).
    """

    upload: Upload
    doing: str
    items: Mapping[str, UploadItem] = field(default_factory=dict)
    fetched: int = 0
    wait: Wait | None = None
    allowance: int | None = None
    waits_for: tuple[str, str] = ("", "")
    until: float = 0.0


def first_state(upload: Upload) -> ProgressState:
    """Return what the message of an upload shows before anything is done."""
    return ProgressState(upload=upload, doing=REVERTING if upload.reverts else FETCHING)


def progress(state: ProgressState) -> Message:
    """Render the message while the upload runs."""
    head, upload = _doing(state), state.upload
    sets = [(plan, _items(state, plan)) for plan in upload.sets] if state.doing == UPLOADING else []
    blocks: list[Block] = [section(f"*{head}*"), *_set_blocks(sets)]
    notes = [line] if (line := decision(upload)) else []
    if state.wait is not None:
        notes.append(_waiting(state.wait))
    if state.allowance is not None:
        notes.append(f"{state.allowance:,} calls left this hour")
    if notes:
        blocks.append(context(" · ".join(notes)))
    blocks.append(actions(button("Cancel", CANCEL, upload.id, says="Cancel this upload")))
    return message(" ".join([f"{head}.", *(f"{_set_line(plan, items)}." for plan, items in sets), *notes]), *blocks)


def _items(state: ProgressState, plan: SetPlan) -> list[UploadItem]:
    return [state.items.get(plan.item_key(number), UploadItem()) for number in range(len(plan.images))]


def decision(upload: Upload) -> str:
    """Return who answered the upload's question or retried it, and when; "" if neither happened."""
    if not upload.decided_by:
        return ""
    chosen = _CHOSEN.get(upload.decided_as, upload.decided_as.capitalize())
    what = "Tried again" if upload.decided_as == "retry" else f"{chosen} chosen"
    return f"{what} by <@{upload.decided_by}>, {clock_time(upload.decided_at)}"


def with_decision(last: Message, upload: Upload) -> Message:
    """Add who decided, above the buttons."""
    if not (line := decision(upload)):
        return last
    above = [block for block in last.blocks if block["type"] != "actions"]
    below = [block for block in last.blocks if block["type"] == "actions"]
    return message(f"{last.text} {line}.", *above, context(line), *below)


def with_retry(last: Message, upload_id: str) -> Message:
    """Add a Retry button to the message of an upload that failed."""
    return message(last.text, *last.blocks, actions(button("Retry", RETRY, upload_id, says="Retry this upload")))


def _doing(state: ProgressState) -> str:
    upload, version, where = state.upload, version_name(state.upload), destination(state.upload)
    to, files = f" to {where}" if where else "", plural(len(upload.files), "file")
    before_uploading = {
        IN_LINE: "Other uploads are running. This one begins as soon as it is its turn",
        REVERTING: f"Looking for what {version or 'the app'} showed before",
        FETCHING: f"Getting {files} from Slack: {state.fetched} of {len(upload.files)} here",
        EARLY: f"Waiting for Slack, which does not hand out every one of {files} yet. I give up after half a minute",
        PLANNING: f"Checked {files}. Asking App Store Connect what is there",
    }
    if state.doing in before_uploading:
        return before_uploading[state.doing]
    if state.doing == QUEUED:
        return _queued(*state.waits_for)
    if state.doing == PROCESSING:
        return _processing(state, to)
    items = [item for plan in upload.sets for item in _items(state, plan)]
    return f"Uploading {plural(len(items), noun_of(upload.sets))}{to}: {_done(items)} of {len(items)} done"


def _processing(state: ProgressState, to: str) -> str:
    videos = sum(len(plan.images) for plan in state.upload.sets if plan.kind.holds_videos)
    again = clock_time(state.until, "{time}")
    return (
        f"{plural(videos, 'app preview')} sent{to}. Apple processes videos for minutes, at times for hours; I look "
        f"again at {again}, and say here when it is done"
    )


def _queued(user: str, subject: str) -> str:
    if not user or not subject.startswith("set:"):
        return waits(user, subject).text.removesuffix(".")
    return f"Waiting: <@{user}>'s upload to the same set is running. This one begins right after it"


def _waiting(wait: Wait) -> str:
    seconds = f"{max(1, round(wait.seconds))} s"
    if wait.why == "pause":
        return f"App Store Connect asks for a pause of {seconds}, until {clock_time(wait.until, '{time_secs}')}"
    return f"App Store Connect does not answer; trying again in {seconds}"


def _done(items: Sequence[UploadItem]) -> int:
    return sum(item.progress in _DONE for item in items)


def _bar(done: int, total: int) -> str:
    filled = round(10 * done / total) if total else 10
    return "▓" * filled + "░" * (10 - filled)


def _set_line(plan: SetPlan, items: Sequence[UploadItem]) -> str:
    return f"{plan_label(plan)}: {_done(items)} of {len(items)}"


def _set_blocks(sets: Sequence[tuple[SetPlan, Sequence[UploadItem]]]) -> list[Block]:
    crowded = sum(len(items) for _, items in sets) > MOST_ROWS
    blocks: list[Block] = []
    for plan, items in sets[:20]:
        line = [span(f"{_bar(_done(items), len(items))}  "), span(_set_line(plan, items), "bold")]
        elements: list[Block] = [{"type": "rich_text_section", "elements": line}]
        pairs = zip(plan.images, items, strict=True)
        rows = [_row(image, item) for image, item in pairs if not crowded or item.progress in LOST]
        if rows:
            elements.append((bullets if crowded else numbered)(rows))
        blocks.append(rich(*elements))
    if len(sets) > 20:  # noqa: PLR2004 - a message has 50 blocks
        blocks.append(context(f"and {plural(len(sets) - 20, 'more set')}"))
    return blocks


def _row(image: UploadImage, item: UploadItem) -> list[Block]:
    words = _STEPS[item.progress]
    if item.reason and item.progress in _UNDER_WAY:
        words += f" (again: {item.reason})"
    elif item.reason:
        words += f": {item.reason}"
    if image.flattened:
        words += " (opaque alpha channel removed)"
    return [span(file_name(image.wanted.name), "code"), span(f"  {words}")]
