"""Scheduling changes of texts: `schedule`, its calendar, and the buttons of its cards."""

from __future__ import annotations

from dataclasses import replace

from slack_bolt import App

from bot import clicks
from bot.asking import Asked
from bot.commands import command
from bot.enqueueing import wish_for
from bot.scheduling import Unclear, Wanted, read
from cards import schedule_faults as faults
from cards import schedules as cards
from records import people, schedules
from records.people import Role
from records.schedules import Schedule
from records.wishes import Card
from tasks import schedules as tasks

_LIST, _CANCEL = "list", "cancel"


def schedule(asked: Asked) -> Card | None:
    """`schedule promo|keywords LOCALE WHEN …text`, `schedule list`, `schedule cancel ID`."""
    verb = asked.words[0].lower() if asked.words else ""
    if verb == _LIST:
        wish_for(asked, tasks.show)
        return None
    if verb == _CANCEL:
        if len(asked.words) == 1:
            return faults.id_needed()
        wish_for(asked, tasks.cancel, asked.words[1].lower().strip("`"), "")
        return None
    known = people.PEOPLE.get(asked.kit.redis, asked.wish.user)
    try:
        wanted = read(asked.typed, known.timezone if known is not None else "UTC", asked.kit.clock())
    except Unclear as unclear:
        return unclear.card
    _begin(asked, wanted)
    return None


def _begin(asked: Asked, wanted: Wanted) -> None:
    """Write down what was understood and queue it, once for all deliveries of the wish."""
    kit, wish, when = asked.kit, asked.wish, wanted.when
    draft = Schedule(
        id=wish.id,
        user=wish.user,
        channel=wish.channel,
        app_id="",
        app_name="",
        field=wanted.field,
        locales=wanted.locales,
        texts=wanted.texts,
        timezone=wanted.zone.key,
        next_at=when.start.at,
        since=kit.clock(),
        cron=when.cron,
        until=when.until.at if when.until is not None else 0.0,
        platform=wanted.platform,
    )
    notes = [note for moment in (when.start, when.until) if moment for note in cards.notes_on(moment, wanted.zone.key)]
    notes += [cards.warning(one) for one in wanted.warnings]
    schedules.DRAFTS.add(kit.redis, wish.id, draft)
    if not wish_for(asked.with_options(notes="\n".join(notes)), tasks.add):
        schedules.DRAFTS.remove(kit.redis, wish.id)


def cancel(asked: Asked, value: str, listed: str = "") -> Card | None:
    """End a schedule."""
    schedule_id = value.partition(".")[0]
    wish_for(_about(asked, value), tasks.cancel, schedule_id, listed)
    return None


def run_now(asked: Asked, value: str, listed: str = "") -> Card | None:
    """Make the next run now; the job decides who was first."""
    schedule_id, _, step = value.partition(".")
    wish_for(_about(asked, value), tasks.run_now, schedule_id, step, listed)
    return None


def _about(asked: Asked, value: str) -> Asked:
    return replace(asked, key=f"{asked.key}.{value}")


def register(app: App) -> None:
    """What can be typed and pressed, and by whom."""
    command("schedule", Role.EDITOR, schedule, roles=((_LIST, Role.VIEWER),))
    clicks.button(app, cards.CANCEL, Role.EDITOR, cancel)
    clicks.button(app, cards.RUN_NOW, Role.EDITOR, run_now)
    clicks.button(app, cards.LISTED_CANCEL, Role.EDITOR, lambda asked, value: cancel(asked, value, "listed"))
    clicks.button(app, cards.LISTED_RUN_NOW, Role.EDITOR, lambda asked, value: run_now(asked, value, "listed"))
