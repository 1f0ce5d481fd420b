"""`analytics`: what Apple's reports say about an app, and the request for them."""

import re
from collections.abc import Callable
from difflib import get_close_matches

from slack_bolt import App

from appstore.analytics.counts import find_source
from bot.dispatch import territories
from bot.dispatch.command_line import Option
from bot.dispatch.commands import COMMON_OPTIONS, TERRITORY, TIME_ZONE, Command, register_channel_line, register_command
from bot.dispatch.context import CommandContext, enqueue
from bot.dispatch.plan_commands import PlanCommand
from cards.analytics import quality, questions, subscriptions
from cards.dispatch import errors
from cards.dispatch.help import Group
from records.analytics.subscriptions import PLANS
from records.messages import Message
from records.people import Role
from tasks.analytics import jobs

SOURCE = Option("source", "search")
QUALITY = Option("quality")
PLAN = PlanCommand(
    name="analytics",
    title="Scheduled analytics",
    form=subscriptions.FORM,
    open_form=subscriptions.OPEN_FORM,
    usage=subscriptions.USAGE,
    subscribe=jobs.subscribe,
)
SPANS = (7, 30, 90)
_SPAN = re.compile(r"(\d{1,4})\s*(?:d|days?)?")
_WORDS = {"week": 7, "month": 30, "quarter": 90}


def analytics(ctx: CommandContext) -> Message | None:
    """`analytics [7d|30d|90d]`, or what its first word says."""
    verb = ctx.words[0].lower() if ctx.words else ""
    if verb in _VERBS:
        if QUALITY.name in (ctx.invocation.options or {}):
            return quality.not_with(verb)
        return _VERBS[verb](ctx)
    return _summary(ctx)


def on(ctx: CommandContext) -> Message | None:
    """`analytics on`."""
    if ctx.words[1:]:
        return errors.surplus_words("analytics on", ctx.words[1:])
    enqueue(ctx, jobs.turn_on)
    return None


def off(ctx: CommandContext) -> Message | None:
    """`analytics off`."""
    if ctx.words[1:]:
        return errors.surplus_words("analytics off", ctx.words[1:])
    enqueue(ctx, jobs.unsubscribe)
    return None


_VERBS: dict[str, Callable[[CommandContext], Message | None]] = {
    "on": on,
    "daily": PLAN.daily,
    "weekly": PLAN.weekly,
    "off": off,
}


def _summary(ctx: CommandContext) -> Message | None:
    options = ctx.invocation.options or {}
    days = read_span(" ".join(ctx.words))
    if days is None:
        return questions.unknown_span(" ".join(ctx.words), get_close_matches(ctx.words[0].lower(), _VERBS, n=1))
    if "quality" in options:
        if narrowed := [option.name for option in (TERRITORY, SOURCE) if option.name in options]:
            return quality.other_options(narrowed)
        enqueue(ctx, jobs.show_quality, str(days))
        return None
    codes = territories.read(options["territory"]) if "territory" in options else ()
    if isinstance(codes, Message):
        return codes
    source = find_source(options["source"]) if "source" in options else ""
    if source is None:
        return questions.unknown_source(options["source"])
    enqueue(ctx, jobs.show_analytics, str(days), ",".join(codes), source)
    return None


def read_span(text: str) -> int | None:
    """Return the days that `30d`, `30 days` or `month` stands for, 7 for nothing, and None for any other text."""
    text = text.strip().lower().removeprefix("last ")
    if not text:
        return SPANS[0]
    found = _SPAN.fullmatch(text)
    days = int(found[1]) if found is not None else _WORDS.get(text, 0)
    return days if days in SPANS else None


def register(app: App) -> None:
    """What can be typed, and by whom."""
    register_channel_line(
        "analytics", lambda kit, channel: subscriptions.in_channel(PLANS.shown_in(kit.redis, channel))
    )
    register_command(
        Command(
            name="analytics",
            group=Group.FIGURES,
            rank=1,
            usage="analytics [7d|30d|90d|on|off|daily|weekly] [--quality] [--territory USA]",
            summary="charts downloads",
            details=(
                "shows impressions, product page views and downloads from Apple's reports, compared with the period "
                "before, with charts and a CSV; `--quality` shows sessions and crashes by version and device; `on` has "
                "Apple make these reports, once for each app (which takes the role admin, and a key with the role "
                "Admin); `daily` and `weekly` post the last seven days in this "
                "channel (which takes the role editor)"
            ),
            examples=(
                "analytics",
                "analytics 30d --territory DEU",
                "analytics --quality",
                "analytics weekly Monday 09:00",
                "analytics on",
            ),
            role=Role.VIEWER,
            roles=(("on", Role.ADMIN), ("daily", Role.EDITOR), ("weekly", Role.EDITOR), ("off", Role.EDITOR)),
            options=(*COMMON_OPTIONS, TERRITORY, SOURCE, QUALITY, TIME_ZONE),
            run=analytics,
        )
    )
    PLAN.register(app)
