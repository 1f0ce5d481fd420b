"""The last card of an upload: what each set holds now, what failed and why, and the ways on from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from appstore.plan import Mode, Plan
from cards.parts import (
    Block,
    actions,
    bullets,
    button,
    card,
    clock_time,
    confirm,
    context,
    escape,
    file_name,
    link_button,
    many,
    numbered,
    paragraph,
    rich,
    section,
    span,
    spans,
)
from cards.screenshots import MOST_ROWS, OPEN_APP_STORE_CONNECT, RETRY, UNDO, place, version_name
from records.batches import NO_ROOM, NOT_TRIED, Batch, Progress, SetPlan, Shot, Target
from records.wishes import Card

_OURS = {
    NO_ROOM: "somebody else has filled the set meanwhile, and there was no room left",
    NOT_TRIED: "not sent any more, because another one of this set had failed",
}


@dataclass(frozen=True)
class SetEnd:
    """How one set ended; numbers are pictures, `names` those that it holds, in order.

    `failed` has (name, reason) of those that did not make it.
    """

    place: str
    sent: int = 0
    there: int = 0
    removed: int = 0
    holds: int = 0
    names: tuple[str, ...] = ()
    reordered: bool = False
    restored: bool = False
    failed: tuple[tuple[str, str], ...] = ()
    error: str = ""

    @property
    def fine(self) -> bool:
        """Whether everything wished is there."""
        return not self.failed and not self.error


def result(
    batch: Batch, target: Target, ends: Sequence[SetEnd], *, seconds: float, calls: int, cannot_undo: int = 0
) -> Card:
    """How the upload ended. `calls` counts those to Apple, `cannot_undo` pictures that Undo could not bring back."""
    fine = all(end.fine for end in ends)
    changed = any(end.sent or end.removed or end.reordered for end in ends)
    head = _headline(batch, target, ends, fine=fine, changed=changed)
    blocks: list[Block] = [section(f"*{head}*")]
    lines = [_told(end, undoing=bool(batch.reverts)) for end in ends]
    blocks += _sets(ends, lines)
    failed = [(end.place, *one) for end in ends for one in end.failed]
    if failed:
        blocks.append(
            rich(
                bullets(
                    [[span(file_name(name), "code"), span(f" ({where}): {why}")] for where, name, why in failed[:40]]
                )
            )
        )
    for note in batch.notes:
        blocks.append(context(note))
    took = many(max(1, round(seconds)), "second")
    blocks.append(context(f"{took} · {many(calls, 'call')} to App Store Connect"))
    blocks.append(actions(*_buttons(batch, target, fine=fine, changed=changed, cannot_undo=cannot_undo)))
    spoken = [f"{end.place}: {told}." for end, told in zip(ends, lines, strict=True)]
    spoken += [f"{escape(name)}: {escape(why)}." for _, name, why in failed]
    return card(" ".join([f"{head}.", *spoken, *batch.notes]), *blocks)


def _sets(ends: Sequence[SetEnd], lines: Sequence[str]) -> list[Block]:
    """Each set in a line, and where there are few pictures in all their names in order."""
    shown = [[span(end.place, "bold"), span(": "), *spans(told)] for end, told in zip(ends, lines, strict=True)]
    if sum(len(end.names) for end in ends) > MOST_ROWS or not any(end.names for end in ends):
        return [rich(bullets(shown[start : start + 25])) for start in range(0, min(len(shown), 100), 25)]
    return [
        rich(
            paragraph(*line),
            *([numbered([[span(file_name(name), "code")] for name in end.names])] if end.names else []),
        )
        for line, end in zip(shown, ends, strict=True)
    ]


def _headline(batch: Batch, target: Target, ends: Sequence[SetEnd], *, fine: bool, changed: bool) -> str:
    if batch.reverts:
        return _undone(batch, target, fine=fine)
    sent, removed = sum(end.sent for end in ends), sum(end.removed for end in ends)
    where = version_name(target)
    if fine and not changed:
        return f"Everything is there already in {where}. Nothing was sent"
    if fine and (sent or removed):
        uploaded = f"{many(sent, 'screenshot')} uploaded to {where}"
        return uploaded if sent else f"{many(removed, 'old screenshot')} removed from {where}"
    if fine:
        return f"Screenshots of {where} put in order"
    bad = sum(len(end.failed) for end in ends)
    if not changed and not any(end.there for end in ends):
        return f"Nothing was uploaded to {where}"
    return f"Not everything was uploaded to {where}: {sent} done, {bad or 'some'} not"


def _undone(batch: Batch, target: Target, *, fine: bool) -> str:
    if not fine:
        return f"Not everything could be undone in {version_name(target)}"
    if batch.notes:
        return f"Undone in {version_name(target)} as far as possible"
    return f"Undone: {version_name(target)} shows what it did before"


def _told(end: SetEnd, *, undoing: bool) -> str:
    parts = []
    if end.sent:
        parts.append(f"{end.sent} uploaded")
    if end.there:
        parts.append(f"{end.there} there already")
    if end.removed:
        parts.append(f"{end.removed} removed" if undoing else f"{end.removed} old removed")
    if end.reordered:
        parts.append("order set")
    if end.restored:
        parts.append("left as it was")
    if end.error:
        parts.append(end.error)
    if end.holds or end.removed:
        parts.append(f"holds {many(end.holds, 'screenshot') if end.holds else 'no screenshots'} now")
    return ", ".join(parts) or "nothing to do"


def _buttons(batch: Batch, target: Target, *, fine: bool, changed: bool, cannot_undo: int) -> list[Block]:
    made = []
    if not fine:
        made.append(button("Retry", RETRY, batch.id, style="primary", says="Retry what is missing"))
    if changed:
        lost = (
            f"{many(cannot_undo, 'screenshot')} that the bot did not upload itself can't be brought back."
            if cannot_undo
            else "Every screenshot of before comes back, in order."
        )
        asked = confirm("Undo this upload?", f"The sets get back what they held before. {lost}", "Undo")
        made.append(button("Undo", UNDO, batch.id, confirm=asked, says="Undo this upload"))
    made.append(link_button("App Store Connect", version_url(target), OPEN_APP_STORE_CONNECT))
    return made


def why(shot: Shot) -> str:
    """Why a picture did not make it."""
    if shot.reason in _OURS:
        return _OURS[shot.reason]
    if shot.progress is Progress.STUCK:
        return "Apple did not finish processing it, twice"
    return f"Apple refused it: {shot.reason}" if shot.reason else "Apple could not process it"


def version_url(target: Target) -> str:
    """The page of the app's version in App Store Connect."""
    return f"https://appstoreconnect.apple.com/apps/{target.app_id}/distribution"


def cancelled(batch: Batch, target: Target | None, *, touched: bool) -> Card:
    """Somebody pressed Cancel; the sets are as they were, or some old ones had made room already (`touched`)."""
    where = f" to {version_name(target)}" if target else ""
    holds = (
        "Some old screenshots had made room already, so the good new ones stay: `/asc screenshots` shows them."
        if touched
        else "The sets hold what they held before."
    )
    text = f"Upload{where} cancelled by <@{batch.cancelled_by}>. {holds}"
    when = clock_time(batch.cancelled_at)
    retry = [actions(button("Retry", RETRY, batch.id))] if batch.sets else []
    return card(f"{text} {when}", section(text), context(when), *retry)


def dry_run(batch: Batch, target: Target, plans: Sequence[tuple[SetPlan, Plan]], missing: Sequence[str]) -> Card:
    """What would be done, in order; nothing was changed."""
    head = f"Dry run: nothing was changed. This would happen in {version_name(target)}"
    blocks: list[Block] = [section(f"*{head}*")]
    spoken = []
    for one, plan in plans[:40]:
        told = _plan_words(one, plan, batch.mode, missing)
        spoken.append(f"{place(one.locale, one.display_type)}: {told}.")
        names = [
            [span(file_name(picture.piece.name), "code"), span(f"  {_what(number, plan)}")]
            for number, picture in enumerate(one.pictures)
        ]
        blocks.append(
            rich(
                {
                    "type": "rich_text_section",
                    "elements": [span(place(one.locale, one.display_type), "bold"), span(f": {told}")],
                },
                numbered(names),
            )
        )
    blocks += [context(note) for note in batch.notes]
    return card(" ".join([f"{head}.", *spoken, *batch.notes]), *blocks)


def _what(number: int, plan: Plan) -> str:
    return "would be sent" if number in plan.send else "is there already"


def _plan_words(one: SetPlan, plan: Plan, mode: Mode, missing: Sequence[str]) -> str:
    parts = [f"{len(plan.send)} would be sent"]
    if plan.found:
        parts.append(f"{len(plan.found)} there already")
    if plan.remove:
        parts.append(f"{len(plan.remove)} old would be removed")
    if not plan.in_order(one.before) and not plan.send:
        parts.append("the order would be set")
    if mode is Mode.ASK and one.before and plan.send:
        parts.append(f"it holds {len(one.before)}, so you would be asked whether to replace or add")
    if one.locale in missing:
        parts.append("the language would be created after asking")
    elif not one.set_id:
        parts.append("the set would be created")
    return ", ".join(parts)
