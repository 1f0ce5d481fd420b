"""Shows the calendar of scheduled changes, and answers and records decisions about them."""

from cards.schedules import messages
from cards.schedules.audit_tags import SCHEDULE_ADDED
from kit.slack import users
from kit.slack.replies import reply
from kit.wiring import Kit
from records.dispatch import channels
from records.invocations import Invocation, Origin
from records.messages import Message
from records.schedules import schedules
from records.schedules.schedules import Schedule, ScheduleState
from tasks.dispatch import audit_log

_SHOWN = 10


def calendar(kit: Kit, invocation: Invocation, note: str = "") -> Message:
    """Return the next changes of the channel and of its app, under a note."""
    chosen = channels.app_of(kit.redis, invocation.channel)
    found = [
        schedule
        for schedule in schedules.all_open(kit.redis)
        if (schedule.channel == invocation.channel or (chosen is not None and schedule.app_id == chosen.app_id))
        and channels.shows(kit.redis, invocation.channel, schedule.account)
    ]
    kept = [schedule for schedule in found if schedule.state is not ScheduleState.WAITING]
    team_id = users.team_id_of_bot(kit)
    names = {user: users.person(kit, user, team_id).name for user in {schedule.user for schedule in found}}
    return messages.calendar(schedules.calendar(found, _SHOWN), kept, names, note)


def respond(kit: Kit, invocation: Invocation, message: Message, *, listed: bool) -> None:
    """Replace the message whose button was pressed, a `listed` calendar by a new one; else reply."""
    if listed:
        message = calendar(kit, invocation, message.text)
    pressed = invocation.origin is Origin.BUTTON and invocation.response_url
    if not (pressed and kit.slack.respond(invocation.response_url, message, replace=True)):
        reply(kit, invocation, message)


def too_late(kit: Kit, schedule_id: str) -> Message:
    """Return why nothing can be decided about the schedule."""
    schedule = schedules.get(kit.redis, schedule_id)
    return messages.done_already(schedule) if schedule is not None else messages.unknown_id(schedule_id)


def record(kit: Kit, schedule: Schedule, tag: str, invocation: Invocation) -> None:
    """Record in the audit trail that the schedule was added or cancelled."""
    audit_log.record(
        kit,
        tag,
        invocation,
        idempotency_key=f"{invocation.id}.{tag}",
        app=schedule.app_id,
        account=schedule.account,
        locale=", ".join(schedule.locales),
        field=schedule.field.value,
        **{"new" if tag == SCHEDULE_ADDED else "old": " | ".join(schedule.texts)},
    )
