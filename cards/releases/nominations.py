"""Featuring nominations: the form, the list, the draft with its button, and what became of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from appstore.errors import Refused
from appstore.releases.nominations import (
    MOST_IN_DESCRIPTION,
    MOST_IN_NAME,
    NOTICE_DAYS,
    Nomination,
    NominationContent,
    NominationState,
    NominationType,
)
from cards.blocks import (
    Block,
    actions,
    bullets,
    button,
    confirm,
    context,
    escape,
    header,
    message,
    option,
    rich,
    section,
    shorten,
    spans,
    text_message,
)
from cards.dispatch import decisions
from cards.failures.errors import reason
from cards.modals import chosen, entered, input_block, modal, select, text_input, typed
from cards.wording.accounts import title_of
from cards.wording.dates import day_words
from records.dispatch.decisions import ReleaserDecision
from records.messages import Message

LABEL, FORM, OPEN_FORM = "Submit", "nominations.form", "nominations.open_form"
NAME, TYPE, DESCRIPTION, START, END, NOTES = "name", "type", "description", "start", "end", "notes"
EMPTY = "Write something here."
MOST_ROWS = 30

_TYPES = {
    NominationType.NEW_CONTENT: "New content",
    NominationType.APP_ENHANCEMENTS: "App enhancements",
    NominationType.APP_LAUNCH: "App launch",
}
_STATES = {
    NominationState.DRAFT: "Draft",
    NominationState.SUBMITTED: "Submitted",
    NominationState.ARCHIVED: "Archived",
}


@dataclass(frozen=True)
class NominationInput:
    """The submitted values; days are ISO dates, "" if none was chosen."""

    name: str
    type: str
    description: str
    start: str
    end: str
    notes: str


def form(invocation_id: str, today: date) -> dict[str, Any]:
    """Return the form of `nominate`."""
    types = [option(words, each.value) for each, words in _TYPES.items()]
    early = day_words(today + timedelta(days=NOTICE_DAYS))
    hint = f"Apple asks for at least two weeks, so {early} or later; three months are better."
    what = "What is new, and why people will like it."
    day: Block = {"type": "datepicker"}
    blocks = [
        input_block(NAME, "Name", text_input(most=MOST_IN_NAME), "For your team and Apple's editors."),
        input_block(TYPE, "Type", select(types, NominationType.NEW_CONTENT.value)),
        input_block(DESCRIPTION, "Description", text_input(most=MOST_IN_DESCRIPTION, multiline=True), what),
        input_block(START, "Publish date", day, hint),
        input_block(END, "Publish end date", day, optional=True),
        input_block(NOTES, "Notes for Apple", text_input(most=MOST_IN_DESCRIPTION, multiline=True), optional=True),
        context("This creates a draft. A releaser submits it to Apple."),
    ]
    return modal(FORM, "Nominate for featuring", blocks, submit="Create draft", metadata=invocation_id)


def read_form(view: Mapping[str, Any]) -> NominationInput:
    """Return the submitted values."""
    start, end = (str(entered(view, block).get("selected_date") or "") for block in (START, END))
    name, description, notes = (typed(view, block).strip() for block in (NAME, DESCRIPTION, NOTES))
    return NominationInput(" ".join(name.split()), chosen(view, TYPE), description, start, end, notes)


def past_day(today: date) -> str:
    """Return the error of a publish date in the past."""
    return f"This day is over: at Apple it is {day_words(today)}."


def wrong_order(start: date) -> str:
    """Return the error of an end before the start."""
    return f"The end must not be before {day_words(start)}."


def offer_form(invocation_id: str) -> Message:
    """Offer a button that opens the form: a mention can't."""
    text = "A nomination is written in a form."
    return message(text, section(text), actions(button("Open the form", OPEN_FORM, invocation_id, style="primary")))


def no_words(command: str) -> Message:
    """Say that a command stands alone."""
    return text_message(f"`{command}` takes no words after it, so nothing was done. Write `/asc {command}`.")


def listed(app_title: str, found: Sequence[Nomination]) -> Message:
    """List nominations: drafts, those that were submitted, archived ones; the latest publish date first."""
    if not found:
        return text_message(f"{escape(app_title)} has no featuring nominations. `/asc nominate` opens a form for one.")
    states = list(NominationState)
    latest = sorted(found, key=lambda each: each.content.start or date.min, reverse=True)
    ordered = sorted(latest, key=lambda each: states.index(each.state))
    lines = [_line(each) for each in ordered[:MOST_ROWS]]
    if rest := len(ordered) - MOST_ROWS:
        lines += [f"and {rest} more, in App Store Connect"] if rest > 0 else []
    head = f"{app_title}: featuring nominations"
    note = "Apple does not tell whether it features an app."
    return message(
        "\n".join([escape(head), *(f"• {escape(line)}" for line in lines), note]),
        header(head),
        rich(bullets([spans(escape(line)) for line in lines])),
        context(note),
    )


def name_used(app_title: str, name: str) -> Message:
    """Say that there is a draft with this name."""
    return text_message(
        f"{escape(app_title)} has a draft named {_quoted(name)} already, so none was created. `/asc nominations` shows "
        "it; choose another name, or delete it in App Store Connect."
    )


def refused(name: str, error: Refused) -> Message:
    """Say that Apple refused to create a nomination, and why."""
    return text_message(f"Apple did not accept the nomination {_quoted(name)}. Nothing was created.\n{reason(error)}")


def created(decision: ReleaserDecision, content: NominationContent, today: date) -> Message:
    """Report a draft, with the button that submits it."""
    title = title_of(decision)
    text = f"<@{decision.user}> drafted the nomination {_quoted(content.name)} of *{escape(title)}*."
    notes = ["A releaser submits it as it is here; once edited in App Store Connect, it is submitted there."]
    if content.start is not None and content.start < today + timedelta(days=NOTICE_DAYS):
        notes.insert(0, "⚠️ The publish date is less than two weeks ahead; Apple asks for at least two weeks.")
    consequence = f"{content.name}, {title}. Apple receives it now, and a submitted nomination can't be taken back."
    dialog = confirm("Submit the nomination?", consequence, LABEL)
    return message(
        f"{text} {' '.join(notes)}",
        section(text),
        rich(bullets([spans(escape(line)) for line in _facts(content)])),
        context(" ".join(notes)),
        actions(button(LABEL, decisions.ACCEPT, decision.id, style="primary", confirm=dialog)),
    )


def shown(found: Nomination, *, same_texts: bool) -> Mapping[str, str]:
    """Return what a report shows of a nomination, by name."""
    return {
        "where it stands": _STATES.get(found.state, "unknown"),
        "its name": found.content.name,
        "its type": _type_words(found.content),
        "its publish dates": _days(found.content),
        "its texts": "as shown" if same_texts else "different",
    }


def too_late(decision: ReleaserDecision, content: NominationContent) -> Message:
    """Say that the publish date has passed since the draft was reported."""
    why = f"its publish date has passed ({_days(content)}). Change it in App Store Connect, and submit it there."
    return decisions.failed(decision, LABEL, why)


def submitted(decision: ReleaserDecision, content: NominationContent) -> Message:
    """Report that a nomination was submitted."""
    text = (
        f"✅ <@{decision.decided_by}> submitted the nomination {_quoted(content.name)} of "
        f"*{escape(title_of(decision))}* to Apple."
    )
    facts = rich(bullets([spans(escape(line)) for line in _facts(content)]))
    return decisions.result(text, at=decision.decided_at, details=[facts], note=f"Drafted by <@{decision.user}>")


def _line(each: Nomination) -> str:
    state = _STATES.get(each.state, "Unknown state")
    return f"{each.content.name}: {_type_words(each.content)}, {state.lower()}, {_days(each.content)}"


def _facts(content: NominationContent) -> Iterator[str]:
    yield f"{_type_words(content)}, {_days(content)}"
    yield shorten(" ".join(content.description.split()), 300)
    if content.notes:
        yield f"Notes: {shorten(' '.join(content.notes.split()), 300)}"


def _days(content: NominationContent) -> str:
    if content.start is None:
        return "without a publish date"
    start = day_words(content.start)
    return f"publish date {start}" if content.end is None else f"published from {start} to {day_words(content.end)}"


def _type_words(content: NominationContent) -> str:
    return _TYPES.get(content.type, "another type")


def _quoted(name: str) -> str:
    return f"“{escape(shorten(name, MOST_IN_NAME))}”"
