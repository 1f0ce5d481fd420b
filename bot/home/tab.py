"""Refreshes the Home tab when a user opens it or presses its button."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App

from bot.dispatch import buttons
from bot.dispatch.context import CommandContext
from cards.home import REFRESH
from kit.jobs.queues import enqueue
from kit.wiring import Kit
from records.people import Role
from tasks.home.jobs import publish_home


def refresh(ctx: CommandContext, _value: str) -> None:
    """Enqueue a refresh of the tab; it may run twice."""
    enqueue(ctx.kit, publish_home, ctx.invocation.user)


def register(app: App) -> None:
    """Register the Home tab and its button."""
    buttons.button(app, REFRESH, Role.VIEWER, refresh)

    @app.event("app_home_opened")
    def home_opened(ack: Ack, event: Mapping[str, Any], kit: Kit) -> None:
        if event.get("tab") == "home":
            enqueue(kit, publish_home, event["user"])
        ack()
