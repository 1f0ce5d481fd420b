"""Draws the Home tab when a user opens it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App

from bot.dispatch import buttons
from bot.dispatch.context import CommandContext
from cards import home as view
from kit.jobs import define as jobs
from kit.wiring import Kit
from records.messages import Message
from records.people import Role
from tasks.home import jobs as home_jobs


def refresh(ctx: CommandContext, _value: str) -> Message | None:
    """Enqueue a refresh of the tab; it may run twice."""
    jobs.enqueue(ctx.kit, home_jobs.publish_home, ctx.invocation.user)
    return None


def register(app: App) -> None:
    """Register the Home tab and its button."""
    buttons.button(app, view.REFRESH, Role.VIEWER, refresh)

    @app.event("app_home_opened")
    def home_opened(ack: Ack, event: Mapping[str, Any], kit: Kit) -> None:
        if event.get("tab") == "home":
            jobs.enqueue(kit, home_jobs.publish_home, event["user"])
        ack()
