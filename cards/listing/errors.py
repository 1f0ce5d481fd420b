"""What people read when a change of texts can't even be tried: an unknown language, a text that is too long."""

from __future__ import annotations

from collections.abc import Sequence

from appstore.fields import Field, FieldFault
from cards.blocks import actions, button, escape, join_words, message, section, text_message
from cards.listing.messages import OPEN_FORM, OPEN_IMPORT
from cards.wording import texts
from cards.wording.unsupported import unsupported_text
from records.listing.change_sets import ChangeSetState
from records.messages import Message

NOTHING_CHANGED = "App Store Connect has exactly this already. Change something, or press Cancel."
_COMMANDS = {Field.PROMO: "promo", Field.KEYWORDS: "keywords"}


def offer_modal(form_id: str, field: Field | None) -> Message:
    """A mention that lacks something: a mention can open no form, a button can."""
    if field is None:
        text, after = "Every text of a language stands in one form.", "Or name the language: `listing de-DE`."
    else:
        text = f"Which {texts.label(field).lower()} shall it be, in which language?"
        after = f"Write `{_COMMANDS[field]} LOCALE your text`, or use the form."
    return message(f"{text} {after}", section(f"{text} {after}"), actions(button("Open the form", OPEN_FORM, form_id)))


def unknown_language(word: str, closest: Sequence[str]) -> Message:
    """A word that is no language of the App Store."""
    near = join_words([f"`{one}`" for one in closest], "or")
    return text_message(f"`{escape(word)}` is no language of the App Store. Did you mean {near}? Nothing was changed.")


def languages_apart(first: Sequence[str]) -> Message:
    """Languages with a space between, where the text would begin."""
    return text_message(
        f"Is the word after `{escape(', '.join(first))},` another language, or does the text begin there? Write "
        "several languages without spaces, such as `en-US,de-DE`, and no comma before the text. Nothing was changed."
    )


def language_or_text(name: str, longer: str, meant: Sequence[str]) -> Message:
    """Words that belong to the name of a language or to the text: a text must not go to the wrong language."""
    codes = join_words([f"`{fromkey}`" for fromkey in dict.fromkeys(meant)], "or")
    return text_message(
        f"Is the language `{escape(longer)}`, or only `{escape(name)}`, and the text begins after that? Write the "
        f"language as {codes}. Nothing was changed."
    )


def unknown_platform(word: str) -> Message:
    """A word after --platform that is none."""
    return text_message(
        f"`{escape(word)}` is no platform: write `IOS`, `MAC_OS`, `TV_OS` or `VISION_OS`. Nothing was changed."
    )


def unknown_signs(signs: Sequence[str]) -> Message:
    """Emoji or mentions that only this workspace knows."""
    return text_message(f"{unsupported_text(signs)} Nothing was changed.")


def faulty(found: Sequence[tuple[str, Field, FieldFault]]) -> Message:
    """Texts that Apple would refuse: (language, field, fault) each."""
    lines = [f"{locale} {texts.label(field)}: {escape(texts.fault(one))}" for locale, field, one in found]
    if len(lines) == 1:
        return text_message(f"{lines[0]}. Nothing was changed.")
    rest = f"\n• and {len(lines) - 30} more" if len(lines) > 30 else ""  # noqa: PLR2004 - what people still read
    return text_message("Nothing was changed:\n" + "\n".join(f"• {line}" for line in lines[:30]) + rest)


def decided_already(user: str, state: ChangeSetState | None) -> Message:
    """A button whose question was answered before."""
    if state is None:
        return text_message("This is remembered for 30 days only, and they are over.")
    return text_message(f"<@{user}> was first: this was decided already." if user else "This was decided already.")


def undone_already(user: str) -> Message:
    """Somebody pressed Undo before."""
    return text_message(f"<@{user}> has undone this already.")


def file_needed(invocation_id: str) -> Message:
    """`listing import` without a file."""
    text = (
        "Attach the file to your message: a CSV as `listing export` gives it, or a zip with folders such as "
        "`en-US/description.txt`. Or choose it in the form."
    )
    return message(text, section(text), actions(button("Open the form", OPEN_IMPORT, invocation_id)))
