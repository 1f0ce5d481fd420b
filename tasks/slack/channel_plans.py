"""What features share that post in a channel at set times: the plan a user asked for, and what of all plans is due."""

from collections.abc import Iterator
from dataclasses import replace

from kit.slack import users
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp
from records.invocations import Invocation
from records.times import dates
from records.times.plans import ChannelPlan, Plans


def plan_for(kit: Kit, invocation: Invocation, app: KnownApp, clock: str, weekday: str, zone: str) -> ChannelPlan:
    """Return the plan to post about the app at `HH:MM`, daily or on that weekday ("" or 0 to 6).

    `zone` "" is the user's time zone in Slack.
    """
    person = users.person(kit, invocation.user, users.team_id_of_bot(kit))
    tz = dates.zone(zone or person.timezone)
    hour, _, minute = clock.partition(":")
    plan = ChannelPlan(
        channel=invocation.channel,
        hour=int(hour),
        minute=int(minute),
        timezone=tz.key if tz is not None else "UTC",
        weekday=int(weekday) if weekday else None,
        app=invocation.app or "",
        bundle_id=app.bundle_id,
        account=app.account,
        user=invocation.user,
        user_name=person.name,
    )
    return replace(plan, due=plan.after(kit.clock()))


def due(kit: Kit, plans: Plans, late_seconds: float) -> Iterator[ChannelPlan]:
    """Yield every plan that is due, unless it is late by more than that; afterwards its next moment counts."""
    now = kit.clock()
    for plan in plans.everything(kit.redis):
        if plan.due > now:
            continue
        if now - plan.due <= late_seconds:
            yield plan
        plans.go_on(kit.redis, plan, now)
