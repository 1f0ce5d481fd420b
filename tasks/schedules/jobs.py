"""The jobs about scheduled changes: add, list and cancel them, and run them when they are due or on request."""

from dataclasses import replace

from cards.schedules import messages
from cards.schedules.audit_tags import SCHEDULE_ADDED, SCHEDULE_CANCELLED
from kit.jobs import queues
from kit.jobs.define import CLOCK, NOW, RetryLater, job, on_tick, read_app
from kit.jobs.queues import enqueue
from kit.slack.replies import UserError, post_or_dm, reply, why_closed
from kit.wiring import Kit
from records.invocations import Invocation
from records.jobs.order import Touched, subject
from records.people import same_user
from records.schedules import schedules
from records.schedules.schedules import Schedule, ScheduleState
from tasks.dispatch import failures, resolve
from tasks.schedules import overlaps, runs
from tasks.schedules.calendar import calendar, record, respond, too_late
from tasks.texts.touches import texts_touched

_PREVIEW = 3


@on_tick
def due(kit: Kit) -> None:
    """Queue the runs that are due, of two at the same time the one that was scheduled first; called every second."""
    found = schedules.SCHEDULES.many(kit.redis, schedules.due(kit.redis, kit.clock()))
    for schedule in sorted(found, key=lambda schedule: (schedule.next_at, schedule.created_at)):
        enqueue(kit, run, schedule.id)


def _run(kit: Kit, schedule_id: str) -> Touched | None:
    schedule = schedules.get(kit.redis, schedule_id)
    return texts_touched((runs.change_of(schedule),)) if schedule is not None else None


def _run_now(kit: Kit, _invocation: Invocation, schedule_id: str, *_: str) -> Touched:
    run, own = _run(kit, schedule_id) or Touched(), subject("schedule_id", schedule_id)
    return replace(run, writes=(*run.writes, own))


@job(CLOCK, on_failure=runs.report_failure, ordered_by=_run)
def run(kit: Kit, schedule_id: str) -> None:
    """Make the run that is due, unless it was made already."""
    schedule, now = schedules.get(kit.redis, schedule_id), kit.clock()
    if schedule is None:
        return
    # A run on request has taken over what the press touches: the schedule can be cancelled meanwhile.
    queues.touch(kit, texts_touched((runs.change_of(schedule),)))
    if schedule.state is not ScheduleState.WAITING or schedule.next_at > now:
        schedules.look_again(kit.redis, schedule)
        return
    try:
        runs.run_due(kit, schedule, now)
    except RetryLater as later:
        schedules.look_later(kit.redis, schedule, later.until)
        raise


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
def add(kit: Kit, invocation: Invocation) -> None:
    """Store the draft as a schedule of the app that is meant now; in a dry run only show it."""
    draft = schedules.DRAFTS.get(kit.redis, invocation.id)
    if draft is None:
        return
    app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel)
    schedule = replace(draft, app_id=app.id, app_name=app.name, account=app.account)
    preview = schedules.calendar([schedule], _PREVIEW if schedule.cron else 2)
    notes = tuple((invocation.options or {}).get("notes", "").splitlines())
    if why_closed(kit, schedule.channel):
        notes += (messages.REPORTED_TO_YOU,)
    if not invocation.dry_run and schedules.add(kit.redis, schedule):
        record(kit, schedule, SCHEDULE_ADDED, invocation)
    reply(kit, invocation, messages.scheduled(schedule, preview, notes, dry_run=invocation.dry_run))


@job(NOW, on_failure=failures.report_failure)
def show(kit: Kit, invocation: Invocation) -> None:
    """Show the calendar of this channel and of its app."""
    reply(kit, invocation, calendar(kit, invocation))


def _check(kit: Kit, schedule_id: str) -> None:
    """Raise UserError for a schedule of an account that the request may not be about."""
    known = schedules.get(kit.redis, schedule_id)
    if known is not None:
        kit.check(known.account)


@job(NOW, on_failure=failures.report_failure, ordered_by="schedule_id")
def cancel(kit: Kit, invocation: Invocation, schedule_id: str, listed: str = "") -> None:
    """End a schedule; the first request does."""

    def ended(schedule: Schedule) -> Schedule | None:
        if schedule.asked_in == invocation.id:
            return schedule
        if schedule.state.ended:
            return None
        return replace(schedule, state=ScheduleState.CANCELLED, ended_by=invocation.user, asked_in=invocation.id)

    _check(kit, schedule_id)
    schedule = schedules.change(kit.redis, schedule_id, ended)
    if schedule is None:
        raise UserError(too_late(kit, schedule_id))
    overlaps.hand_over(kit, schedule)
    below = overlaps.hand_down(kit, schedule)
    record(kit, schedule, SCHEDULE_CANCELLED, invocation)
    message = messages.cancelled(schedule, invocation.user, [other.id for other in below])
    respond(kit, invocation, message, listed=bool(listed))
    if not same_user(invocation.user, schedule.user) or invocation.channel != schedule.channel:
        post_or_dm(kit, schedule.channel, schedule.user, message, idempotency_key=f"{invocation.id}.told")


@job(NOW, on_failure=failures.report_failure, ordered_by=_run_now)
def run_now(kit: Kit, invocation: Invocation, schedule_id: str, step: str, listed: str = "") -> None:
    """Make the next run now, once for each step; a stopped schedule then belongs to the user who pressed."""
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

    _check(kit, schedule_id)
    schedule = schedules.change(kit.redis, schedule_id, claimed)
    if schedule is None:
        raise UserError(too_late(kit, schedule_id))
    respond(kit, invocation, messages.runs_now(schedule, invocation.user), listed=bool(listed))
    enqueue(kit, run, schedule_id)
