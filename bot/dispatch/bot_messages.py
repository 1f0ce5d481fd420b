"""Takes messages of other apps' bots: those without a role get no response, and a burst ends with one sentence."""

from collections.abc import Mapping
from typing import Any

from bot.dispatch.commands import answer, dispatch
from bot.dispatch.context import CommandContext
from cards.dispatch import bots
from records.dispatch import grants
from records.jobs import bot_bursts
from records.jobs.counters import Counter, count
from records.people import Role


def act(ctx: CommandContext, message: Mapping[str, Any], team_id: str) -> None:
    """Run a bot's message that mentions ours, once."""
    redis, bot = ctx.kit.redis, ctx.invocation.user
    new, within_window = bot_bursts.count_message(redis, bot, ctx.key, ctx.kit.clock())
    reason = ""
    if _is_foreign(message, team_id):
        reason = "other workspace"
    elif grants.held_by_bot(redis, bot) is Role.NOBODY:
        reason = "no role"
    elif within_window > bot_bursts.MOST and not bot_bursts.is_told(redis, bot, ctx.key):
        reason = "too many"
    if reason:
        if new:
            count(redis, Counter.BOTS, reason)
    elif within_window > bot_bursts.MOST:
        minutes = bot_bursts.WINDOW_SECONDS // 60
        answer(ctx, bots.too_many(grants.BOTS.get(redis, bot), bot_bursts.MOST, minutes))
    else:
        dispatch(ctx, team_id)


def _is_foreign(message: Mapping[str, Any], team_id: str) -> bool:
    """Return whether the bot is from another workspace, whose messages a shared channel shows here."""
    profile = message.get("bot_profile") or {}
    teams = (message.get("user_team"), message.get("source_team"), profile.get("team_id"))
    return bool(team_id) and any(team and team != team_id for team in teams)
