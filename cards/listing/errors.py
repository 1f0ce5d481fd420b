"""The errors of requests to change texts: an unknown language, a text that is too long."""

from collections.abc import Sequence

from appstore.fields import Field, FieldFault
from cards.blocks import actions, button, escape, join_words, message, section, text_message
from cards.failures.errors import CANNOT_READ
from cards.listing.messages import OPEN_FORM, OPEN_IMPORT
from cards.wording import texts
from records.listing.change_sets import ChangeSetState
from records.messages import Message

NOTHING_CHANGED = "App Store Connect has exactly this already. Change something, or press Cancel."
_COMMANDS = {Field.PROMO: "promo", Field.KEYWORDS: "keywords", Field.WHATS_NEW: "whatsnew"}


def offer_modal(invocation_id: str, field: Field | None) -> Message:
    """Offer a button that opens the modal: a mention can't."""
    if field is None:
        text, after = "All texts of a language are in one form.", "Or name the language: `listing de-DE`."
    else:
        what = "text for What's New" if field is Field.WHATS_NEW else texts.label(field).lower()
        text = f"Which {what}, and in which language?"
        after = f"Write `{_COMMANDS[field]} LOCALE your text`, or use the form."
    return message(
        f"{text} {after}", section(f"{text} {after}"), actions(button("Open the form", OPEN_FORM, invocation_id))
    )


def unknown_language(word: str, closest: Sequence[str]) -> Message:
    """Say that there is no such language."""
    return text_message(f"{texts.unknown_language(word, closest)} Nothing was changed.")


def languages_apart(first: Sequence[str]) -> Message:
    """Ask whether a word after a comma is a language or the text."""
    return text_message(
        f"Is the word after `{escape(', '.join(first))},` another language or the start of the text? Write several "
        "languages without spaces, such as `en-US,de-DE`, and no comma before the text. Nothing was changed."
    )


def language_or_text(name: str, longer: str, meant: Sequence[str]) -> Message:
    """Ask whether words belong to the name of the language or to the text."""
    codes = join_words([f"`{code}`" for code in dict.fromkeys(meant)], "or")
    return text_message(
        f"Is the language `{escape(longer)}`, or `{escape(name)}` followed by the text? Write the language as {codes}. "
        "Nothing was changed."
    )


def page_alone() -> Message:
    """Reply to `--page` beside an option that chooses a version of the app."""
    return text_message(
        "A custom product page belongs to no version or platform of the app. Nothing was changed. Leave out "
        "`--version` and `--platform`, or `--page`."
    )


def unusable_text(problem: str) -> Message:
    """Say why the text can't be used."""
    return text_message(f"{problem} Nothing was changed.")


def faulty(found: Sequence[tuple[str, Field, FieldFault]]) -> Message:
    """List texts that Apple would refuse: (language, field, fault) each."""
    lines = [f"{locale} {texts.label(field)}: {escape(texts.fault(fault))}" for locale, field, fault in found]
    if len(lines) == 1:
        return text_message(f"{lines[0]}. Nothing was changed.")
    rest = f"\n• and {len(lines) - 30} more" if len(lines) > 30 else ""  # noqa: PLR2004 - as many as users read
    return text_message("Nothing was changed:\n" + "\n".join(f"• {line}" for line in lines[:30]) + rest)


def decided_already(user: str, state: ChangeSetState | None) -> Message:
    """Say that it was decided already."""
    if state is None:
        return text_message("This is more than 30 days old and can no longer be decided.")
    return text_message(
        f"<@{user}> was first: this has already been decided." if user else "This has already been decided."
    )


def undone_already(user: str) -> Message:
    """Say who has undone the changes already."""
    return text_message(f"<@{user}> has undone this already.")


def file_needed(invocation_id: str, *, unseen: bool = False) -> Message:
    """Ask for the file of `listing import`; `unseen`: the bot can't read the message."""
    text = (
        "Attach the file to your message, a CSV as from `listing export` or a zip with folders such as "
        "`en-US/description.txt`, or choose it in the form."
    )
    if unseen:
        text = f"{CANNOT_READ} Choose the file in the form."
    return message(text, section(text), actions(button("Open the form", OPEN_IMPORT, invocation_id)))
