"""Alerts for releases: `alerts releases on`, `alerts releases off`, `alerts releases`."""

from slack_bolt import App

from bot.dispatch.commands import APP, DRY_RUN, Command, register_channel_line, register_command
from bot.dispatch.context import CommandContext, enqueue
from cards.dispatch.help import Group
from cards.releases import alerts as alert_cards
from kit.wiring import Kit
from records.messages import Message
from records.people import Role
from records.releases import alerts as alert_records
from tasks.releases.alerts import jobs

_JOBS = {
    "": jobs.show_release_alerts,
    "on": jobs.turn_on_release_alerts,
    "off": jobs.turn_off_release_alerts,
}


def change_release_alerts(ctx: CommandContext) -> Message | None:
    """Run `alerts releases`, `alerts releases on` or `alerts releases off`."""
    words = " ".join(ctx.words).lower()
    if words not in _JOBS:
        return alert_cards.unclear(" ".join(ctx.words))
    enqueue(ctx, _JOBS[words])
    return None


def in_channel(kit: Kit, channel: str) -> str:
    """Return the alerts of a channel in a line."""
    return alert_cards.in_channel(alert_records.shown_in(kit.redis, channel))


def register(_app: App) -> None:
    """Register the command."""
    register_channel_line("alerts releases", in_channel)
    register_command(
        Command(
            name="alerts releases",
            group=Group.RELEASES,
            rank=90,
            usage="alerts releases on|off",
            summary="posts state changes here",
            details=(
                "posts each change of versions, submissions, builds that finish processing and phased releases to this "
                "channel, once; alone it says what is on"
            ),
            examples=("alerts releases on", "alerts releases off"),
            role=Role.EDITOR,
            options=(APP, DRY_RUN),
            run=change_release_alerts,
        )
    )
