"""The audit trail as users read it: a message with the newest changes, and all of them as a table."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from appstore.catalog.display_types import DisplayType, label
from appstore.media.review_screenshots import REVIEW_SCREENSHOT
from appstore.texts.tables import csv_of
from cards.blocks import (
    Block,
    actions,
    bullets,
    button,
    clock_time,
    escape,
    join_words,
    message,
    plural,
    rich,
    section,
    shorten,
    span,
    text_message,
)
from cards.wording.accounts import shown_account
from cards.wording.audit_tags import wording
from cards.wording.states import platform_words
from records.audit import AuditEntry
from records.messages import Message

CSV = "audit.csv"
MOST = 100

_FIELDS = {
    "promo": "promotional text",
    "whatsnew": "what's new",
    "supporturl": "support URL",
    "marketingurl": "marketing URL",
    REVIEW_SCREENSHOT: "Apple's reviewers",
}
_COLUMNS = (
    "time (UTC)", "user", "name", "channel", "app", "version", "locale", "action", "field", "old", "new", "answer",
    "source", "run", "account", "platform", "reason",
)  # fmt: skip
# The answers that are none: it may have been done, or not.
_SILENT = {
    "Unavailable": "Apple did not respond, so it may have been done or not",
    "Incomplete": "Apple did not respond, so it may have been done or not",
    "RateLimited": "Apple's hourly limit was used up",
}


def trail(
    entries: Sequence[AuditEntry], names: Mapping[str, str], invocation_id: str, locale: str | None = None
) -> Message:
    """Show the newest changes, newest first; `names` has the name for each user id. The button sends all of them."""
    where = f" in {locale}" if locale else ""
    if not entries:
        return text_message(f"Nothing has been changed{where} with this bot yet in this channel's app.")
    head = "The last change" if len(entries) == 1 else f"The last {len(entries)} changes"
    head = f"{head}{where}, newest first"
    room = max(24, min(160, 2400 // len(entries)))
    sentences = [(entry.at, _sentence(entry, names, room)) for entry in entries]
    lines = [[_date(at), span(f"  {sentence}")] for at, sentence in sentences]
    blocks: list[Block] = [section(f"*{head}*")]
    blocks += [rich(bullets(lines[start : start + 25])) for start in range(0, len(lines), 25)]
    blocks.append(actions(button("CSV", CSV, invocation_id, says="Send the whole audit trail as a CSV file")))
    text = "".join(f"\n{clock_time(at, '{date_num} {time}')} {escape(sentence)}." for at, sentence in sentences)
    return message(f"{head}:{text}", *blocks)


def _date(moment: float) -> Block:
    fallback = datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return {"type": "date", "timestamp": int(moment), "format": "{date_num} {time}", "fallback": fallback}


def _sentence(entry: AuditEntry, names: Mapping[str, str], room: int) -> str:
    phrase = wording(entry.tag)
    text = f"{names.get(entry.user, entry.user)} {phrase.did}"
    if entry.field:
        text += f" {_field(entry.field)}"
    account = "" if entry.account in {"", entry.old, entry.new} else shown_account(entry.account)
    where = (entry.locale, entry.version, platform_words(entry.platform), account)
    if about := [part for part in where if part]:
        text += f" ({', '.join(about)})"
    if phrase.shows_value:
        text += f": {_value(entry.new or entry.old, room)}"
    elif entry.old or entry.new:
        text += f": {_value(entry.old, room)} → {_value(entry.new, room)}"
    if entry.source:
        text += f", by {entry.source}" + (f" ({entry.run})" if entry.run else "")
    return text if entry.answer == "ok" else f"{text}. {_refusal(entry, room)}"


def _refusal(entry: AuditEntry, room: int) -> str:
    if entry.answer in _SILENT:
        return _SILENT[entry.answer]
    if not entry.reason:
        return f"It was refused: {entry.answer}"
    return f"Apple refused it: {_value(entry.reason, 2 * room)} ({entry.answer})"


def _value(text: str, room: int) -> str:
    return f"“{shorten(' '.join(text.split()), room)}”" if text else "(empty)"


def _field(field: str) -> str:
    return label(DisplayType(field)) if field in DisplayType.__members__ else _FIELDS.get(field, field)


def table(entries: Iterable[AuditEntry], names: Mapping[str, str]) -> bytes:
    """Return every entry as CSV in UTF-8 with a byte order mark for spreadsheets; no cell can become a formula."""
    rows = [_COLUMNS]
    for entry in entries:
        moment = datetime.fromtimestamp(entry.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        rest = (entry.channel, entry.app, entry.version, entry.locale, entry.tag, entry.field)
        outcome = (entry.old, entry.new, entry.answer, entry.source, entry.run, entry.account, entry.platform)
        rows.append((moment, entry.user, names.get(entry.user, ""), *rest, *outcome, entry.reason))
    return csv_of(rows)


def sent(count: int) -> str:
    """Return the text of the message with the file."""
    return f"The audit trail: {plural(count, 'change')}, oldest first."


def unclear(words: str, closest: Sequence[str]) -> Message:
    """Reply to words that are neither a number nor a locale."""
    near = f" Did you mean {join_words([f'`{word}`' for word in closest], 'or')}?" if closest else ""
    return text_message(
        f"`{escape(words)}` is neither a locale nor a number of changes.{near} For example: `/asc audit`, "
        "`/asc audit 50` or `/asc audit 20 de-DE`."
    )


def number_out_of_range(number: str) -> Message:
    """Reply to a number that is too large or too small."""
    return text_message(
        f"I can show 1 to {MOST} changes at once, not {escape(shorten(number, 20))}. The button `CSV` under "
        "`/asc audit` sends all of them."
    )


def too_old() -> Message:
    """Reply to the button of a message that is older than a week."""
    return text_message("This button has expired. Use `/asc audit` again.")
