"""Texts of a store page before and after, as quotes where they are few and as lines or a table where they are many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from appstore.listing import Field, count
from cards.listing_words import label, language
from cards.parts import Block, bullets, context, escape, listed, many, paragraph, quote, rich, shorten, span
from cards.states import platform_words, state_words
from records.changes import Applied

WHOLE = 4
"""Up to so many texts are shown whole; of more, a line each."""

_MOST_LINES = 40


def _groups(applied: Sequence[Applied]) -> Mapping[tuple[str, Field, str, str], list[Applied]]:
    """Places with the same text before and after, told as one."""
    found: dict[tuple[str, Field, str, str], list[Applied]] = {}
    for one in applied:
        found.setdefault((one.locale, one.field, one.old, one.new), []).append(one)
    return found


def grouped(applied: Sequence[Applied]) -> list[tuple[Applied, list[Applied]]]:
    """Each text once, with all the places where it stands."""
    return [(places[0], places) for places in _groups(applied).values()]


def before_and_after(applied: Sequence[Applied], *, counted: bool = False) -> list[Block]:
    """Few texts whole, as quotes with where they stand; many as a line each."""
    found = grouped(applied)
    if not found:
        return []
    if len(found) > WHOLE:
        lines = [
            [span(f"{one.locale} {label(one.field)}: ", "bold"), span(f"{short(one.old)} → {short(one.new)}")]
            for one, _ in found[:_MOST_LINES]
        ]
        rest = [context(f"and {many(len(found) - _MOST_LINES, 'other text')}")] if len(found) > _MOST_LINES else []
        return [rich(bullets(lines)), *rest]
    return [
        rich(
            paragraph(span(f"{language(one.locale)} · {label(one.field)}", "bold"), span(f"\n{_places(places)}")),
            paragraph(span("Before")),
            quote(words(one.old)),
            paragraph(span(f"After{_counted(one) if counted else ''}")),
            quote(words(one.new)),
        )
        for one, places in found
    ]


def _places(places: Sequence[Applied]) -> str:
    where = [
        f"{one.version} ({platform_words(one.platform)}, {state_words(one.state)})"
        if one.version
        else f"the app ({state_words(one.state)})"
        for one in places
    ]
    return f"in {listed(where)}"


def table(applied: Sequence[Applied]) -> Block:
    """Slack's tables take 100 rows and 10,000 characters a message."""
    rows: list[list[str]] = [["Language", "Text", "Before", "After"]]
    room = 9000
    for one, _ in grouped(applied)[:99]:
        cells = [one.locale, label(one.field), short(one.old), short(one.new)]
        room -= sum(map(len, cells))
        if room < 0:
            break
        rows.append(cells)
    return {"type": "table", "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in rows]}


def fits(applied: Sequence[Applied]) -> bool:
    """Whether a card can show every change whole."""
    found = grouped(applied)
    whole = all(len(text) <= len(short(text)) for one, _ in found for text in (one.old, one.new))
    rows = table(applied)["rows"]
    return len(found) <= WHOLE or (whole and isinstance(rows, list) and len(rows) == len(found) + 1)


def _counted(one: Applied) -> str:
    return f" ({count(one.new):,} of {one.field.limit:,} characters)"


def spoken_changes(applied: Sequence[Applied]) -> list[str]:
    """The same for screen readers and notifications, in mrkdwn."""
    return [
        escape(f"{one.locale} {label(one.field)} {_places(places)}: “{short(one.old)}” → “{short(one.new)}”")
        for one, places in grouped(applied)[:12]
    ]


def words(text: str) -> str:
    """A text, or that there is none."""
    return shorten(text, 1200) or "(empty)"


def short(text: str) -> str:
    """Its beginning on one line."""
    return shorten(" ".join(text.split()), 60) or "(empty)"
