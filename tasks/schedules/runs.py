"""Makes scheduled changes when their moment has come, once each, and puts back what was there when they end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import structlog
from slack_sdk.errors import SlackApiError

from appstore.errors import RateLimited, Unavailable
from cards.schedules import results
from cards.schedules.audit_tags import SCHEDULE_STOPPED
from cards.wording import texts
from kit import roles
from kit.jobs.define import CLOCK, RetryLater, job
from kit.slack.replies import post_or_dm
from kit.wiring import Kit
from records.messages import Message
from records.notes import Note
from records.people import Role
from records.schedules import schedules
from records.schedules.schedules import Schedule, ScheduleState
from records.text_changes import TextChange, TextNote
from tasks import audit_log, failures
from tasks.defer import deferring_client
from tasks.schedules.restore import changes_back, remembered
from tasks.texts import apply
from tasks.texts.apply import TextOutcome
from tasks.texts.results import post_result
from tasks.texts.targets import TextReader

LATE_SECONDS = 90.0
"""A run later than this was missed: its card says so."""

PATIENCE_SECONDS = 30 * 60.0
"""While Apple does not answer a run is tried again for so long before it is told."""

_TRY_AGAIN_SECONDS = 30.0
log = structlog.get_logger()


def _run_id(schedule: Schedule) -> str:
    return f"{schedule.id}.{schedule.step}.{round(schedule.next_at * 1000)}"


def _failed(kit: Kit, schedule_id: str, error: BaseException) -> None:
    """Keep the text, and say why it is not in its place."""
    schedule = schedules.get(kit.redis, schedule_id)
    if schedule is not None and schedule.state is ScheduleState.WAITING and schedule.next_at <= kit.clock():
        _keep(kit, schedule, failures.message_for(error, schedule_id).text)


@job(CLOCK, on_failure=_failed)
def run(kit: Kit, schedule_id: str) -> None:
    """Make the run whose moment has come, if it has and nobody has made it yet."""
    schedule, now = schedules.get(kit.redis, schedule_id), kit.clock()
    if schedule is None:
        return
    if schedule.state is not ScheduleState.WAITING or schedule.next_at > now:
        schedules.look_again(kit.redis, schedule)
        return
    try:
        _run(kit, schedule, now)
    except RetryLater as later:
        schedules.look_later(kit.redis, schedule, later.until)
        raise


def _run(kit: Kit, schedule: Schedule, now: float) -> None:
    if schedule.until and now >= schedule.until and not schedule.restoring and not schedule.asked_by:
        _too_late(kit, schedule)
        return
    if not schedule.asked_by and not _may(kit, schedule.user, now):
        _stop(kit, schedule)
        return
    try:
        _make(kit, schedule, now)
    except RateLimited as limited:
        raise RetryLater(max(limited.again_at, now + 1)) from limited
    except Unavailable:
        if now - schedule.next_at > PATIENCE_SECONDS:
            raise
        raise RetryLater(now + _TRY_AGAIN_SECONDS) from None


def _may(kit: Kit, user: str, now: float) -> bool:
    """Whether somebody is still an editor. Raises `PutOff` while Slack does not say."""
    try:
        known = roles.seen(kit, user, roles.team_id_of_bot(kit))
        return roles.role_of(kit, known, strict=True).covers(Role.EDITOR)
    except SlackApiError as error:
        if error.response.get("error") in {"user_not_found", "user_not_visible", "users_not_found"}:
            return False
        if not roles.is_away(error):
            raise
        raise RetryLater(now + _TRY_AGAIN_SECONDS) from error
    except OSError as error:
        raise RetryLater(now + _TRY_AGAIN_SECONDS) from error


def _make(kit: Kit, schedule: Schedule, now: float) -> None:
    apple, change = deferring_client(kit, scheduled=not schedule.asked_by), change_of(schedule)
    app = apply.app_of(kit, apple, change, fresh=True)
    shelf = TextReader(apple, app)
    wanted: tuple[TextChange, ...] = (change,)
    if schedule.restoring:
        wanted = changes_back(kit, shelf, schedule.kept, change)
    if wanted:
        outcome = apply.apply_unattended(kit, apple, wanted, app)
    else:
        outcome = TextOutcome(not_applied=tuple(shelf.places(change)[1]))
    if outcome.away is not None and now - schedule.next_at <= PATIENCE_SECONDS:
        raise outcome.away
    left_alone = schedule.restoring and outcome.conflicts
    if outcome.not_applied and not (outcome.applied or outcome.unchanged or left_alone):
        _keep(kit, schedule, "\n".join(texts.not_applied_lines(outcome.not_applied)))
        return
    if outcome.applied:
        post_result(
            kit,
            _run_id(schedule),
            wanted,
            outcome,
            partial(_tell, kit, schedule),
            app_name=schedule.app_name,
            remarks=_origin(schedule, late=now - schedule.next_at > LATE_SECONDS),
            reverts=schedule.id if schedule.restoring else "",
        )
    else:
        _tell(kit, schedule, results.left_alone(schedule) if schedule.restoring else results.unchanged(schedule))
    _go_on(kit, schedule, now, outcome)


def change_of(schedule: Schedule) -> TextChange:
    """The change that its next run makes: always the same one, however often the run is begun."""
    return TextChange(
        id=_run_id(schedule),
        user=schedule.asked_by or schedule.user,
        channel=schedule.channel,
        thread_ts="",
        app=schedule.app_id,
        locales=schedule.locales,
        field=schedule.field,
        text=schedule.text,
        platform=schedule.platform,
        source="schedule",
        version=schedule.version,
    )


def _origin(schedule: Schedule, *, late: bool) -> tuple[Note, ...]:
    """What asked for the change, for the message that shows it."""
    if schedule.asked_by:
        return (Note(code=TextNote.RUN_NOW, values=(schedule.user, schedule.id, schedule.asked_by)),)
    values = (schedule.user, schedule.id, str(schedule.next_at), schedule.timezone)
    came = Note(code=TextNote.PUT_BACK if schedule.restoring else TextNote.SCHEDULED, values=values)
    return (came, Note(code=TextNote.MADE_UP_FOR)) if late else (came,)


def _tell(kit: Kit, schedule: Schedule, message: Message) -> tuple[str, str]:
    """Where the card stands. Raises `PutOff` while Slack is away; what Slack refuses for good is only logged."""
    try:
        return post_or_dm(kit, schedule.channel, schedule.user, message, idempotency_key=f"{_run_id(schedule)}.result")
    except OSError as error:
        raise RetryLater(kit.clock() + _TRY_AGAIN_SECONDS) from error
    except SlackApiError as error:
        if roles.is_away(error):
            raise RetryLater(kit.clock() + _TRY_AGAIN_SECONDS) from error
        log.warning("nobody could be told", error=error.response.get("error"))
        return "", ""


def _go_on(kit: Kit, schedule: Schedule, now: float, outcome: TextOutcome) -> None:
    """This run was made: wait for the next one, or for the end, or be done."""
    moment, restoring = schedule.later(now)
    runs = schedule.runs if schedule.restoring else schedule.runs + 1
    kept = remembered(schedule.kept, outcome.applied)
    state = ScheduleState.WAITING if moment and (kept or not restoring) else ScheduleState.DONE

    def gone_on(schedule: Schedule) -> Schedule:
        return replace(schedule, state=state, next_at=moment, restoring=restoring, runs=runs, kept=kept, asked_by="")

    _settle(kit, schedule, gone_on)


def _keep(kit: Kit, schedule: Schedule, reason: str) -> None:
    """It could not be made: a rotation tries again at its next moment, everything else waits for somebody."""
    regular = schedule.cron and not schedule.restoring
    moment, restoring = schedule.later(kit.clock()) if regular else (schedule.next_at, schedule.restoring)
    state = ScheduleState.WAITING if regular else ScheduleState.FAILED
    kept = replace(schedule, state=state, next_at=moment, restoring=restoring, asked_by="")
    _tell(kit, schedule, results.failed(kept, reason))
    _settle(kit, schedule, lambda one: replace(kept, asked_in=one.asked_in))


def _stop(kit: Kit, schedule: Schedule) -> None:
    _tell(kit, schedule, results.not_editor(schedule))
    audit_log.record(
        kit,
        SCHEDULE_STOPPED,
        idempotency_key=f"{_run_id(schedule)}.stopped",
        user=schedule.user,
        channel=schedule.channel,
        app=schedule.app_id,
        locale=", ".join(schedule.locales),
        field=schedule.field.value,
        old=schedule.text,
        source="schedule",
    )
    _settle(kit, schedule, lambda one: replace(one, state=ScheduleState.STOPPED))


def _too_late(kit: Kit, schedule: Schedule) -> None:
    """Its end has passed too: what was changed is put back, and what was not is left alone."""
    if schedule.kept:
        _settle(kit, schedule, lambda one: replace(one, next_at=one.until, restoring=True))
        return
    _tell(kit, schedule, results.missed(schedule))
    _settle(kit, schedule, lambda one: replace(one, state=ScheduleState.DONE))


def _settle(kit: Kit, seen: Schedule, decide: Callable[[Schedule], Schedule]) -> None:
    """Move on from this very run; whatever else happened to the schedule meanwhile, a cancellation say, stands."""

    def decided(schedule: Schedule) -> Schedule | None:
        same = schedule.state is ScheduleState.WAITING and (schedule.step, schedule.next_at) == (
            seen.step,
            seen.next_at,
        )
        return decide(schedule) if same else None

    schedules.change(kit.redis, seen.id, decided)
