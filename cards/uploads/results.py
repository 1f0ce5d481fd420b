"""The last message of an upload: what each set holds now, what failed and why, and what you can do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from appstore.errors import AppStoreError
from appstore.library.slot import OTHER_SPEC
from appstore.media.plan import ExistingImage
from cards.blocks import (
    Block,
    actions,
    bullets,
    button,
    clock_time,
    confirm,
    context,
    escape,
    file_name,
    link_button,
    message,
    numbered,
    paragraph,
    plural,
    rich,
    section,
    span,
    spans,
)
from cards.dispatch.media_backend import LIBRARY
from cards.failures import errors
from cards.uploads import validation
from cards.uploads.progress import (
    MOST_ROWS,
    OPEN_APP_STORE_CONNECT,
    RETRY,
    UNDO,
    noun_of,
    plan_label,
)
from cards.uploads.targets import destination, is_in_library, version_name
from cards.uploads.video_faults import apples_reason
from records.messages import Message
from records.uploads.uploads import LOST, NO_ROOM, NOT_TRIED, ItemState, SetPlan, Upload, UploadItem

_OURS = {
    OTHER_SPEC: "Apple found it to be for another device. Export it in a size of this one",
    NO_ROOM: "no room: another user filled the set meanwhile",
    NOT_TRIED: "not sent, because another file of this set failed",
}


@dataclass(frozen=True, kw_only=True)
class SetResult:
    """How the upload to one set ended: how far each image is, and Apple's ids of what the set `holds`, in order.

    `restored`: it holds what it held before and nothing new. `error` stopped it after everything was restored.
    `arrived` is what others added during the upload, and what therefore stays. `placed`: how many of the images the App
    Asset Library had, so that they were not sent.
    """

    plan: SetPlan
    items: tuple[UploadItem, ...]
    removed: int = 0
    placed: int = 0
    holds: tuple[str, ...] = ()
    reordered: bool = False
    restored: bool = False
    arrived: tuple[ExistingImage, ...] = ()
    error: AppStoreError | None = None

    @classmethod
    def unchanged(cls, plan: SetPlan) -> SetResult:
        """Return the result of a set that held everything already."""
        items = tuple(UploadItem(progress=ItemState.THERE) for _ in plan.images)
        return cls(plan=plan, items=items, holds=tuple(image.id for image in plan.before))

    @property
    def label(self) -> str:
        """Return `en-US · iPhone 6.9"`."""
        return plan_label(self.plan)

    @property
    def sent(self) -> int:
        """Return how many images were uploaded, or placed by the App Asset Library."""
        return sum(item.progress is ItemState.COMPLETE for item in self.items)

    @property
    def there(self) -> int:
        """Return how many wanted images were there already."""
        kept = not self.restored and self.error is None
        return sum(item.progress is ItemState.THERE for item in self.items) if kept else 0

    @property
    def changed(self) -> bool:
        """Return whether the set differs from before."""
        return bool(self.sent or self.removed or self.reordered)

    @property
    def failed(self) -> tuple[tuple[str, str], ...]:
        """Return name and reason of each image that was not uploaded."""
        pairs = zip(self.plan.images, self.items, strict=True)
        return tuple((image.wanted.name, why(item)) for image, item in pairs if item.progress in LOST)

    @property
    def fine(self) -> bool:
        """Return whether every wanted image is there."""
        return self.error is None and not any(item.progress in LOST for item in self.items)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of what the set holds now, in order, as far as they are known."""
        known = {image.id: image.name for image in (*self.plan.before, *self.arrived)}
        pairs = zip(self.plan.images, self.items, strict=True)
        known |= {item.id: image.wanted.name for image, item in pairs if item.id}
        return tuple(known.get(image_id, "?") for image_id in self.holds)


def report(upload: Upload, results: Sequence[SetResult], *, seconds: float, calls: int, cannot_undo: int) -> Message:
    """Report how the upload ended. `calls` counts those to Apple, `cannot_undo` images that Undo can't restore."""
    fine = all(result.fine for result in results)
    changed = any(result.changed for result in results)
    head = _headline(upload, results, fine=fine, changed=changed)
    blocks: list[Block] = [section(f"*{head}*")]
    lines = [_outcome(result, undoing=bool(upload.reverts)) for result in results]
    blocks += _sets(results, lines)
    failed = [(result.label, name, reason) for result in results for name, reason in result.failed]
    if failed:
        rows = [[span(file_name(name), "code"), span(f" ({where}): {why}")] for where, name, why in failed[:40]]
        blocks.append(rich(bullets(rows)))
    blocks += [context(note) for note in validation.notes(upload)]
    blocks.append(context(f"{plural(max(1, round(seconds)), 'second')} · {plural(calls, 'call')} to App Store Connect"))
    blocks.append(actions(*_buttons(upload, fine=fine, changed=changed, cannot_undo=cannot_undo)))
    texts = [f"{result.label}: {line}." for result, line in zip(results, lines, strict=True)]
    texts += [f"{escape(name)}: {escape(why)}." for _, name, why in failed]
    return message(" ".join([f"{head}.", *texts, *validation.notes(upload)]), *blocks)


def _sets(results: Sequence[SetResult], lines: Sequence[str]) -> list[Block]:
    """Render each set in a line, and the names in order where there are few images."""
    shown = [
        [span(result.label, "bold"), span(": "), *spans(line)] for result, line in zip(results, lines, strict=True)
    ]
    if sum(len(result.names) for result in results) > MOST_ROWS or not any(result.names for result in results):
        return [rich(bullets(shown[start : start + 25])) for start in range(0, min(len(shown), 100), 25)]
    return [
        rich(
            paragraph(*line),
            *([numbered([[span(file_name(name), "code")] for name in result.names])] if result.names else []),
        )
        for line, result in zip(shown, results, strict=True)
    ]


def _headline(upload: Upload, results: Sequence[SetResult], *, fine: bool, changed: bool) -> str:
    if upload.reverts:
        return _undone(upload, fine=fine)
    sent, removed = sum(result.sent for result in results), sum(result.removed for result in results)
    version, where, noun = version_name(upload), destination(upload), noun_of(upload.sets)
    if fine and not changed:
        return f"Everything is there already in {where}. Nothing was sent"
    if fine and (sent or removed):
        uploaded = f"{plural(sent, noun)} uploaded to {where}"
        if sent == sum(result.placed for result in results):
            uploaded = f"{plural(sent, noun)} placed on {version}, and none sent: the {LIBRARY} had the files"
        return uploaded if sent else f"{plural(removed, f'old {noun}')} removed from {version}"
    if fine:
        ordered = f"{noun[:1].upper()}{noun[1:]}s of {version} put in order"
        return f"{ordered} in the {LIBRARY}" if is_in_library(upload) else ordered
    bad = sum(len(result.failed) for result in results)
    if not changed and not any(result.there for result in results):
        return f"Nothing was uploaded to {where}"
    return f"Not everything was uploaded to {where}: {sent} done, {bad or 'some'} not"


def _undone(upload: Upload, *, fine: bool) -> str:
    if not fine:
        return f"Not everything could be undone in {version_name(upload)}"
    if upload.notes or upload.remarks:
        return f"Undone in {version_name(upload)} as far as possible"
    return f"Undone: {version_name(upload)} shows what it did before"


def _outcome(result: SetResult, *, undoing: bool) -> str:
    sent = ((result.sent - result.placed, "uploaded"), (result.placed, "placed"))
    parts = [f"{count} {what}" for count, what in sent if count]
    if result.there:
        parts.append(f"{result.there} there already")
    if result.removed:
        parts.append(f"{result.removed} removed" if undoing else f"{result.removed} old removed")
    if result.reordered:
        parts.append("order set")
    if result.restored:
        parts.append("left as it was")
    if result.arrived:
        parts.append(f"kept {len(result.arrived)} that others added meanwhile")
    if result.error:
        parts.append(errors.reason(result.error))
    if result.holds or result.removed:
        noun = noun_of([result.plan])
        parts.append(f"holds {plural(len(result.holds), noun) if result.holds else f'no {noun}s'} now")
    return ", ".join(parts) or "nothing to do"


def _buttons(upload: Upload, *, fine: bool, changed: bool, cannot_undo: int) -> list[Block]:
    made, noun = [], noun_of(upload.sets)
    if not fine:
        made.append(button("Retry", RETRY, upload.id, style="primary", says="Retry what is missing"))
    if changed:
        lost = (
            f"{plural(cannot_undo, noun)} that the bot did not upload itself can't be restored."
            if cannot_undo
            else f"All old {noun}s are restored, in order."
        )
        dialog = confirm("Undo this upload?", f"This restores what the sets held before. {lost}", "Undo")
        made.append(button("Undo", UNDO, upload.id, confirm=dialog, says="Undo this upload"))
    if upload.target is not None:
        url = f"https://appstoreconnect.apple.com/apps/{upload.target.app_id}/distribution"
        made.append(link_button("App Store Connect", url, OPEN_APP_STORE_CONNECT))
    return made


def why(item: UploadItem) -> str:
    """Return why an image was not uploaded."""
    if item.reason in _OURS:
        return _OURS[item.reason]
    if item.progress is ItemState.STUCK:
        return "Apple did not finish processing it in time"
    code, _, detail = item.reason.partition(" ")
    if words := apples_reason(code):
        return f"{words} ({detail})" if detail else words
    return f"Apple refused it: {item.reason}" if item.reason else "Apple could not process it"


def cancelled(upload: Upload, *, touched: bool) -> Message:
    """Report a cancelled upload. `touched`: old images were removed already, so the new ones stay."""
    where = f" to {version_name(upload)}" if upload.target else ""
    holds = (
        "Some old screenshots were already removed, so the new ones stay: `/asc screenshots` shows them."
        if touched
        else "The sets hold what they held before."
    )
    text = f"Upload{where} cancelled by <@{upload.cancelled_by}>. {holds}"
    when = clock_time(upload.cancelled_at)
    retry = [actions(button("Retry", RETRY, upload.id))] if upload.sets else []
    return message(f"{text} {when}", section(text), context(when), *retry)
