"""`digest`: the reviews of this channel's app in figures, now or regularly."""

from collections.abc import Callable
from difflib import get_close_matches

from slack_bolt import App

from bot.dispatch.commands import COMMON_OPTIONS, TIME_ZONE, Command, register_channel_line, register_command
from bot.dispatch.context import CommandContext, enqueue
from bot.dispatch.plan_commands import PlanCommand
from cards.digests import subscriptions as subscription_cards
from cards.dispatch.help import Group
from records.digests import subscriptions as subscription_records
from records.invocations import Origin
from records.messages import Message
from records.people import Role
from tasks.digests import jobs

PLAN = PlanCommand(
    name="digest",
    title="Digest of reviews",
    form=subscription_cards.FORM,
    open_form=subscription_cards.OPEN_FORM,
    usage=subscription_cards.USAGE,
    subscribe=jobs.turn_on,
)


def digest(ctx: CommandContext) -> Message | None:
    """`digest now|daily|weekly|off`; alone it shows the subscription."""
    verb = ctx.words[0].lower() if ctx.words else ""
    if verb in _VERBS:
        return _VERBS[verb](ctx)
    if verb:
        return subscription_cards.unknown_verb(verb, get_close_matches(verb, _VERBS, n=1, cutoff=0.5))
    return subscription_cards.plan_now(subscription_records.shown_in(ctx.kit.redis, ctx.invocation.channel))


def now(ctx: CommandContext) -> Message | None:
    """`digest now`: posted to the channel, after a mention in its thread."""
    enqueue(ctx, jobs.post_now)
    return subscription_cards.coming() if ctx.invocation.origin is Origin.COMMAND else None


def off(ctx: CommandContext) -> Message | None:
    """`digest off`."""
    enqueue(ctx, jobs.turn_off)
    return None


_VERBS: dict[str, Callable[[CommandContext], Message | None]] = {
    "now": now,
    "daily": PLAN.daily,
    "weekly": PLAN.weekly,
    "off": off,
}


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
    PLAN.register(app)
