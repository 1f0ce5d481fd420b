"""Texts of a store page before and after, as quotes where they are few and as lines or a table where they are many."""

from __future__ import annotations

from collections.abc import Sequence

from appstore.fields import Field, count
from cards.blocks import Block, bullets, context, escape, join_words, paragraph, plural, quote, rich, shorten, span
from cards.wording.states import platform_words, state_words
from cards.wording.texts import label, language
from records.text_changes import Applied

WHOLE = 4
"""Up to so many texts are shown whole; of more, a line each."""

SHORT = 60
"""Characters of a text on one line."""

LONG = 700
"""Characters of a text in a quote."""

_MOST_LINES = 40


def grouped(applied: Sequence[Applied]) -> list[tuple[Applied, list[Applied]]]:
    """Each text once, with all the places where it was and will be the same."""
    found: dict[tuple[str, Field, str, str], list[Applied]] = {}
    for one in applied:
        found.setdefault((one.locale, one.field, one.old, one.new), []).append(one)
    return [(places[0], places) for places in found.values()]


def before_and_after(applied: Sequence[Applied], *, counted: bool = False) -> list[Block]:
    """Few texts whole, as quotes with where they stand; many as a line each."""
    found = grouped(applied)
    if not found:
        return []
    if len(found) > WHOLE:
        lines = [
            [
                span(f"{one.locale} {label(one.field)}: ", "bold"),
                span(f"{line(one.old, one.new)} → {line(one.new, one.old)}"),
            ]
            for one, _ in found[:_MOST_LINES]
        ]
        rest = [context(f"and {plural(len(found) - _MOST_LINES, 'other text')}")] if len(found) > _MOST_LINES else []
        return [rich(bullets(lines)), *rest]
    return [
        rich(
            paragraph(span(f"{language(one.locale)} · {label(one.field)}", "bold"), span(f"\n{_places(places)}")),
            paragraph(span("Before", "italic")),
            quote(around(one.old, one.new, LONG)),
            paragraph(span(f"After{_counted(one) if counted else ''}", "italic")),
            quote(around(one.new, one.old, LONG)),
        )
        for one, places in found
    ]


def _places(places: Sequence[Applied]) -> str:
    where = [
        f"{place.version} ({platform_words(place.platform)}, {state_words(place.state)})"
        if place.version
        else f"the app ({state_words(place.state)})"
        for place in places
    ]
    return f"in {join_words(where)}"


def table(applied: Sequence[Applied]) -> Block:
    """Slack's tables take 100 rows and 10,000 characters a message."""
    rows: list[list[str]] = [["Language", "Text", "Before", "After"]]
    room = 9000
    for one, _ in grouped(applied)[:99]:
        cells = [one.locale, label(one.field), line(one.old, one.new), line(one.new, one.old)]
        room -= sum(map(len, cells))
        if room < 0:
            break
        rows.append(cells)
    return {"type": "table", "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in rows]}


def fits(applied: Sequence[Applied]) -> bool:
    """Whether a card can show every change whole."""
    found = grouped(applied)
    whole = all(len(text) <= SHORT for one, _ in found for text in (one.old, one.new))
    rows = table(applied)["rows"]
    return len(found) <= WHOLE or (whole and isinstance(rows, list) and len(rows) == len(found) + 1)


def _counted(applied: Applied) -> str:
    return f" ({count(applied.new):,} of {applied.field.limit:,} characters)"


def spoken_changes(applied: Sequence[Applied]) -> list[str]:
    """The same for screen readers and notifications, in mrkdwn."""
    return [
        escape(f"{one.locale} {label(one.field)} {_places(places)}: {_from_to(one)}")
        for one, places in grouped(applied)[:12]
    ]


def _from_to(applied: Applied) -> str:
    return f"“{line(applied.old, applied.new)}” → “{line(applied.new, applied.old)}”"


def around(one: str, other: str, most: int) -> str:
    """The part of a text from shortly before the place where it differs from another one, at most so long."""
    if len(one) <= most:
        return one or "(empty)"
    same = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    start = max(0, min(same - most // 3, len(one) - most + 1))
    return shorten(f"…{one[start:].lstrip()}" if start else one, most)


def line(one: str, other: str = "") -> str:
    """The same on one line, short enough for a table."""
    return around(" ".join(one.split()), " ".join(other.split()), SHORT)
