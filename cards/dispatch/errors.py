"""Replies to command lines, buttons and modals that can't be carried out: unknown, not allowed, or out of date."""

from collections.abc import Sequence
from typing import Any

from appstore.catalog import territories
from cards.blocks import escape, join_words, plural, section, shorten, text_message
from cards.modals import modal
from cards.wording import texts
from records.messages import Message
from records.people import Role

OUTSIDER = "Sorry, I only work for full members of this workspace. Please ask a member of your team."


def unknown_command(name: str, close: Sequence[str]) -> Message:
    """Reply to a word that is not a command."""
    near = f" Did you mean {join_words([f'`{word}`' for word in close], 'or')}?" if close else ""
    return text_message(f"I don't know the command `{escape(name)}`.{near} `/asc help` shows everything I do.")


# What needs a role, where it has no name of its own.
THIS, THIS_SHORTCUT, THIS_FORM = "This", "This shortcut", "This form"


def role_needed(command: str, needed: Role, held: Role) -> Message:
    """Reply to a user whose role does not cover a command, a button or a modal."""
    return text_message(
        f"`{escape(command)}` needs the role *{needed}*; yours is *{held}*. Nothing was done. Workspace owners and "
        f"admins of the bot can give you that role with `/asc access grant @name {needed}`; `/asc access` lists them."
    )


def outsider() -> Message:
    """Reply to guests and members of other workspaces."""
    return text_message(OUTSIDER)


def user_unknown(code: str) -> Message:
    """Reply when Slack does not say who the user is; `code` is Slack's error."""
    if code == "missing_scope":
        return text_message(
            "I can't see who you are: the bot's token lacks the scope `users:read`. Nothing was done. An admin of the "
            "Slack app can add it under OAuth & Permissions and reinstall the app."
        )
    return text_message("Slack can't tell me who you are at the moment. Nothing was done. Try again in a minute.")


def unknown_options(command: str, unknown: Sequence[tuple[str, Sequence[str]]], *, takes_text: bool = False) -> Message:
    """Reply to options that a command does not accept: each as it was typed, with the closest ones.

    A command that takes a text opens a form, which has no options.
    """
    sentences = []
    for word, closest in unknown:
        near = join_words([f"`--{name}`" for name in closest], "or")
        sentences.append(f"`{command}` has no option `{escape(word)}`." + (f" Did you mean {near}?" if near else ""))
    meant_as_text = f" If it is part of your text, use the form: `/asc {command}`." if takes_text else ""
    return text_message(
        f"{' '.join(sentences)} Nothing was changed.{meant_as_text} `/asc help {command}` shows how to write it."
    )


def option_in_text(typed: str, name: str) -> str:
    """Return why a text can't hold what looks like an option."""
    way_out = "" if "-" in name else ", or put a space after the dash if it is part of the text"
    return f"“{escape(typed)}” looks like the option --{name}, which can't be part of a text. Leave it out{way_out}."


def command_in_text(command: str) -> str:
    """Return why a text can't hold what looks like a command."""
    shown = escape(shorten(command, 60))
    return f"“{shown}” looks like a command, which can't be part of a text. Send it in a message of its own."


_MEANT = "If it is part of your text, use the form."


def option_without_dashes(name: str) -> str:
    """Return why a typed text can't hold the name of an option."""
    return f"“{name}” looks like the option `--{name}`. Write it with two hyphens. {_MEANT}"


def language_in_text(line: str) -> str:
    """Return why a typed text can't hold a line that names another language."""
    return (
        f"“{escape(shorten(line, 60))}” names a language, but the text has begun. Write several languages before it, "
        f"such as `en-US,de-DE`, and the text of another language in a message of its own. {_MEANT}"
    )


def command_or_text(line: str) -> str:
    """Return why a typed text can't end in a line with the name of a command, in capital letters too."""
    return f"{command_in_text(line)} {_MEANT}"


def placeholder(text: str) -> str:
    """Return why the placeholder of a usage is no text."""
    return f"“{escape(text)}” stands for your own text."


def lines_after_keywords(lines: Sequence[str]) -> str:
    """Return why lines below keywords are not taken for keywords."""
    shown = "; ".join(f"“{escape(shorten(line, 80))}”" for line in lines[:3])
    return (
        f"The keywords are separated by commas, so I don't know what to do with the lines below them: {shown}. Put a "
        "comma before further keywords, and send anything else in a message of its own."
    )


def mention_in_text(name: str) -> str:
    """Return why a text can't hold a mention of the bot."""
    return f"The text mentions me, {escape(name)}, which only Slack understands. Leave that out."


def further_lines(command: str, lines: Sequence[str]) -> Message:
    """Reply to a command that takes no text and was followed by more lines."""
    shown = "; ".join(f"“{escape(shorten(line, 80))}”" for line in lines[:3])
    more = f" and {plural(len(lines) - 3, 'more line')}" if lines[3:] else ""
    return text_message(
        f"`{escape(command)}` takes a single line, so I don't know what to do with {shown}{more}. Nothing was done. "
        "Write the command on one line, and each command in a message of its own."
    )


def surplus_words(command: str, words: Sequence[str]) -> Message:
    """Reply to words that a command does not take."""
    unknown, name = join_words([f"`{escape(word)}`" for word in words[:5]]), command.split(maxsplit=1)[0]
    return text_message(
        f"I don't understand {unknown} after `{command}`. Nothing was changed. "
        f"`/asc help {name}` shows how to write it."
    )


def wrong_territory(given: str, closest: Sequence[str] = ()) -> Message:
    """Reply to a country that has no App Store."""
    near = join_words([f"{territories.name(code)} (`{code}`)" for code in closest], "or")
    return text_message(
        f"`{escape(given)}` is not a country or region with an App Store.{f' Did you mean {near}?' if near else ''} "
        "Use its code or English name, several with commas: `--territory USA,DEU`."
    )


def no_dry_run(command: str) -> Message:
    """Reply to `--dry-run` after a command that does not support it."""
    return text_message(f"`{command}` does not support `--dry-run`, so nothing was changed. Leave it out to go ahead.")


def unknown_platform(word: str) -> Message:
    """Say that there is no such platform."""
    return text_message(f"{texts.unknown_platform(word)} Nothing was changed.")


def value_needed(option: str, example: str) -> Message:
    """Reply to an option without its value."""
    return text_message(
        f"`--{escape(option)}` needs a value, for example `--{escape(option)} {example}`. Nothing was changed."
    )


def edit_ignored(minutes: int) -> Message:
    """Reply, once, to the edit of a message that was acted on already, or that is older than this."""
    return text_message(
        "Editing this message changed nothing: I act on a message once, and on an edit only if I had done nothing yet "
        f"and the message is at most {minutes} minutes old. Send a new message instead."
    )


def modal_not_opened() -> Message:
    """Reply when Slack's three seconds for opening a modal have passed."""
    return text_message("The form could not be opened in time. Please try again.")


def stale() -> Message:
    """Reply to a button or a shortcut of an earlier release."""
    return text_message("This belongs to an older version of me and no longer works. `/asc help` shows what I do.")


def stale_modal() -> dict[str, Any]:
    """Return the view that replaces a submitted modal of an earlier release."""
    text = "This form belongs to an older version of me. Nothing was changed. Please open it again."
    return modal("", "Not sent", [section(text)], close="Close")


def expired_modal(line: str) -> str:
    """Return the error of a modal whose request has expired; `line` is the command that opens it, "" for several."""
    return f"This form has expired. Close it and write {f'/asc {line}' if line else 'the command'} again."


def not_stored(reason: str) -> Message:
    """Reply to a request that Redis did not take; `reason` says what is wrong with it."""
    return text_message(
        f"I can't accept requests at the moment, because of a problem with my database, Redis: {escape(reason)}. "
        "If nothing has happened in a minute, please try again; if that does not help, tell the people who run me."
    )


def not_stored_in_form(reason: str) -> str:
    """Return the error of a field in a modal whose content Redis did not take."""
    return (
        f"Not sent: there is a problem with my database, Redis: {reason}. "
        "Your entries are still here; please try again in a minute."
    )


def not_stored_modal(reason: str) -> dict[str, Any]:
    """Return the view that replaces a modal without fields."""
    return modal("", "Not sent", [section(not_stored(reason).text)], close="Close")
