"""The message in which a releaser decides, seen by that user only, and what becomes of the decision."""

from collections.abc import Mapping, Sequence

from cards.blocks import (
    Block,
    actions,
    bullets,
    button,
    clock_time,
    confirm,
    context,
    escape,
    join_words,
    message,
    rich,
    section,
    span,
    text_message,
)
from cards.wording.accounts import title_of
from cards.wording.review_items import ITEMS, item_line
from cards.wording.states import platform_words, state_words
from cards.wording.texts import language
from records.dispatch.decisions import DecisionState, ReleaserDecision
from records.messages import Message

ACCEPT = "decision.accept"
CANCEL = "decision.cancel"
# The same for kinds that editors may decide.
ACCEPT_AS_EDITOR = "decision.accept_as_editor"
CANCEL_AS_EDITOR = "decision.cancel_as_editor"

# Why a decision waits.
SILENT = "App Store Connect does not respond at the moment. I look what it has done before I repeat anything."

# The names under which a decision keeps the texts of a language: `text:de-DE`.
TEXTS = "text:"
_NAMES = {
    "state": "its state",
    "version": "its number",
    "build": "the build",
    "release": "how it will be released",
    "submission": "its submission",
    "its texts": "what it says",
}


def offer(
    decision_id: str,
    text: str,
    *details: Block,
    label: str,
    question: str,
    consequence: str,
    danger: bool = False,
    by_editors: bool = False,
) -> Message:
    """Offer a decision: `text` and `details`, a button with this label and the dialog before it, and `Cancel`.

    The dialog names what will be done in `question` and `consequence`, both as plain text. `by_editors`: as its kind.
    """
    cancel = button("Cancel", CANCEL_AS_EDITOR if by_editors else CANCEL, decision_id)
    accept = button(
        label,
        ACCEPT_AS_EDITOR if by_editors else ACCEPT,
        decision_id,
        style="danger" if danger else "primary",
        confirm=confirm(question, consequence, label, danger=danger),
    )
    return message(
        text,
        section(text),
        *details,
        actions(accept, cancel),
    )


def dry_run(offered: Message) -> Message:
    """Return an offer without its buttons, for `--dry-run`."""
    blocks = [block for block in offered.blocks if block["type"] != "actions"]
    note = "(A dry run: nothing was changed.)"
    return message(f"{offered.text} {note}", *blocks, section(note))


def about(decision: ReleaserDecision) -> str:
    """Return what a decision is about, in mrkdwn: `*Tide* 1.2.0 (iOS)`."""
    version = f" {escape(decision.version)}" if decision.version else ""
    platform = f" ({platform_words(decision.platform)})" if decision.platform else ""
    return f"*{escape(title_of(decision))}*{version}{platform}"


def taken(decision: ReleaserDecision, label: str) -> Message:
    """Replace the offer, without its buttons, once it was accepted."""
    return text_message(f"*{label}*, {about(decision)}: chosen by you. The result follows in the channel.")


def cancelled(decision: ReleaserDecision) -> Message:
    """Replace the offer, without its buttons, once it was cancelled."""
    return text_message(f"Cancelled. Nothing was changed in {about(decision)}.")


def too_late(decision: ReleaserDecision | None) -> Message:
    """Reply to a press after the first, or after the decision has expired."""
    if decision is None:
        return text_message("This is too old to decide about, so nothing was done. Write the command again.")
    if decision.state is DecisionState.CANCELLED:
        return text_message(f"<@{decision.decided_by}> has cancelled this already. Write the command again.")
    return text_message(
        f"<@{decision.decided_by}> was first, {clock_time(decision.decided_at)}. Nothing else was done."
    )


def overtaken(decision: ReleaserDecision, label: str, changed: Mapping[str, tuple[str, str]], again: str) -> Message:
    """Report that what the offer showed is no longer so; `again` is the command that shows it anew."""
    lines = [*_changes(changed)]
    text = f"<@{decision.decided_by}> chose *{label}* for {about(decision)}, but it has changed since that was shown"
    after = f"Nothing was done. `/asc {escape(again)}` shows how it is now."
    return message(
        f"{text}: {escape('; '.join(lines))}. {after}",
        section(f"{text}:"),
        rich(bullets([[span(line)] for line in lines])),
        section(after),
    )


def _changes(changed: Mapping[str, tuple[str, str]]) -> list[str]:
    """Return what has changed, a line each; texts are summed up by language."""
    lines = [
        f"{_NAMES.get(name, name)} was {_value(name, old)} and is now {_value(name, new)}"
        for name, (old, new) in changed.items()
        if not name.startswith((TEXTS, ITEMS))
    ]
    lines += [
        f"{item_line(new or old)} {'is in the submission now' if new else 'is no longer in the submission'}"
        for name, (old, new) in changed.items()
        if name.startswith(ITEMS)
    ]
    locales = [name.removeprefix(TEXTS) for name in changed if name.startswith(TEXTS)]
    return [*lines, f"the texts in {join_words([*map(language, locales)])} are different"] if locales else lines


def _value(name: str, value: str) -> str:
    if not value:
        return "none"
    if name in {"state", "submission"}:
        return state_words(value)
    return f"“{value}”" if name == "release" else value


def gone(decision: ReleaserDecision, label: str) -> Message:
    """Report that what the offer was about no longer exists at Apple."""
    return text_message(
        f"<@{decision.decided_by}> chose *{label}* for {about(decision)}, which no longer exists in App Store Connect. "
        "Nothing was done."
    )


def result(text: str, *, at: float, details: Sequence[Block] = (), note: str = "") -> Message:
    """Post what a decision has led to: `text` in mrkdwn, then `details`; with the time, and perhaps a note."""
    small = f"{clock_time(at, '{date_short_pretty} {time}')}{f' · {note}' if note else ''}"
    return message(f"{text}{f' {note}' if note else ''}", section(text), *details, context(small))


def progress(decision: ReleaserDecision, label: str, text: str, until: float = 0.0) -> Message:
    """Say what a decision waits for at Apple, in plain words; `until` is the next attempt (epoch seconds)."""
    again = f" I try again at {clock_time(until, '{time_secs}')}." if until else ""
    return text_message(f"⏳ *{label}*, {about(decision)}, chosen by <@{decision.decided_by}>: {text}{again}")


def failed(decision: ReleaserDecision, label: str, why: str) -> Message:
    """Report that a decision could not be carried out, and why (mrkdwn)."""
    return text_message(f"❌ *{label}*, {about(decision)}, chosen by <@{decision.decided_by}>: {why}")
