"""One nomination with its buttons, and what became of it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from appstore.releases.nominations import NOTICE_DAYS, Nomination, NominationState
from appstore.releases.nominations_content import NominationContent, NominationType
from cards.blocks import (
    Block,
    actions,
    bullets,
    button,
    clock_time,
    confirm,
    context,
    escape,
    message,
    quote,
    rich,
    section,
    span,
    spans,
    text_message,
)
from cards.dispatch import decisions
from cards.releases.nominations.wording import STATES, facts, fields, publish_words, quoted, state_words, type_words
from cards.wording.accounts import title_of
from records.dispatch.decisions import ReleaserDecision
from records.messages import Message

LABEL, REMOVE_LABEL, ARCHIVE_LABEL, CHANGE_LABEL, UNDO_LABEL = "Submit", "Remove", "Archive", "Change draft", "Undo"
EDIT, UNDO = "nominations.edit", "nominations.undo"
_AS_SHOWN = "as shown"


def shown(found: Nomination, different: Sequence[str]) -> Mapping[str, str]:
    """Return what a report shows of a nomination, by name; of most only whether it is `different`, by field.

    The names are those of an earlier release, whose reports may still wait.
    """
    return {
        "where it stands": STATES.get(found.state, "unknown"),
        "its name": found.content.name,
        "its type": type_words(found.content),
        "its publish dates": publish_words(found.content),
        "its texts": f"different: {fields(different)}" if different else _AS_SHOWN,
    }


def created(decision: ReleaserDecision, nomination: Nomination, today: date, *, released: bool) -> Message:
    """Report a new draft with its buttons; `released`: the app is in the App Store already."""
    title = escape(title_of(decision))
    text = f"<@{decision.user}> drafted the nomination {quoted(nomination.content.name)} of *{title}*."
    return _report(decision, nomination, text, _warnings(nomination.content, today, released=released))


def changed(
    decision: ReleaserDecision,
    offered: ReleaserDecision,
    nomination: Nomination,
    names: Sequence[str],
    today: date,
    *,
    released: bool,
    undo: str,
) -> Message:
    """Report a changed draft with its buttons; `undo` is the id of the change that can be undone, "" for none."""
    title = escape(title_of(decision))
    what = f": {fields(names)}" if names else ""
    text = f"<@{decision.decided_by}> changed the draft {quoted(nomination.content.name)} of *{title}*{what}."
    notes = _warnings(nomination.content, today, released=released)
    return _report(offered, nomination, text, notes, undo=undo)


def restored(
    decision: ReleaserDecision, offered: ReleaserDecision, nomination: Nomination, today: date, *, removed: bool
) -> Message:
    """Report a draft that is as it was before a change, or back after it was removed."""
    title = escape(title_of(decision))
    how = "created the removed draft anew" if removed else "undid the change of the draft"
    text = f"<@{decision.decided_by}> {how}: {quoted(nomination.content.name)} of *{title}*."
    return _report(
        offered, nomination, text, _warnings(nomination.content, today, released=bool(decision.details.get("released")))
    )


def detail(decision: ReleaserDecision, nomination: Nomination, today: date, *, released: bool) -> Message:
    """Show one nomination with what can be done about it."""
    text = (
        f"{quoted(nomination.content.name)} of *{escape(title_of(decision))}*: {state_words(nomination.state).lower()}."
    )
    is_draft = nomination.state is NominationState.DRAFT
    notes = _warnings(nomination.content, today, released=released) if is_draft else []
    return _report(decision, nomination, text, [*notes, f"Its id is `{escape(nomination.id)}`."])


def _report(
    decision: ReleaserDecision, nomination: Nomination, text: str, notes: Sequence[str], *, undo: str = ""
) -> Message:
    content, lines = nomination.content, [*facts(nomination)]
    texts: list[Block] = [quote(content.description)]
    if content.notes:
        texts += [{"type": "rich_text_section", "elements": [span("Notes for Apple:", "bold")]}, quote(content.notes)]
    buttons = _buttons(decision, nomination)
    if undo:
        buttons.append(button(UNDO_LABEL, UNDO, undo, says="Undo the change of this draft"))
    fallback = [
        text,
        *(f"• {escape(line)}" for line in lines),
        escape(content.description),
        escape(content.notes),
        *notes,
    ]
    return message(
        "\n".join(filter(None, fallback)),
        section(text),
        rich(bullets([spans(escape(line)) for line in lines]), *texts),
        *([context(" ".join(notes))] if notes else []),
        *([actions(*buttons)] if buttons else []),
    )


def _buttons(decision: ReleaserDecision, nomination: Nomination) -> list[Block]:
    named = f"{nomination.content.name}, {title_of(decision)}."
    if nomination.state is NominationState.SUBMITTED:
        final = f"{named} Apple may stop considering it, and it is unconfirmed that an archived one can be restored."
        ask = confirm("Archive the nomination?", final, ARCHIVE_LABEL, danger=True)
        return [button(ARCHIVE_LABEL, decisions.ACCEPT, decision.id, confirm=ask)]
    if nomination.state is not NominationState.DRAFT:
        return []
    sends = f"{named} Apple receives it now, and a submitted nomination can't be taken back."
    removes = f"{named} Undo creates it anew, with another id."
    return [
        button(
            LABEL,
            decisions.ACCEPT,
            decision.id,
            style="primary",
            confirm=confirm("Submit the nomination?", sends, LABEL),
        ),
        button("Edit", EDIT, decision.id, says="Edit this draft"),
        button(
            REMOVE_LABEL,
            decisions.ACCEPT_AS_EDITOR,
            removal_of(decision.id),
            style="danger",
            confirm=confirm("Remove the draft?", removes, REMOVE_LABEL, danger=True),
        ),
    ]


def removal_of(report_id: str) -> str:
    """Return the id of the decision that removes the draft which the decision of this id submits."""
    return f"{report_id}.remove"


def _warnings(content: NominationContent, today: date, *, released: bool) -> list[str]:
    notes = []
    if content.start is not None and content.start < today:
        notes.append("⚠️ The publish date has passed: edit it before it is submitted.")
    elif content.start is not None and content.start < today + timedelta(days=NOTICE_DAYS):
        notes.append("⚠️ The publish date is less than two weeks ahead; Apple asks for at least two weeks.")
    if released and content.type is NominationType.APP_LAUNCH:
        notes.append(
            "⚠️ It is an app launch, but the app is in the App Store already. Apple may not take it so (unconfirmed)."
        )
    return notes


def superseded(decision: ReleaserDecision, name: str, user: str, at: float) -> Message:
    """Replace a report whose draft was changed since, without its buttons."""
    when = clock_time(at, "{date_short_pretty} {time}")
    return text_message(
        f"The draft {quoted(name)} of *{escape(title_of(decision))}* was changed by <@{user}>, {when}. "
        "The newest report has the buttons."
    )


def submitted(decision: ReleaserDecision, nomination: Nomination) -> Message:
    """Report that a nomination was submitted."""
    text = (
        f"✅ <@{decision.decided_by}> submitted the nomination {quoted(nomination.content.name)} of "
        f"*{escape(title_of(decision))}* to Apple."
    )
    lines = rich(bullets([spans(escape(line)) for line in facts(nomination)]), quote(nomination.content.description))
    return decisions.result(text, at=decision.decided_at, details=[lines], note=f"Drafted by <@{decision.user}>")


def archived(decision: ReleaserDecision, content: NominationContent) -> Message:
    """Report that a nomination was archived."""
    text = f"<@{decision.decided_by}> archived the nomination {quoted(content.name)} of *{escape(title_of(decision))}*."
    return decisions.result(text, at=decision.decided_at)


def removed(decision: ReleaserDecision, content: NominationContent, *, can_undo: bool) -> Message:
    """Report that a draft was removed; Undo creates it anew."""
    text = f"<@{decision.decided_by}> removed the draft {quoted(content.name)} of *{escape(title_of(decision))}*."
    undo = [actions(button(UNDO_LABEL, UNDO, decision.id, says="Create the removed draft anew"))] if can_undo else []
    return decisions.result(text, at=decision.decided_at, details=undo)
