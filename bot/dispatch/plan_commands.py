"""`daily` and `weekly` of a command that posts something in a channel regularly, as typed or as chosen in a form."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt import App

from bot.dispatch import buttons, plans
from bot.dispatch.context import CommandContext, enqueue
from bot.dispatch.modals import modal, open_or_offer
from cards.blocks import text_message
from cards.dispatch import plan_modal
from cards.wording.plans import not_a_day, not_a_time
from cards.wording.zones import unclear
from kit.jobs.define import Job
from kit.slack import users
from records.messages import Message
from records.people import Role
from records.times import zones


@dataclass(frozen=True, kw_only=True)
class PlanCommand:
    """The command `name`, whose job `subscribe` takes `HH:MM`, a weekday and a time zone.

    `title`, `form` and `open_form`: of the form, and the ids of it and of the button that opens it. `usage` is shown
    where a time is missing or unclear.
    """

    name: str
    title: str
    form: str
    open_form: str
    usage: str
    subscribe: Job[str, str, str, str]

    def daily(self, ctx: CommandContext) -> Message | None:
        """Run `daily HH:MM [TIMEZONE]`."""
        return self._at(replace(ctx, line=ctx.line.rest()), "")

    def weekly(self, ctx: CommandContext) -> Message | None:
        """Run `weekly DAY HH:MM [TIMEZONE]`."""
        rest = replace(ctx, line=ctx.line.rest())
        if not rest.words:
            return self._open(rest, "0")
        day = plans.read_weekday(rest.words[0])
        if day is None:
            return not_a_day(rest.words[0], self.name)
        return self._at(replace(rest, line=rest.line.rest()), str(day))

    def register(self, app: App) -> None:
        """Register the form and the button that opens it."""
        buttons.button(app, self.open_form, Role.EDITOR, lambda ctx, _value: self._open(ctx.in_private(), ""))
        modal(app, self.form, Role.EDITOR, plan_modal.TIME, self._submitted, opened_by=f"{self.name} daily")

    def _at(self, ctx: CommandContext, weekday: str) -> Message | None:
        """Subscribe at the time, and in the time zone, that the words or `--tz` name."""
        if not ctx.words:
            return self._open(ctx, weekday)
        clock = plans.read_clock(ctx.words)
        if clock is None:
            return not_a_time(plans.unclear_clock(ctx.words), self.usage)
        now, zone = ctx.kit.clock(), ctx.line.after(1) or (ctx.invocation.options or {}).get("tz") or ""
        found = zones.read(zone, now)
        if zone and found is None:
            return text_message(unclear(zone, zones.locations(zone, now, _own_zone(ctx)), now))
        enqueue(ctx, self.subscribe, clock, weekday, found.key if found else "")
        return None

    def _open(self, ctx: CommandContext, weekday: str) -> Message | None:
        view = plan_modal.plan_modal(self.form, self.title, ctx.invocation.id, weekday, _own_zone(ctx))
        return open_or_offer(ctx, view, plan_modal.offered(self.open_form, self.usage))

    def _submitted(self, ctx: CommandContext, view: Mapping[str, Any]) -> dict[str, str]:
        """Enqueue the subscription that was entered; returns what is wrong with it, by block."""
        form, now = plan_modal.read_plan_modal(view), ctx.kit.clock()
        errors, zone = plan_modal.errors_in(form, _own_zone(ctx), now), zones.read(form.zone, now)
        if errors or zone is None:
            return errors
        enqueue(ctx.in_private(), self.subscribe, form.clock, form.weekday, zone.key)
        return {}


def _own_zone(ctx: CommandContext) -> str:
    return users.person(ctx.kit, ctx.invocation.user, ctx.invocation.team).timezone
