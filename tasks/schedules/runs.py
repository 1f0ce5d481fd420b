"""Makes scheduled changes when they are due, once each, and restores the old texts when they end."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import structlog
from slack_sdk.errors import SlackApiError

from appstore.errors import RateLimited, Unavailable
from appstore.texts.characters import normalized
from cards.schedules import results
from cards.schedules.audit_tags import SCHEDULE_STOPPED
from cards.wording import texts
from cards.wording.accounts import title_of
from kit import roles
from kit.jobs.defer import deferring_client
from kit.jobs.define import RetryLater
from kit.slack import users
from kit.slack.replies import post_or_dm
from kit.slack.transport import is_away
from kit.wiring import Kit
from records.dispatch import channels
from records.keys import DEFAULT_ACCOUNT
from records.messages import Message
from records.people import Role
from records.schedules import schedules
from records.schedules.schedules import Schedule, ScheduleState
from records.storage.notes import Note
from records.text_changes import Applied, TextChange, TextNote
from tasks.dispatch import audit_log, failures, resolve
from tasks.schedules import overlaps
from tasks.schedules.restore import remembered, restoring_changes
from tasks.texts.apply import TextOutcome, apply_unattended
from tasks.texts.results import post_result
from tasks.texts.targets import TextReader

# A run that is later than this was missed, which its message says.
LATE_SECONDS = 90.0

# How long a run is retried while Apple does not answer, before the failure is reported.
RETRY_SECONDS = 30 * 60.0

_TRY_AGAIN_SECONDS = 30.0
log = structlog.get_logger()


def _run_id(schedule: Schedule) -> str:
    return f"{schedule.id}.{schedule.step}.{round(schedule.next_at * 1000)}"


def report_failure(kit: Kit, schedule_id: str, error: BaseException) -> None:
    """Keep the text, and report why it was not set."""
    schedule = schedules.get(kit.redis, schedule_id)
    if schedule is not None and schedule.state is ScheduleState.WAITING and schedule.next_at <= kit.clock():
        _keep(kit, schedule, failures.message_for(error, schedule_id).text)


def run_due(kit: Kit, schedule: Schedule, now: float) -> None:
    """Make the run, or end it if its time is over or its user is no editor. Raises RetryLater."""
    if schedule.until and now >= schedule.until and not schedule.restoring and not schedule.asked_by:
        _too_late(kit, schedule)
        return
    if not channels.shows(kit.redis, schedule.channel, schedule.account):
        _wait_for_untying(kit, schedule)
        return
    if not schedule.asked_by and not _may(kit, schedule, now):
        _stop(kit, schedule)
        return
    try:
        _make(kit, schedule, now)
    except RateLimited as limited:
        raise RetryLater(max(limited.again_at, now + 1)) from limited
    except Unavailable:
        if now - schedule.next_at > RETRY_SECONDS:
            raise
        raise RetryLater(now + _TRY_AGAIN_SECONDS) from None


def _may(kit: Kit, schedule: Schedule, now: float) -> bool:
    """Return whether the user is still an editor in the app's account. Raises RetryLater while Slack is unavailable."""
    try:
        account = schedule.account or DEFAULT_ACCOUNT
        return roles.role(kit, schedule.user, users.team_id_of_bot(kit), account, strict=True).covers(Role.EDITOR)
    except SlackApiError as error:
        if not is_away(error):
            raise
        raise RetryLater(now + _TRY_AGAIN_SECONDS) from error
    except OSError as error:
        raise RetryLater(now + _TRY_AGAIN_SECONDS) from error


def _make(kit: Kit, schedule: Schedule, now: float) -> None:
    apple, change = deferring_client(kit, schedule.account, scheduled=not schedule.asked_by), change_of(schedule)
    app = resolve.resolve_app(kit, lambda _: apple, change.app, change.channel, account=schedule.account, fresh=True)
    reader = TextReader(apple, app)
    changes = restoring_changes(kit, reader, schedule, change, now) if schedule.restoring else (change,)
    if changes:
        outcome = apply_unattended(kit, apple, changes, app)
    else:
        outcome = TextOutcome(not_applied=tuple(reader.targets(change)[1]))
    if outcome.away is not None and now - schedule.next_at <= RETRY_SECONDS:
        raise outcome.away
    left_alone = schedule.restoring and outcome.conflicts
    if outcome.not_applied and not (outcome.applied or outcome.unchanged or left_alone):
        _keep(kit, schedule, "\n".join(texts.not_applied_lines(outcome.not_applied)))
        return
    if outcome.applied:
        post_result(
            kit,
            _run_id(schedule),
            changes,
            outcome,
            partial(_post, kit, schedule),
            app_name=title_of(schedule),
            remarks=_origin(schedule, late=now - schedule.next_at > LATE_SECONDS),
            reverts=schedule.id if schedule.restoring else "",
        )
    else:
        _post(kit, schedule, _nothing_changed(kit, schedule, reader.targets(change)[0], now))
    _schedule_next(kit, schedule, now, outcome)


def _nothing_changed(kit: Kit, schedule: Schedule, targets: Sequence[Applied], now: float) -> Message:
    """Return why nothing was changed: it is as it should be, another schedule is shown, or a user has changed it."""
    others = overlaps.others(kit, schedule)
    before = {normalized(text.old) for text in overlaps.before(schedule, others, now)}
    if not schedule.restoring or before >= {normalized(target.old) for target in targets}:
        return results.unchanged(schedule)
    above = overlaps.over(schedule, others)
    shown = dict.fromkeys(other.id for target in targets for other in overlaps.shows(above, target))
    return results.covered(schedule, tuple(shown)) if shown else results.left_alone(schedule)


def change_of(schedule: Schedule) -> TextChange:
    """Return the change that the next run makes, with the same id however often the run is started."""
    return TextChange(
        id=_run_id(schedule),
        user=schedule.asked_by or schedule.user,
        channel=schedule.channel,
        thread_ts="",
        app=schedule.app_id,
        account=schedule.account,
        locales=schedule.locales,
        field=schedule.field,
        text=schedule.text,
        platform=schedule.platform,
        source="schedule",
        version=schedule.version,
    )


def _origin(schedule: Schedule, *, late: bool) -> tuple[Note, ...]:
    """Return who or what requested the change, for its message."""
    if schedule.asked_by:
        return (Note(code=TextNote.RUN_NOW, values=(schedule.user, schedule.id, schedule.asked_by)),)
    values = (schedule.user, schedule.id, str(schedule.next_at), schedule.timezone)
    origin = Note(code=TextNote.PUT_BACK if schedule.restoring else TextNote.SCHEDULED, values=values)
    return (origin, Note(code=TextNote.MADE_UP_FOR)) if late else (origin,)


def _post(kit: Kit, schedule: Schedule, message: Message) -> tuple[str, str]:
    """Post the result; returns channel and `ts`. Raises RetryLater while Slack is unavailable; logs a refusal."""
    try:
        return post_or_dm(kit, schedule.channel, schedule.user, message, idempotency_key=f"{_run_id(schedule)}.result")
    except OSError as error:
        raise RetryLater(kit.clock() + _TRY_AGAIN_SECONDS) from error
    except SlackApiError as error:
        if is_away(error):
            raise RetryLater(kit.clock() + _TRY_AGAIN_SECONDS) from error
        log.warning("result of a scheduled change not posted", error=error.response.get("error"))
        return "", ""


def _schedule_next(kit: Kit, schedule: Schedule, now: float, outcome: TextOutcome) -> None:
    """Wait for the next run or for the end, or finish."""
    next_at, restoring = schedule.later(now)
    changed = outcome.applied
    if schedule.restoring:
        overlaps.hand_over(kit, schedule)
    else:
        changed += overlaps.covered(schedule, overlaps.others(kit, schedule), outcome.unchanged)

    def moved_on(current: Schedule) -> Schedule:
        kept = remembered(current.kept, changed)
        state = ScheduleState.WAITING if next_at and (kept or not restoring) else ScheduleState.DONE
        moved = replace(current, state=state, next_at=next_at, restoring=restoring, kept=kept, asked_by="")
        return (
            moved
            if schedule.restoring
            else replace(moved, runs=schedule.runs + 1, ran_at=now, last_run=_run_id(schedule))
        )

    _settle(kit, schedule, moved_on)


def _keep(kit: Kit, schedule: Schedule, reason: str) -> None:
    """Report that the run failed: a repeated change is tried again next time, any other waits for a user."""
    regular = schedule.cron and not schedule.restoring
    next_at, restoring = schedule.later(kit.clock()) if regular else (schedule.next_at, schedule.restoring)
    state = ScheduleState.WAITING if regular else ScheduleState.FAILED
    kept = replace(schedule, state=state, next_at=next_at, restoring=restoring, asked_by="")
    _post(kit, schedule, results.failed(kept, reason))
    _settle(kit, schedule, lambda current: replace(kept, asked_in=current.asked_in, kept=current.kept))


def _stop(kit: Kit, schedule: Schedule) -> None:
    _post(kit, schedule, results.not_editor(schedule))
    audit_log.record(
        kit,
        SCHEDULE_STOPPED,
        idempotency_key=f"{_run_id(schedule)}.stopped",
        user=schedule.user,
        channel=schedule.channel,
        app=schedule.app_id,
        account=schedule.account,
        locale=", ".join(schedule.locales),
        field=schedule.field.value,
        old=schedule.text,
        source="schedule",
    )
    _settle(kit, schedule, lambda current: replace(current, state=ScheduleState.STOPPED))


def _wait_for_untying(kit: Kit, schedule: Schedule) -> None:
    """Keep a schedule of another account than the one that its channel is tied to; only its user is told."""
    try:
        kit.slack.post(schedule.user, results.tied_elsewhere(schedule), idempotency_key=f"{_run_id(schedule)}.tied")
    except (SlackApiError, OSError) as error:
        log.warning("schedule of another account not reported", kind=type(error).__name__)
    _settle(kit, schedule, lambda current: replace(current, state=ScheduleState.FAILED, asked_by=""))


def _too_late(kit: Kit, schedule: Schedule) -> None:
    """Restore the old texts if the end has passed too; if nothing was changed before, only report it."""
    if schedule.kept:
        _settle(kit, schedule, lambda current: replace(current, next_at=current.until, restoring=True))
        return
    _post(kit, schedule, results.missed(schedule))
    _settle(kit, schedule, lambda current: replace(current, state=ScheduleState.DONE))


def _settle(kit: Kit, seen: Schedule, decide: Callable[[Schedule], Schedule]) -> None:
    """Change the schedule unless it has moved on from this run, for example because it was cancelled."""

    def decided(schedule: Schedule) -> Schedule | None:
        same = (schedule.state, schedule.step, schedule.next_at) == (ScheduleState.WAITING, seen.step, seen.next_at)
        return decide(schedule) if same else None

    schedules.change(kit.redis, seen.id, decided)
