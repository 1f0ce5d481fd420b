"""The list of an app's nominations, by state."""

from collections.abc import Sequence
from datetime import date

from appstore.releases.nominations import Nomination, NominationState
from cards.blocks import (
    Block,
    actions,
    bullets,
    context,
    escape,
    header,
    menu,
    message,
    option,
    rich,
    shorten,
    span,
    text_message,
)
from cards.releases.nominations.wording import days, state_words, summary, type_words
from records.messages import Message

SHOW = "nominations.show"
MOST_ROWS, _MOST_OPTIONS = 30, 100
_HEADINGS = {
    NominationState.DRAFT: "Drafts",
    NominationState.SUBMITTED: "Submitted",
    NominationState.ARCHIVED: "Archived",
}
_NOTE = "Apple does not tell whether it features an app."


def listed(app_title: str, app_id: str, found: Sequence[Nomination]) -> Message:
    """List nominations by state, the latest publish date first, with a menu that shows one of them."""
    if not found:
        return text_message(f"{escape(app_title)} has no featuring nominations. `/asc nominate` opens a form for one.")
    states = list(NominationState)
    latest = sorted(found, key=lambda each: each.content.start or date.min, reverse=True)
    ordered = sorted(latest, key=lambda each: states.index(each.state))
    rows, rest = ordered[:MOST_ROWS], len(ordered) - MOST_ROWS
    head = f"{app_title}: featuring nominations"
    blocks: list[Block] = [header(head)]
    fallback = [escape(head)]
    for state in dict.fromkeys(row.state for row in rows):
        group = [row for row in rows if row.state is state]
        heading = f"{_HEADINGS.get(state, state_words(state))} ({sum(each.state is state for each in found)})"
        title: Block = {"type": "rich_text_section", "elements": [span(heading, "bold")]}
        blocks.append(rich(title, bullets([_row(row) for row in group])))
        fallback += [heading, *(f"• {escape(row.content.name)}: {escape(_about(row))}" for row in group)]
    more = f" {rest} more are not shown here; the menu has them." if rest > 0 else ""
    options = [
        option(f"{shorten(row.content.name, 60)} ({state_words(row.state).lower()})", f"{app_id}/{row.id}")
        for row in ordered[:_MOST_OPTIONS]
    ]
    return message(
        "\n".join([*fallback, f"{_NOTE}{more}"]),
        *blocks,
        context(f"{_NOTE}{more}"),
        actions(menu("Show one of them", SHOW, options)),
    )


def _row(row: Nomination) -> list[Block]:
    further = summary(row)
    line = [span(row.content.name, "bold"), span(f": {_about(row)}")]
    return [*line, span(f"\n{further}")] if further and row.state is not NominationState.ARCHIVED else line


def _about(row: Nomination) -> str:
    return f"{type_words(row.content)}, {days(row.content)}"
