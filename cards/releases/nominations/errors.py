"""What is wrong in the form of a nomination, by field, and why a nomination was not created or changed."""

from collections.abc import Sequence
from datetime import date

from appstore.catalog import territories
from appstore.errors import Refused
from appstore.releases.nominations import NominationState
from appstore.releases.nominations_content import NominationContent
from cards.blocks import Block, actions, button, escape, join_words, message, section, shorten, text_message
from cards.dispatch import decisions
from cards.failures.errors import reason
from cards.releases.nominations.form import REOPEN_FORM
from cards.releases.nominations.wording import days, fields, quoted, state_words
from cards.wording.dates import day_words
from records.dispatch.decisions import ReleaserDecision
from records.messages import Message

EMPTY = "Write something here."
NOTHING_CHANGED = "This is what the draft says already. Change something, or close the form."
NO_APP = "Choose at least one app."
# Wrong values that an error names; the others are counted.
_MOST_NAMED = 5
_MOST_OF_VALUE = 80


def past_day(today: date) -> str:
    """Return the error of a publish date in the past."""
    return f"This day is over: at Apple it is {day_words(today)}."


def wrong_order(start: date) -> str:
    """Return the error of an end before the start."""
    return f"The end must not be before {day_words(start)}."


def wrong_links(links: Sequence[str]) -> str:
    """Return the error of links that Apple's editors could not open."""
    named = _named([_quote(link) for link in links])
    are = "is not an https link" if len(links) == 1 else "are not https links"
    return f"{named} {are}. Write each as https://example.com/press, on a line of its own."


def wrong_territories(words: Sequence[str]) -> str:
    """Return the error of words that are no country or region, with the closest that are."""
    parts = []
    for word in words[:_MOST_NAMED]:
        near = join_words([territories.name(code) for code in territories.closest(word)], "or")
        parts.append(f"{_quote(word)}{f' (did you mean {near}?)' if near else ''}")
    rest = len(words) - _MOST_NAMED
    named = join_words([*parts, *([f"{rest} more"] if rest > 0 else [])])
    have = "is not a country or region" if len(words) == 1 else "are not countries or regions"
    return f"{named} {have} with an App Store. Separate names or codes with commas."


def wrong_events(over: Sequence[str], strange: Sequence[tuple[str, str]]) -> str:
    """Return the error of events that are over, or of an app that is not chosen: (event, app) each."""
    parts = (
        [f"{_named(over)} {'is over: take it off' if len(over) == 1 else 'are over: take them off'}."] if over else []
    )
    parts += [f"{event} is an event of {app}, which is not among the apps." for event, app in strange]
    return " ".join(parts)


def not_emptied(what: str) -> str:
    """Return the error of an empty field that Apple's API can't empty."""
    return f"Apple's API can't clear the {what}. Leave at least one, or clear them in App Store Connect."


def name_used(app_title: str, name: str, form_id: str) -> Message:
    """Say that there is a draft with this name."""
    text = (
        f"{escape(app_title)} has a draft named {quoted(name)} already, so none was created. Choose another name: what "
        "you wrote is still in the form. `/asc nominations` shows the draft."
    )
    return _with_form(text, form_id)


def refused(name: str, error: Refused, form_id: str) -> Message:
    """Say that Apple refused to create a nomination, and why."""
    return _with_form(
        f"Apple did not accept the nomination {quoted(name)}. Nothing was created.\n{reason(error)}", form_id
    )


def not_changed(decision: ReleaserDecision, label: str, error: Refused, form_id: str) -> Message:
    """Say that Apple refused to change a draft, and why."""
    return _with_form(decisions.failed(decision, label, f"Apple did not accept it.\n{reason(error)}").text, form_id)


def conflict(decision: ReleaserDecision, label: str, names: Sequence[str], form_id: str) -> Message:
    """Say that somebody else has changed the same in the meantime."""
    why = f"{fields(names)} changed in App Store Connect meanwhile. Nothing was changed."
    again = " The form shows what you wrote beside what is there now." if form_id else ""
    return _with_form(f"{decisions.failed(decision, label, why).text}{again}", form_id)


def no_draft(decision: ReleaserDecision, label: str, state: NominationState) -> Message:
    """Say that a nomination is no draft any more, which alone is changed here."""
    why = f"it is no draft any more ({state_words(state).lower()}). Change it in App Store Connect."
    return decisions.failed(decision, label, why)


def too_late(decision: ReleaserDecision, label: str, content: NominationContent) -> Message:
    """Say that the publish date has passed since the draft was reported."""
    why = f"its publish date has passed ({days(content)}). `/asc nominate {escape(decision.target_id)}` changes it."
    return decisions.failed(decision, label, why)


def no_such_draft(words: str, drafts: Sequence[str], state: NominationState | None) -> Message:
    """Say that no draft has this name or id; `state` is that of the nomination which has it, if there is one."""
    if state is not None:
        return text_message(
            f"{quoted(words)} is {state_words(state).lower()}. Only drafts are changed here; change this one in App "
            "Store Connect."
        )
    return _nothing_named(words, "draft", drafts)


def no_such_nomination(words: str, names: Sequence[str]) -> Message:
    """Say that no nomination has this name or id."""
    return _nothing_named(words, "nomination", names)


def several(words: str, ids: Sequence[str]) -> Message:
    """Say that several nominations have this name."""
    listed = join_words([f"`{escape(nomination_id)}`" for nomination_id in ids])
    return text_message(f"Several nominations are named {quoted(words)}. Write the id of one: {listed}.")


def _nothing_named(words: str, what: str, names: Sequence[str]) -> Message:
    there = f"Did you mean {join_words(list(map(quoted, names)), 'or')}?" if names else "`/asc nominations` lists them."
    return text_message(f"There is no {what} named {quoted(words)}. {there}")


def _with_form(text: str, form_id: str) -> Message:
    """Return a text with a button that opens the form with what was typed, where there is a form."""
    again: list[Block] = [actions(button("Open the form again", REOPEN_FORM, form_id))] if form_id else []
    return message(text, section(text), *again)


def _quote(word: str) -> str:
    return f"“{shorten(word, _MOST_OF_VALUE)}”"


def _named(words: Sequence[str]) -> str:
    rest = len(words) - _MOST_NAMED
    return join_words([*words[:_MOST_NAMED], *([f"{rest} more"] if rest > 0 else [])])
