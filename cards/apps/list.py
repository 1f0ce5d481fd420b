"""Messages about the account's apps, and the app of a channel."""

from collections.abc import Sequence

from appstore.apps import App
from cards.blocks import bullets, escape, message, rich, section, span, text_message
from cards.dispatch.prompts import Question
from records.app_cache import KnownApp
from records.messages import Message


def listed_apps(apps: Sequence[App], chosen: str, default: str) -> Message:
    """List every app and mark the channel's own, or else the default one."""
    if not apps:
        return text_message("The App Store Connect key sees no apps. Check which apps its user may see.")
    lines = []
    for app in apps[:60]:
        mark = ""
        if chosen == app.id:
            mark = "  (this channel's app)"
        elif not chosen and default in {app.id, app.bundle_id}:
            mark = "  (the default in channels that have not chosen one)"
        lines.append([span(app.name, "bold"), span("  "), span(app.bundle_id, "code"), span(mark)])
    head, after = "The apps of this account", "Choose this channel's app with `/asc use BUNDLE_ID`."
    names = "; ".join(f"{escape(app.name)} {escape(app.bundle_id)}" for app in apps)
    return message(f"{head}: {names}. {after}", section(f"*{head}*"), rich(bullets(lines)), section(after))


def using(app: KnownApp, user: str) -> Message:
    """Report that the channel's app was set."""
    return text_message(f"<@{user}> set this channel's app: *{escape(app.name)}* (`{escape(app.bundle_id)}`).")


def which_app() -> Question:
    """Ask for the app of `use`."""
    return Question("Which app?", "App", "Use", "Its bundle id or its Apple id. /asc apps lists them.")
