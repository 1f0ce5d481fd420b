"""The account's apps, and the app of a channel."""

from __future__ import annotations

from collections.abc import Sequence

from appstore.apps import App
from cards.blocks import bullets, escape, message, rich, section, span, text_message
from cards.dispatch.prompts import Question
from records.app_cache import KnownApp
from records.messages import Message


def listed_apps(found: Sequence[App], chosen: str, default: str) -> Message:
    """Every app; the channel's own is marked, else the one that is used by default."""
    if not found:
        return text_message("The App Store Connect key sees no apps. Check which apps its user may see.")
    lines = []
    for app in found[:60]:
        mark = ""
        if chosen == app.id:
            mark = "  (this channel's app)"
        elif not chosen and default in {app.id, app.bundle_id}:
            mark = "  (used where a channel has chosen none)"
        lines.append([span(app.name, "bold"), span("  "), span(app.bundle_id, "code"), span(mark)])
    head = "The apps of this account"
    after = "Choose this channel's app with `/asc use BUNDLE_ID`."
    spoken = "; ".join(f"{escape(app.name)} {escape(app.bundle_id)}" for app in found)
    return message(f"{head}: {spoken}. {after}", section(f"*{head}*"), rich(bullets(lines)), section(after))


def using(app: KnownApp, user: str) -> Message:
    """The channel's app was set."""
    return text_message(f"<@{user}> set this channel's app: *{escape(app.name)}* (`{escape(app.bundle_id)}`).")


def which_app() -> Question:
    """Ask for the app of `use`."""
    return Question("Which app?", "App", "Use", "Its bundle id or its Apple id. /asc apps lists them.")
