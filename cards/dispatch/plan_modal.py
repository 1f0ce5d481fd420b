"""The modal in which a user chooses when something is posted in a channel: how often, at what time, in which zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cards.blocks import actions, button, message, option, section
from cards.modals import chosen, entered, input_block, modal, select, text_input, typed
from cards.wording.zones import unclear
from records.messages import Message
from records.times import zones
from records.times.plans import DAYS

RHYTHM, TIME, ZONE = "rhythm", "time", "zone"
_DAILY = "daily"


@dataclass(frozen=True)
class PlanInput:
    """What was chosen: "" for every day or the number of a weekday, `HH:MM`, and a time zone as it was typed."""

    weekday: str
    clock: str
    zone: str


def offered(open_form: str, usage: str) -> Message:
    """Offer the form after a mention without a time: only a button can open it."""
    text = f"When? Write {usage}, or use the form."
    return message(text, section(text), actions(button("Choose a time", open_form)))


def plan_modal(form: str, title: str, invocation_id: str, weekday: str, zone: str) -> dict[str, Any]:
    """Return the modal with this callback id, filled in with what is known already."""
    rhythms = [option("Every day", _DAILY), *(option(f"Every {day}", str(number)) for number, day in enumerate(DAYS))]
    blocks = [
        input_block(RHYTHM, "How often", select(rhythms, weekday or _DAILY)),
        input_block(TIME, "Time", {"type": "timepicker", "initial_time": "09:00"}),
        input_block(ZONE, "Time zone", text_input(zone, most=60)),
    ]
    return modal(form, title, blocks, submit="Turn on", metadata=invocation_id)


def read_plan_modal(view: Mapping[str, Any]) -> PlanInput:
    """Return what was chosen."""
    rhythm = chosen(view, RHYTHM)
    return PlanInput(
        "" if rhythm == _DAILY else rhythm,
        str(entered(view, TIME).get("selected_time") or ""),
        typed(view, ZONE).strip(),
    )


def errors_in(form: PlanInput, own_zone: str, now: float) -> dict[str, str]:
    """Return what is wrong, by block; `own_zone` is the user's."""
    errors = {} if form.clock else {TIME: "Choose a time."}
    if zones.read(form.zone, now) is None:
        errors[ZONE] = unclear(form.zone, zones.locations(form.zone, now, own_zone), now).replace("`", "")
    return errors
