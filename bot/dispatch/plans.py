"""Reads when something is to come regularly, as typed or as chosen in the modal."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.dispatch.context import CommandContext
from bot.dispatch.enqueue import enqueue
from cards.dispatch import plan_modal
from kit import roles
from kit.jobs.define import Job
from records.times import dates, zones
from records.times.plans import DAYS

_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")
# Half a day, as in `9:00 AM`.
_HALF = re.compile(r"[ap]\.?m\.?", re.IGNORECASE)
_SHORTEST_DAY = 2


def read_clock(words: Sequence[str]) -> str | None:
    """Return `HH:MM` for the time of day in the first word; 24:00 is none, nor is one with half a day after it."""
    found = _CLOCK.fullmatch(dates.plain(words[0]))
    if found is None or int(found[1]) > 23 or int(found[2]) > 59 or _halves(words):  # noqa: PLR2004 - hours and minutes
        return None
    return f"{int(found[1]):02}:{found[2]}"


def unclear_clock(words: Sequence[str]) -> str:
    """Return the words that were meant as a time of day."""
    return " ".join([words[0], *_halves(words)])


def _halves(words: Sequence[str]) -> list[str]:
    return [word for word in words[1:2] if _HALF.fullmatch(word)]


def read_weekday(word: str) -> int | None:
    """Return 0 for `monday`, `Mon` or `mo`."""
    start = word.lower().rstrip(".,")
    if len(start) < _SHORTEST_DAY:
        return None
    return next((number for number, day in enumerate(DAYS) if day.lower().startswith(start.removesuffix("s"))), None)


def own_zone(ctx: CommandContext) -> str:
    """Return the time zone of the user in Slack."""
    return roles.person(ctx.kit, ctx.invocation.user, ctx.invocation.team).timezone


def submitted(subscribe: Job[str, str, str, str], ctx: CommandContext, view: Mapping[str, Any]) -> dict[str, str]:
    """Enqueue the subscription that was entered; returns what is wrong with it, by block."""
    form = plan_modal.read_plan_modal(view)
    errors = plan_modal.errors_in(form, own_zone(ctx), ctx.kit.clock())
    zone = zones.read(form.zone, ctx.kit.clock())
    if errors or zone is None:
        return errors
    enqueue(ctx.in_private(), subscribe, form.clock, form.weekday, zone.key)
    return {}
