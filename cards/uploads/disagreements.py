"""Asks which of the two count, where screenshot sets and the App Asset Library of an app differ, and says who chose."""

from collections.abc import Sequence
from dataclasses import dataclass

from cards.blocks import (
    Block,
    actions,
    bullets,
    button,
    clock_time,
    confirm,
    context,
    message,
    rich,
    section,
    span,
    text_message,
)
from cards.dispatch.media_backend import LIBRARY
from cards.uploads import validation
from cards.uploads.progress import ASK_AGAIN, CANCEL, USE_LIBRARY, USE_SETS, noun_of, plan_label
from cards.uploads.targets import version_name
from records.dispatch.media_backend import Backend, BackendChoice
from records.messages import Message
from records.uploads.uploads import SetPlan, Upload

# Places that are listed: a message has room for no more.
_MOST = 30


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """How many files the screenshot set of a language and device holds, and how many the library has placed there."""

    plan: SetPlan
    in_set: int
    in_library: int


def which_backend(upload: Upload, found: Sequence[Disagreement]) -> Message:
    """Ask which of the two to use for the app from now on."""
    noun = noun_of([each.plan for each in found])
    sets = "sets" if noun == "file" else f"{noun} sets"
    head = f"The {sets} and the {LIBRARY} of {version_name(upload)} differ. Which should I use?"
    note = (
        f"Your {noun_of(upload.sets)}s go to the one you choose, and so does everything else of this app from now on; "
        "`screenshots` has a button to be asked again. The library is Apple's successor to sets. Nothing was changed "
        "yet."
    )
    lines = [line(each) for each in found[:_MOST]]
    more = [f"and {len(found) - _MOST} more"] if len(found) > _MOST else []
    notes = validation.notes(upload)
    return message(
        f"{head} {'. '.join([*lines, *more])}. {' '.join([note, *notes])}",
        section(f"*{head}*"),
        rich(bullets([[span(text)] for text in [*lines, *more]])),
        context(note),
        *map(context, notes),
        actions(
            button("Use the library", USE_LIBRARY, upload.id, style="primary", says=f"Use the {LIBRARY}"),
            button("Use the sets", USE_SETS, upload.id, says="Use the screenshot and preview sets"),
            button("Cancel", CANCEL, upload.id, says="Cancel this upload"),
        ),
    )


def line(found: Disagreement) -> str:
    """Say what one place holds: `en-US · iPhone 6.9": 3 in the set, none in the App Asset Library`."""
    return f"{plan_label(found.plan)}: {found.in_set} in the set, {found.in_library or 'none'} in the {LIBRARY}"


def would_ask(found: Sequence[Disagreement]) -> str:
    """Say in a dry run that this question comes first."""
    where = "; ".join(line(each) for each in found[:_MOST])
    return f"You would be asked first whether to use the {LIBRARY} or the sets, because they differ: {where}."


def chosen(choice: BackendChoice, app_key: str) -> tuple[str, tuple[Block, ...]]:
    """Say who has chosen for an app, with a button to be asked again; nothing where the bot has."""
    if not choice.chosen_by:
        return "", ()
    what = f"the {LIBRARY}" if choice.backend is Backend.LIBRARY else "the screenshot sets"
    text = f"<@{choice.chosen_by}> chose {what} for this app, {clock_time(choice.chosen_at, '{date_short}')}."
    dialog = confirm(
        "Ask again?",
        f"The next upload asks whether to use the {LIBRARY} or the sets, if they still differ. Nothing is changed now.",
        "Ask again",
    )
    return text, (context(text), actions(button("Ask again", ASK_AGAIN, app_key, confirm=dialog)))


def will_ask() -> Message:
    """Confirm that the choice for an app was taken back."""
    return text_message(
        f"The choice is taken back. If the {LIBRARY} and the sets still differ, the next upload asks which to use."
    )


def taken_back() -> Message:
    """Reply to the button where nobody's choice is left."""
    return text_message("This choice was taken back already. Nothing was changed.")
