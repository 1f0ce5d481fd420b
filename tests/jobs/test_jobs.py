"""Jobs run once under a lease, end, and report their failures to the user."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
import redis
import stamina
from rq import Queue
from rq.serializers import JSONSerializer

from cards.blocks import text_message
from kit import wiring
from kit.jobs import define as jobs
from kit.jobs import queues, runner
from kit.jobs.define import NOW, job
from kit.jobs.former_names import RQ_FUNCTION
from kit.wiring import Kit
from records import invocations
from records.invocations import Invocation, Origin
from records.jobs import leases, outbox
from records.jobs.outbox import PendingJob
from sandbox.slack.faults import Fault
from tasks.dispatch import failures
from tests import ROOT
from tests.redis import release_0
from tests.support.env import Env, open_env

done: list[str] = []


@job(NOW, on_failure=failures.report_failure)
def break_down(_kit: Kit, invocation_id: str) -> None:
    """A job that fails."""
    done.append(invocation_id)
    raise ZeroDivisionError("the text of a person")


@job(NOW)
def work_well(_kit: Kit, invocation_id: str) -> None:
    """A job that succeeds."""
    done.append(invocation_id)


@job(NOW, exclusive_by="review_id")
def publish(_kit: Kit, review_id: str, _invocation_id: str) -> None:
    """A job about a review."""
    done.append(f"publish {review_id}")


@job(NOW, exclusive_by="review_id")
def skip(_kit: Kit, _invocation_id: str, review_id: str) -> None:
    """Another job about a review, with the id in another place."""
    done.append(f"skip {review_id}")


@job(NOW)
def say_hello(kit: Kit, channel: str) -> None:
    """A job that posts a message; the first time its machine sleeps just before."""
    if not done:
        done.append(channel)
        runner.lease_renewals.update(dict.fromkeys(runner.lease_renewals, runner.seconds_since_boot() - 60))
    kit.slack.post(channel, text_message("hello"), idempotency_key="greeting")


@pytest.fixture
def env(valkey_url: str, redis_client: redis.Redis) -> Iterator[Env]:
    """The environment, with an empty Redis."""
    done.clear()
    with open_env(valkey_url) as env:
        yield env


def invocation_of(env: Env, name: str = "invoke01") -> tuple[Invocation, str]:
    """Return an invocation by a message of Eddie's, and the ts of the message."""
    ts = env.eddie.says(env.release, "please")
    env.slack.settled()
    invocation = Invocation(
        id=name, origin=Origin.MENTION, user=env.eddie.id, channel=env.release.id, ts=ts, thread_ts=ts
    )
    invocations.put(env.kit.redis, invocation)
    return invocation, ts


def pending_jobs(env: Env) -> int:
    """Return how many jobs have not finished."""
    return len(list(outbox.pending(env.kit.redis)))


def later(env: Env, seconds: float) -> None:
    """Let time pass for the bot."""
    now = env.kit.clock() + seconds
    env.kit = replace(env.kit, clock=lambda: now)


def run_here(env: Env, pending_id: str) -> None:
    """Run a job as a worker that took it off its queue."""
    with wiring.using(env.kit):
        runner.run_job(pending_id)


def lose(env: Env) -> None:
    """Take all jobs off the queue, as a worker that dies at once."""
    env.kit.redis.delete(Queue(NOW, connection=env.kit.redis).key)


def test_a_failed_job_ends_and_is_reported_with_a_reference(env: Env) -> None:
    invocation, ts = invocation_of(env)
    queues.enqueue(env.kit, break_down, invocation.id)
    env.work()
    assert f"give the operator of the bot this reference: {invocation.id}" in env.read(ts)
    assert "ZeroDivision" not in env.read(ts)
    assert "the text" not in env.read(ts)
    assert set(env.slack.reactions(env.release, ts)) == {"x"}
    assert not pending_jobs(env)


def test_a_job_whose_worker_died_is_queued_again_once(env: Env) -> None:
    queues.enqueue(env.kit, work_well, "one")
    lose(env)
    assert env.sweep() == 0
    later(env, 4)
    assert env.sweep() == 1
    assert env.sweep() == 0
    env.work()
    assert done == ["one"]
    assert not pending_jobs(env)
    later(env, 60)
    assert env.sweep() == 0


def test_a_job_whose_lease_is_held_is_not_queued_again(env: Env) -> None:
    pending_id = queues.enqueue(env.kit, work_well, "one")
    lose(env)
    later(env, 4)
    assert pending_id
    assert leases.take(env.kit.redis, work_well.subjects(("one",)), "another worker")
    assert env.sweep() == 0


def test_jobs_that_exclude_each_other_never_run_at_the_same_time(env: Env) -> None:
    ids = [
        queues.enqueue(env.kit, publish, "review1", "invocation1"),
        queues.enqueue(env.kit, skip, "invocation2", "review1"),
        queues.enqueue(env.kit, skip, "invocation3", "review2"),
    ]
    assert leases.take(env.kit.redis, ("review_id:review1",), "another worker")
    for pending_id in ids:
        run_here(env, pending_id)
    assert done == ["skip review2"]
    assert env.sweep() == 0
    leases.release(env.kit.redis, ("review_id:review1",), "another worker")
    assert env.sweep() == 2
    env.work()
    assert done[0] == "skip review2"
    assert sorted(done[1:]) == ["publish review1", "skip review1"]


def test_a_job_that_is_exclusive_by_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(ValueError, match="draft_id"):
        job(NOW, exclusive_by="draft_id")(publish.run)


def test_a_job_that_is_pending_with_the_same_arguments_is_not_queued_again(env: Env) -> None:
    assert queues.enqueue_unless_pending(env.kit, work_well, "one")
    assert not queues.enqueue_unless_pending(env.kit, work_well, "one")
    assert queues.enqueue_unless_pending(env.kit, work_well, "two")
    env.work()
    assert done == ["one", "two"]
    assert queues.enqueue_unless_pending(env.kit, work_well, "one")


def test_a_worker_runs_what_another_release_put_into_its_queue(env: Env) -> None:
    """The path of the function there and the missing entry in the index of due times do not matter."""
    pending = PendingJob(id="old00001", job=work_well.name, arguments=("1",), queue=NOW, created_at=1.0, due=2.0)
    outbox.save(env.kit.redis, pending)
    env.kit.redis.delete("asc:owed:due")
    Queue(NOW, connection=env.kit.redis, serializer=JSONSerializer).enqueue_call(
        "kit.no_longer.there", args=(pending.id,)
    )
    env.work()
    assert done == ["1"]
    assert not pending_jobs(env)


def test_two_jobs_of_one_name_are_refused() -> None:
    def work_well(_kit: Kit, _invocation_id: str) -> None: ...

    work_well.__module__ = "tasks.jobs.jobs"
    with pytest.raises(ValueError, match="both define the job jobs:work_well"):
        job(NOW)(work_well)


def test_jobs_are_defined_in_the_jobs_modules_of_features() -> None:
    modules = {
        str(path.relative_to(ROOT / "tasks"))
        for path in (ROOT / "tasks").rglob("*.py")
        if re.search(r"^@(job|on_tick)\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert not {path for path in modules if not path.endswith("/jobs.py")}


def test_every_job_that_the_earlier_release_stored_is_known(env: Env) -> None:
    known = json.loads((release_0.DATA.parent / "jobs-release-0.json").read_text(encoding="utf-8"))
    assert known["rq function"] == RQ_FUNCTION
    names = known["jobs"]
    assert {name for name in names if jobs.find(name) is None} == set()
    assert {json.loads(raw)["job"] for raw in release_0.stored()["asc:owed"]["value"].values()} <= {*names}


class EndedError(BaseException):
    """A process has ended."""


def test_a_process_that_slept_too_long_posts_nothing_more(env: Env, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(_why: str) -> None:
        raise EndedError

    monkeypatch.setattr(runner, "_exit_process", ended)
    queues.enqueue(env.kit, say_hello, env.release.id)
    with pytest.raises(EndedError):
        run_here(env, next(outbox.pending(env.kit.redis)).id)
    assert env.slack.messages(env.release) == ()
    later(env, 4)
    lose(env)
    assert env.sweep() == 1
    env.work()
    assert [message.text for message in env.slack.messages(env.release)] == ["hello"]


def test_an_invocation_delivered_twice_is_one_job(env: Env) -> None:
    invocation, _ = invocation_of(env)
    assert queues.enqueue_invocation(env.kit, invocation, "the same message", (), work_well)
    assert not queues.enqueue_invocation(env.kit, replace(invocation, id="invoke02"), "the same message", (), work_well)
    env.work()
    assert done == [invocation.id]


def test_a_failure_is_reported_after_slack_is_available_again(env: Env) -> None:
    invocation, ts = invocation_of(env)
    env.slack.faults.add(Fault("chat.postMessage", "http_500", times=2))
    queues.enqueue(env.kit, break_down, invocation.id)
    with stamina.set_testing(True, attempts=2):
        env.work()
    assert env.replies(ts) == []
    assert pending_jobs(env) == 1
    later(env, 11)
    assert env.sweep() == 1
    env.work()
    assert "reference" in env.read(ts)
    assert not pending_jobs(env)


def test_a_failure_is_reported_in_a_direct_message_if_the_channel_is_closed(env: Env) -> None:
    invocation, _ = invocation_of(env)
    env.slack.archive(env.release)
    queues.enqueue(env.kit, break_down, invocation.id)
    env.work()
    assert "reference" in env.slack.messages(env.eddie.dm)[-1].text
    assert not pending_jobs(env)


def test_a_job_whose_failure_cannot_be_reported_ends(env: Env) -> None:
    invocation, _ = invocation_of(env)
    env.slack.uninstall()
    queues.enqueue(env.kit, break_down, invocation.id)
    env.work()
    assert not pending_jobs(env)


def test_a_job_that_only_another_release_knows_is_left_to_it(env: Env) -> None:
    queues.enqueue(env.kit, work_well, "one")
    known = next(outbox.pending(env.kit.redis))
    for name in (f"{work_well.name}_in_stereo", "tasks.telepathy:guess"):
        outbox.save(env.kit.redis, replace(known, job=name))
        run_here(env, known.id)
        assert next(outbox.pending(env.kit.redis)).waiting
    outbox.save(env.kit.redis, replace(known, attempts=1))
    run_here(env, known.id)
    assert done == ["one"]
    outbox.save(env.kit.redis, replace(known, job="tasks.telepathy:guess", attempts=runner.MOST_ATTEMPTS))
    run_here(env, known.id)
    assert not pending_jobs(env)


def test_a_job_that_kills_every_worker_is_given_up_and_reported(env: Env) -> None:
    invocation, ts = invocation_of(env)
    queues.enqueue(env.kit, work_well, invocation.id)
    known = next(outbox.pending(env.kit.redis))
    last_attempt = replace(known, job=break_down.name, attempts=runner.MOST_ATTEMPTS)
    outbox.save(env.kit.redis, last_attempt)
    env.work()
    assert done == []
    assert "reference" in env.read(ts)
    assert not pending_jobs(env)
