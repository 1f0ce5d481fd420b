"""Shows texts before and after: a few as quotes, many as lines or a table."""

from collections.abc import Sequence

from appstore.fields import Field, count
from cards.blocks import Block, bullets, context, escape, join_words, paragraph, plural, quote, rich, shorten, span
from cards.wording.states import platform_words, state_words
from cards.wording.texts import label, language, owner
from records.text_changes import Applied

# Up to this many texts are shown whole, more as a line each.
WHOLE = 4

# Characters of a text on one line, and in a quote.
SHORT, LONG = 60, 700

_MOST_LINES = 40


def grouped(applied: Sequence[Applied]) -> list[tuple[Applied, list[Applied]]]:
    """Return each change once, with all the texts that it applies to."""
    found: dict[tuple[str, Field, str, str], list[Applied]] = {}
    for text in applied:
        found.setdefault((text.locale, text.field, text.old, text.new), []).append(text)
    return [(texts[0], texts) for texts in found.values()]


def before_and_after(applied: Sequence[Applied], *, counted: bool = False) -> list[Block]:
    """Show a few texts whole, as quotes with their versions, or many as a line each."""
    found = grouped(applied)
    if not found:
        return []
    if len(found) > WHOLE:
        lines = [
            [
                span(f"{text.locale} {label(text.field)}: ", "bold"),
                span(f"{line(text.old, text.new)} → {line(text.new, text.old)}"),
            ]
            for text, _ in found[:_MOST_LINES]
        ]
        rest = [context(f"and {plural(len(found) - _MOST_LINES, 'other text')}")] if len(found) > _MOST_LINES else []
        return [rich(bullets(lines)), *rest]
    return [
        rich(
            paragraph(span(f"{language(text.locale)} · {label(text.field)}", "bold"), span(f"\n{_versions(texts)}")),
            paragraph(span("Before", "italic")),
            quote(around(text.old, text.new, LONG)),
            paragraph(span(f"After{_counted(text) if counted else ''}", "italic")),
            quote(around(text.new, text.old, LONG)),
        )
        for text, texts in found
    ]


def _versions(applied: Sequence[Applied]) -> str:
    where = [
        f"{text.version} ({platform_words(text.platform)}, {state_words(text.state)})"
        if text.version
        else f"the app ({state_words(text.state)})"
        for text in applied
    ]
    return f"in {join_words(where)}"


def table(applied: Sequence[Applied]) -> Block:
    """Show the changes as a table, as far as Slack takes it: 100 rows and 10,000 characters a message.

    Where they concern several versions, a column says which.
    """
    several = len({text.version_id for text in applied if text.version}) > 1
    rows: list[list[str]] = [["Language", "Text", *(["Version"] if several else []), "Before", "After"]]
    room = 9000
    for text, texts in grouped(applied)[:99]:
        where = [join_words([owner(other.version, other.platform) for other in texts])] if several else []
        cells = [text.locale, label(text.field), *where, line(text.old, text.new), line(text.new, text.old)]
        room -= sum(map(len, cells))
        if room < 0:
            break
        rows.append(cells)
    return {"type": "table", "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in rows]}


def fits(applied: Sequence[Applied]) -> bool:
    """Return whether a message can show every change whole."""
    found = grouped(applied)
    whole = all(len(text) <= SHORT for change, _ in found for text in (change.old, change.new))
    rows = table(applied)["rows"]
    return len(found) <= WHOLE or (whole and isinstance(rows, list) and len(rows) == len(found) + 1)


def _counted(applied: Applied) -> str:
    return f" ({count(applied.new):,} of {applied.field.limit:,} characters)"


def fallback_changes(applied: Sequence[Applied]) -> list[str]:
    """Return the changes for screen readers and notifications, in mrkdwn."""
    return [
        escape(
            f"{text.locale} {label(text.field)} {_versions(texts)}: "
            f"“{line(text.old, text.new)}” → “{line(text.new, text.old)}”"
        )
        for text, texts in grouped(applied)[:12]
    ]


def around(text: str, other: str, most: int) -> str:
    """Return the part of a text around its first difference from another, at most `most` characters."""
    if len(text) <= most:
        return text or "(empty)"
    same = next((i for i, pair in enumerate(zip(text, other, strict=False)) if pair[0] != pair[1]), len(other))
    start = max(0, min(same - most // 3, len(text) - most + 1))
    return shorten(f"…{text[start:].lstrip()}" if start else text, most)


def line(text: str, other: str) -> str:
    """Return the same on one line, short enough for a table."""
    return around(" ".join(text.split()), " ".join(other.split()), SHORT)
