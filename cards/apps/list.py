"""Messages about the apps of the accounts, and the app and the account of a channel."""

from collections.abc import Mapping, Sequence

from appstore.apps import App
from appstore.errors import AppStoreError
from cards.blocks import Block, actions, bullets, button, escape, message, rich, section, span, text_message
from cards.dispatch.prompts import Question
from cards.failures import app_errors
from cards.failures.errors import reason
from cards.wording.accounts import app_title, shown_account
from records.dispatch.app_cache import KnownApp
from records.messages import Message

# Slack wants a different action id for each button of a message.
USE_IN = tuple(f"apps.use_in_{number}" for number in range(5))
_MOST = 60


def listed_apps(
    found: Mapping[str, Sequence[App]], failures: Mapping[str, AppStoreError], chosen: str, default: str
) -> Message:
    """List the apps of each account and mark the channel's own, or else the default one."""
    if not any(found.values()) and not failures:
        return text_message("The App Store Connect key sees no apps. Check which apps its user may see.")
    after, blocks, sentences = "Choose this channel's app with `/asc use BUNDLE_ID`.", list[Block](), list[str]()
    for account, apps in found.items():
        head = f"The apps of {escape(shown_account(account) or 'this account')}"
        lines = [_line(app, chosen, default) for app in apps[: _MOST // len(found)]]
        sentences.append(
            f"{head}: {'; '.join(f'{escape(app.name)} {escape(app.bundle_id)}' for app in apps) or 'none'}."
        )
        blocks += [section(f"*{head}*"), rich(bullets(lines)) if lines else section("None.")]
    for account, error in failures.items():
        sentences.append(f"The apps of {escape(account)} can't be listed now: {reason(error)}")
        blocks.append(section(sentences[-1]))
    return message(" ".join((*sentences, after)), *blocks, section(after))


def _line(app: App, chosen: str, default: str) -> list[Block]:
    mark = ""
    if chosen == app.id:
        mark = "  (this channel's app)"
    elif not chosen and default in {app.id, app.bundle_id}:
        mark = "  (the default in channels that have not chosen one)"
    return [span(app.name, "bold"), span("  "), span(app.bundle_id, "code"), span(mark)]


def using(app: KnownApp, user: str) -> Message:
    """Report that the channel's app was set."""
    name = escape(app_title(app))
    return text_message(f"<@{user}> set this channel's app: *{name}* (`{escape(app.bundle_id)}`).")


def which_account(apps: Sequence[KnownApp]) -> Message:
    """Ask which account's app the channel is to use, with a button for each."""
    question = app_errors.which_account(apps)
    choices = [
        button(app.account, action_id, f"{app.id} {app.account}", says=f"Use the app of {app.account}")
        for app, action_id in zip(apps, USE_IN, strict=False)
    ]
    return message(question.text, *question.blocks, actions(*choices))


def tied(account: str, user: str, *, loses_app: bool) -> Message:
    """Report that a channel was tied to an account; `loses_app`: the app that it worked on is of another one."""
    text = (
        f"<@{user}> tied this channel to the App Store Connect account `{escape(account)}`. From now on nothing of "
        "another account is shown or changed here. Alerts, digests and scheduled changes of another account are kept, "
        "and wait until `/asc use --account none` unties the channel."
    )
    return text_message(f"{text} The channel has no app now: `/asc use APP` sets one." if loses_app else text)


def untied(account: str, user: str) -> Message:
    """Report that a channel was untied."""
    if not account:
        return text_message("This channel is not tied to an account. Nothing was changed.")
    return text_message(
        f"<@{user}> untied this channel from the App Store Connect account `{escape(account)}`. The apps of all "
        "accounts can be used here now."
    )


def tied_already(account: str) -> Message:
    """Reply when the channel is tied to that account already."""
    return text_message(f"This channel is tied to the account `{escape(account)}` already. Nothing was changed.")


def app_or_account() -> Message:
    """Reply to `use` in which it is unclear what is to be used."""
    return text_message(
        "Write `use APP` to set the channel's app, `use APP --account NAME` where two accounts have it, or "
        "`use --account NAME` to tie the channel to an account."
    )


def which_app() -> Question:
    """Ask for the app of `use`."""
    return Question("Which app?", "App", "Use", "Its bundle id or its Apple id. /asc apps lists them.")
