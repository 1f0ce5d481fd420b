"""Keeps scheduled changes: adds, shows, cancels them, runs one ahead of its time, and queues what is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cards.schedules import messages
from cards.schedules.audit_tags import SCHEDULE_ADDED, SCHEDULE_CANCELLED
from kit import roles
from kit.jobs import define as jobs
from kit.jobs.define import NOW, job, on_tick
from kit.slack.replies import UserError, post_or_dm, reply
from kit.wiring import Kit
from records import channels
from records.invocations import Invocation, Origin
from records.messages import Message
from records.schedules import schedules
from records.schedules.schedules import Schedule, ScheduleState
from tasks import audit_log, failures, resolve
from tasks.schedules.runs import run

SHOWN = 10
PREVIEW = 3


@on_tick
def due(kit: Kit) -> None:
    """Queue the runs whose moment has come; looked at every second."""
    for schedule_id in schedules.due(kit.redis, kit.clock()):
        jobs.enqueue(kit, run, schedule_id)


@job(NOW, on_failure=failures.report_failure)
def add(kit: Kit, invocation: Invocation) -> None:
    """Store the draft as a schedule of the app that is meant now; in a dry run only show it."""
    draft = schedules.DRAFTS.get(kit.redis, invocation.id)
    if draft is None:
        return
    app = resolve.resolve_app(kit, kit.apple, invocation.app, invocation.channel)
    schedule = replace(draft, app_id=app.id, app_name=app.name)
    preview = schedules.calendar([schedule], PREVIEW if schedule.cron else 2)
    notes = tuple((invocation.options or {}).get("notes", "").splitlines())
    if not invocation.dry_run and schedules.add(kit.redis, schedule):
        _write_down(kit, schedule, SCHEDULE_ADDED, invocation)
    reply(kit, invocation, messages.scheduled(schedule, preview, notes, dry_run=invocation.dry_run))


@job(NOW, on_failure=failures.report_failure)
def show(kit: Kit, invocation: Invocation) -> None:
    """The calendar of this channel and of its app."""
    reply(kit, invocation, _calendar(kit, invocation))


@job(NOW, on_failure=failures.report_failure)
def cancel(kit: Kit, invocation: Invocation, schedule_id: str, listed: str = "") -> None:
    """End a schedule; the first one who says so does."""

    def ended(schedule: Schedule) -> Schedule | None:
        if schedule.asked_in == invocation.id:
            return schedule
        if schedule.state.ended:
            return None
        return replace(schedule, state=ScheduleState.CANCELLED, ended_by=invocation.user, asked_in=invocation.id)

    schedule = schedules.change(kit.redis, schedule_id, ended)
    if schedule is None:
        raise UserError(_too_late(kit, schedule_id))
    _write_down(kit, schedule, SCHEDULE_CANCELLED, invocation)
    told = messages.cancelled(schedule, invocation.user)
    _answer(kit, invocation, _calendar(kit, invocation, told.text) if listed else told)
    if invocation.user != schedule.user or invocation.channel != schedule.channel:
        post_or_dm(kit, schedule.channel, schedule.user, told, idempotency_key=f"{invocation.id}.told")


@job(NOW, on_failure=failures.report_failure)
def run_now(kit: Kit, invocation: Invocation, schedule_id: str, step: str, listed: str = "") -> None:
    """Make the next run now, once for each step; of one that was stopped the presser takes care from now on."""
    now = kit.clock()

    def claimed(schedule: Schedule) -> Schedule | None:
        if schedule.asked_in == invocation.id:
            return schedule
        if schedule.state.ended or schedule.asked_by or schedule.step != step:
            return None
        owner = invocation.user if schedule.state is ScheduleState.STOPPED else schedule.user
        return replace(
            schedule,
            state=ScheduleState.WAITING,
            next_at=now,
            user=owner,
            asked_by=invocation.user,
            asked_in=invocation.id,
        )

    schedule = schedules.change(kit.redis, schedule_id, claimed)
    if schedule is None:
        raise UserError(_too_late(kit, schedule_id))
    told = messages.runs_now(schedule, invocation.user)
    _answer(kit, invocation, _calendar(kit, invocation, told.text) if listed else told)
    jobs.enqueue(kit, run, schedule_id)


def _too_late(kit: Kit, schedule_id: str) -> Message:
    schedule = schedules.get(kit.redis, schedule_id)
    return messages.done_already(schedule) if schedule is not None else messages.unknown_id(schedule_id)


def _answer(kit: Kit, invocation: Invocation, message: Message) -> None:
    """Put the answer in the place of the card whose button was pressed, else give it as any other."""
    pressed = invocation.origin is Origin.BUTTON and invocation.response_url
    if not (pressed and kit.slack.respond(invocation.response_url, message, replace=True)):
        reply(kit, invocation, message)


def _calendar(kit: Kit, invocation: Invocation, note: str = "") -> Message:
    chosen = channels.app_of(kit.redis, invocation.channel)
    found = [
        schedule
        for schedule in schedules.all_open(kit.redis)
        if schedule.channel == invocation.channel or (chosen is not None and schedule.app_id == chosen.app_id)
    ]
    kept = [schedule for schedule in found if schedule.state is not ScheduleState.WAITING]
    return messages.calendar(schedules.calendar(found, SHOWN), kept, _names(kit, found), note)


def _names(kit: Kit, found: Iterable[Schedule]) -> dict[str, str]:
    home = roles.team_id_of_bot(kit)
    return {user: roles.person(kit, user, home).name for user in {schedule.user for schedule in found}}


def _write_down(kit: Kit, schedule: Schedule, tag: str, invocation: Invocation) -> None:
    audit_log.record(
        kit,
        tag,
        invocation,
        idempotency_key=f"{invocation.id}.{tag}",
        app=schedule.app_id,
        locale=", ".join(schedule.locales),
        field=schedule.field.value,
        new=" | ".join(schedule.texts) if tag == SCHEDULE_ADDED else "",
        old=" | ".join(schedule.texts) if tag == SCHEDULE_CANCELLED else "",
    )
