"""`digest`: the reviews of this channel's app in figures, now or regularly."""

from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches
from functools import partial

from slack_bolt import App

from bot.dispatch import buttons, plans
from bot.dispatch.commands import COMMON_OPTIONS, TIME_ZONE, Command, register_channel_line, register_command
from bot.dispatch.context import CommandContext
from bot.dispatch.enqueue import enqueue
from bot.dispatch.modals import modal, open_or_offer
from cards.digests import subscriptions as subscription_cards
from cards.dispatch import plan_modal
from cards.dispatch.help import Group
from records.digests import subscriptions as subscription_records
from records.invocations import Origin
from records.messages import Message
from records.people import Role
from records.times import zones
from tasks.digests import jobs


def digest(ctx: CommandContext) -> Message | None:
    """`digest now|daily|weekly|off`; alone it shows the subscription."""
    verb = ctx.words[0].lower() if ctx.words else ""
    if verb in _VERBS:
        return _VERBS[verb](replace(ctx, line=ctx.line.rest()))
    if verb:
        return subscription_cards.unknown_verb(verb, get_close_matches(verb, _VERBS, n=1, cutoff=0.5))
    return subscription_cards.plan_now(subscription_records.shown_in(ctx.kit.redis, ctx.invocation.channel))


def now(ctx: CommandContext) -> Message | None:
    """`digest now`: posted to the channel, after a mention in its thread."""
    enqueue(ctx, jobs.post_now)
    return subscription_cards.coming() if ctx.invocation.origin is Origin.COMMAND else None


def daily(ctx: CommandContext) -> Message | None:
    """`digest daily HH:MM [TIMEZONE]`."""
    return _at(ctx, "") if ctx.words else _form(ctx, "")


def weekly(ctx: CommandContext) -> Message | None:
    """`digest weekly DAY HH:MM [TIMEZONE]`."""
    if not ctx.words:
        return _form(ctx, "0")
    day = plans.read_weekday(ctx.words[0])
    if day is None:
        return subscription_cards.not_a_day(ctx.words[0])
    rest = replace(ctx, line=ctx.line.rest())
    return _at(rest, str(day)) if rest.words else _form(rest, str(day))


def off(ctx: CommandContext) -> Message | None:
    """`digest off`."""
    enqueue(ctx, jobs.turn_off)
    return None


_VERBS: dict[str, Callable[[CommandContext], Message | None]] = {
    "now": now,
    "daily": daily,
    "weekly": weekly,
    "off": off,
}


def _at(ctx: CommandContext, weekday: str) -> Message | None:
    """Turn it on at the time, and in the time zone, that the words or `--tz` name."""
    clock = plans.read_clock(ctx.words)
    if clock is None:
        return subscription_cards.not_a_time(plans.unclear_clock(ctx.words))
    zone = ctx.line.after(1) or (ctx.invocation.options or {}).get("tz") or ""
    found = zones.read(zone, ctx.kit.clock())
    if zone and found is None:
        return subscription_cards.unclear_zone(zone, plans.own_zone(ctx), ctx.kit.clock())
    enqueue(ctx, jobs.turn_on, clock, weekday, found.key if found else "")
    return None


def _form(ctx: CommandContext, weekday: str) -> Message | None:
    view = plan_modal.plan_modal(
        subscription_cards.FORM, "Digest of reviews", ctx.invocation.id, weekday, plans.own_zone(ctx)
    )
    return open_or_offer(ctx, view, subscription_cards.modal_offered())


def register(app: App) -> None:
    """What can be typed, pressed and sent, and by whom."""
    register_channel_line(
        "digest", lambda kit, channel: subscription_cards.in_channel(subscription_records.shown_in(kit.redis, channel))
    )
    editors = tuple((word, Role.EDITOR) for word in ("daily", "weekly", "off"))
    register_command(
        Command(
            name="digest",
            group=Group.REVIEWS,
            rank=2,
            usage="digest [now|daily HH:MM|weekly DAY HH:MM|off] [TIMEZONE]",
            summary="posts a digest with a chart",
            details=(
                "posts the figures of this channel's reviews with a chart, now or regularly (which takes the role "
                "editor); alone it says what is on"
            ),
            examples=("digest now", "digest daily 09:00", "digest weekly Monday 09:00 Europe/Berlin", "digest off"),
            role=Role.VIEWER,
            roles=editors,
            options=(*COMMON_OPTIONS, TIME_ZONE),
            run=digest,
        )
    )
    buttons.button(app, subscription_cards.OPEN_FORM, Role.EDITOR, lambda ctx, _value: _form(ctx.in_private(), ""))
    modal(
        app,
        subscription_cards.FORM,
        Role.EDITOR,
        plan_modal.TIME,
        partial(plans.submitted, jobs.turn_on),
        opened_by="digest daily",
    )
