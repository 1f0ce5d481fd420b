"""Does what is owed: one worker at a time, taken up again when a worker dies, and told when it fails."""

from __future__ import annotations

import importlib
import os
import threading
import time
from contextlib import suppress
from dataclasses import replace
from typing import Any

import structlog
from redis.exceptions import RedisError
from slack_sdk.errors import SlackApiError

from kit import jobs, sentry, wiring
from kit.copies import copied
from kit.counting import count
from kit.jobs import Job, PutOff
from kit.redis_lines import when_replaced
from kit.replies import Told
from kit.slack import is_passing
from kit.wiring import Kit
from records import owed as ledger
from records.keys import key, new_id
from records.owed import Owed
from records.tallies import Tally

MOST_ATTEMPTS = 50
"""A job whose worker died this often is given up and told."""

JUST_TAKEN = 3.0
"""Seconds between the moment a worker takes a job off its queue and its lease, at most."""

RENEW_SECONDS = ledger.LEASE_MILLISECONDS / 4000
MOST_SILENCE = ledger.LEASE_MILLISECONDS / 2000
"""Seconds for which Redis may be out of reach of a job: then its process ends, and what it has sent dies with it within
`redis_lines.UNHEARD_SECONDS`, before the lease runs out and another worker goes on."""

TELL_AGAIN = 10.0
"""Seconds until a job is done again because Slack could not be told how it failed."""

UNKNOWN_AGAIN = 5.0
"""Seconds until a job is looked at again that only another release knows."""

_renewed: dict[str, float] = {}
"""When each lease that this process holds was surely its own, by `_seconds`."""

_leaving = threading.RLock()
"""Held by the thread that ends this process; the others of a job wait for the end there."""
_left: list[str] = []
"""The jobs that this thread leaves: it may talk to the new primary."""

log = structlog.get_logger()


def perform(owed_id: str) -> None:
    """What RQ runs: the owed job under a lease, with the one error boundary of a worker."""
    kit = wiring.current()
    owed = ledger.get(kit.redis, owed_id)
    if owed is None or owed.due > kit.clock():
        return
    holder, subject = new_id(), _subject(owed)
    if not ledger.lease(kit.redis, subject, holder):
        return
    if not copied(kit.redis, lambda pipeline: ledger.renew(pipeline, subject, holder)):
        return
    kit.http.event_hooks = {"request": [lambda _: _still_ours()]}
    kit.slack.ask_before(_still_ours)
    _renewed[subject] = _seconds()
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_lease, args=(kit, subject, holder, stop), daemon=True)
    keeper.start()
    try:
        with when_replaced(kit.redis, lambda: _begin_anew(kit, subject, holder)):
            _run(kit, replace(owed, attempts=owed.attempts + 1))
    finally:
        stop.set()
        keeper.join()
        _renewed.pop(subject, None)
        ledger.release(kit.redis, subject, holder)
        sentry.flush()


def _subject(owed: Owed) -> str:
    """Return what only one worker may work on: what the job declares, or a job of another release and its argument."""
    known = find(owed.job)
    return ":".join((owed.job, *owed.arguments[:1])) if known is None else known.subject(owed.arguments)


def _run(kit: Kit, owed: Owed) -> None:
    ledger.write_down(kit.redis, owed)
    first = owed.arguments[0] if owed.arguments else ""
    wanted = find(owed.job)
    if wanted is None:
        _leave(kit, owed)
        return
    with structlog.contextvars.bound_contextvars(wish=first, job=owed.job, attempt=owed.attempts):
        end = "done"
        try:
            if owed.attempts > MOST_ATTEMPTS:
                raise RuntimeError("its worker died too often")  # noqa: TRY301 - told like any other failure
            wanted.run(kit, *owed.arguments)
        except PutOff as later:
            # Waiting is no failure: only workers that die use up attempts.
            ledger.put_off(kit.redis, replace(owed, attempts=0), later.until)
            return
        except RedisError:
            # Nothing can be written down now: the sweep takes the job up again.
            log.warning("job left for the sweep")
            raise
        except Exception as error:
            log.warning("job failed", exc_info=error)
            end = "refused" if isinstance(error, Told) else "failed"
            if not _told(kit, wanted, first, error) and owed.attempts < MOST_ATTEMPTS:
                ledger.put_off(kit.redis, owed, kit.clock() + TELL_AGAIN)
                return
            if end == "failed":
                sentry.tell(error, "job failed", wish=first, job=owed.job)
        ledger.strike_out(kit.redis, owed.id)
        count(kit.redis, Tally.JOBS, owed.job, end)
        log.info("job ended")


def _told(kit: Kit, wanted: Job[Any], first: str, error: BaseException) -> bool:
    """Say how the job failed; False when Slack is away just now, so that all of it must be done once more."""
    try:
        if wanted.told is not None:
            wanted.told(kit, first, error)
    except RedisError:
        raise
    except Exception as trouble:
        log.warning("nobody was told", exc_info=trouble)
        broken = isinstance(trouble, SlackApiError) and is_passing(trouble)
        return not (broken or isinstance(trouble, OSError))
    return True


def _leave(kit: Kit, owed: Owed) -> None:
    """For a worker of another release, which may be at work beside this one during a deploy."""
    if owed.attempts > MOST_ATTEMPTS:
        log.error("job that no release knows", job=owed.job, wish=owed.arguments[:1])
        ledger.strike_out(kit.redis, owed.id)
    else:
        log.warning("job left for another release", job=owed.job, wish=owed.arguments[:1])
        ledger.put_off(kit.redis, owed, kit.clock() + UNKNOWN_AGAIN)


_FORMER = {f"tasks.listing:{name}": "tasks.listing:decide" for name in ("go_on", "drop", "undo_texts")}
_FORMER["tasks.kept_texts:keep_for_next"] = "tasks.listing:decide"
"""Jobs that the release before this one may have queued, and the job that does the same now with their arguments."""


def find(name: str) -> Job[Any] | None:
    """The job of that name, imported when needed; None where this release has none."""
    module, function = _FORMER.get(name, name).split(":")
    try:
        found: Job[Any] | None = getattr(importlib.import_module(module), function, None)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        return None
    return found


def _keep_lease(kit: Kit, subject: str, holder: str, stop: threading.Event) -> None:
    """Renew the lease, over a connection that never hangs for long: where Redis can't be reached the lease runs out."""
    redis, pause = wiring.connect(kit.settings.redis_url, tries=0, seconds=2), RENEW_SECONDS
    while not stop.wait(pause):
        began = _seconds()
        try:
            if not ledger.renew(redis, subject, holder):
                _give_way("lease lost")
            _renewed[subject], pause = began, RENEW_SECONDS
        except wiring.REDIS_TROUBLE:
            pause = 0.2
            if _seconds() - _renewed[subject] > MOST_SILENCE:
                _give_way("lease not renewed")
    redis.close()


def _still_ours() -> None:
    """Before each call to Apple or Slack: a process that stood still meanwhile may have lost its lease."""
    if any(_seconds() - renewed > MOST_SILENCE + 2 for renewed in tuple(_renewed.values())):
        _give_way("lease not renewed in time")


def _seconds() -> float:
    """Seconds that go by also while the machine sleeps, where the system counts them."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def _begin_anew(kit: Kit, subject: str, holder: str) -> None:
    """Redis has another primary, which may lack what this job wrote last: a worker goes on from what stands there.

    It does so when what was sent from here has arrived or never will, as where Redis is out of reach.
    """
    with _leaving:
        if subject in _left:
            return
        _left.append(subject)
        try:
            with suppress(RedisError), wiring.connect(kit.settings.redis_url, tries=0, seconds=2) as redis:
                ledger.renew(redis, subject, holder, ledger.LEASE_MILLISECONDS // 2)
        finally:
            _give_way("Redis has another primary")


def _give_way(why: str) -> None:
    """Somebody else is at it, or soon will be: end this process at once, before it does anything twice."""
    log.error(why)
    os._exit(70)


def sweep(kit: Kit) -> int:
    """Queue again what is due and what a dead worker left behind; returns how many. Several at once are safe."""
    if not kit.redis.set(key("sweep"), "1", nx=True, px=900):
        return 0
    again = 0
    for owed in ledger.everything(kit.redis):
        if _is_lost(kit, owed):
            fresh = replace(owed, due=kit.clock(), waiting=False)
            ledger.write_down(kit.redis, fresh)
            jobs.put_in_queue(kit, fresh, None)
            again += 1
            log.info("job queued again", wish=owed.arguments[:1], job=owed.job, attempt=owed.attempts)
    return again


def _is_lost(kit: Kit, owed: Owed) -> bool:
    now = kit.clock()
    if owed.due > now or ledger.held(kit.redis, _subject(owed)):
        return False
    if owed.waiting:
        return True
    if now - owed.due < JUST_TAKEN:
        return False
    return jobs.rq_queue(kit.redis, owed.queue).get_job_position(jobs.rq_id(owed)) is None
