"""`analytics`: what Apple's reports say about an app, and the request for them."""

import re
from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches
from functools import partial

from slack_bolt import App

from appstore.analytics.counts import find_source
from bot.dispatch import buttons, plans, territories
from bot.dispatch.command_line import Option
from bot.dispatch.commands import COMMON_OPTIONS, TERRITORY, TIME_ZONE, Command, register_channel_line, register_command
from bot.dispatch.context import CommandContext
from bot.dispatch.enqueue import enqueue
from bot.dispatch.modals import modal, open_or_offer
from cards.analytics import quality, questions, subscriptions
from cards.blocks import text_message
from cards.dispatch import errors, plan_modal
from cards.dispatch.help import Group
from cards.wording.plans import not_a_day, not_a_time
from cards.wording.zones import unclear
from records.analytics.subscriptions import PLANS
from records.messages import Message
from records.people import Role
from records.times import zones
from tasks.analytics import jobs

SOURCE = Option("source", "search")
QUALITY = Option("quality")
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


def daily(ctx: CommandContext) -> Message | None:
    """`analytics daily HH:MM [TIMEZONE]`."""
    return _at(replace(ctx, line=ctx.line.rest()), "")


def weekly(ctx: CommandContext) -> Message | None:
    """`analytics weekly DAY HH:MM [TIMEZONE]`."""
    rest = replace(ctx, line=ctx.line.rest())
    if not rest.words:
        return _form(rest, "0")
    day = plans.read_weekday(rest.words[0])
    if day is None:
        return not_a_day(rest.words[0], "analytics")
    return _at(replace(rest, line=rest.line.rest()), str(day))


def off(ctx: CommandContext) -> Message | None:
    """`analytics off`."""
    if ctx.words[1:]:
        return errors.surplus_words("analytics off", ctx.words[1:])
    enqueue(ctx, jobs.unsubscribe)
    return None


def _at(ctx: CommandContext, weekday: str) -> Message | None:
    """Turn it on at the time, and in the time zone, that the words or `--tz` name."""
    if not ctx.words:
        return _form(ctx, weekday)
    clock = plans.read_clock(ctx.words)
    if clock is None:
        return not_a_time(plans.unclear_clock(ctx.words), subscriptions.USAGE)
    zone = ctx.line.after(1) or (ctx.invocation.options or {}).get("tz") or ""
    found = zones.read(zone, ctx.kit.clock())
    if zone and found is None:
        near = zones.locations(zone, ctx.kit.clock(), plans.own_zone(ctx))
        return text_message(unclear(zone, near, ctx.kit.clock()))
    enqueue(ctx, jobs.subscribe, clock, weekday, found.key if found else "")
    return None


def _form(ctx: CommandContext, weekday: str) -> Message | None:
    view = plan_modal.plan_modal(
        subscriptions.FORM, "Scheduled analytics", ctx.invocation.id, weekday, plans.own_zone(ctx)
    )
    return open_or_offer(ctx, view, subscriptions.modal_offered())


_VERBS: dict[str, Callable[[CommandContext], Message | None]] = {
    "on": on,
    "daily": daily,
    "weekly": weekly,
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
    buttons.button(app, subscriptions.OPEN_FORM, Role.EDITOR, lambda ctx, _value: _form(ctx.in_private(), ""))
    modal(
        app,
        subscriptions.FORM,
        Role.EDITOR,
        plan_modal.TIME,
        partial(plans.submitted, jobs.subscribe),
        opened_by="analytics daily",
    )
