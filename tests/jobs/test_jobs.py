"""The boundary of every job: whatever happens in it, the person is told, and it is done once and not for ever."""

from __future__ import annotations

import json
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
from kit.jobs import runner
from kit.jobs.define import NOW, job
from kit.jobs.former_names import RQ_FUNCTION
from kit.wiring import Kit
from records import invocations
from records.invocations import Invocation, Origin
from records.jobs import leases, outbox
from records.jobs.outbox import PendingJob
from sandbox.slack.faults import Fault
from tasks import failures
from tests.redis import release_0
from tests.support.env import Env, open_env

done: list[str] = []


@job(NOW, on_failure=failures.report_failure)
def break_down(_kit: Kit, invocation_id: str) -> None:
    """A job with a fault in it."""
    done.append(invocation_id)
    raise ZeroDivisionError("the text of a person")


@job(NOW)
def work_well(_kit: Kit, invocation_id: str) -> None:
    """A job that does what it shall."""
    done.append(invocation_id)


@job(NOW, exclusive_by="review_id")
def publish(_kit: Kit, review_id: str, _invocation_id: str) -> None:
    """A job about a review."""
    done.append(f"publish {review_id}")


@job(NOW, exclusive_by="review_id")
def skip(_kit: Kit, _invocation_id: str, review_id: str) -> None:
    """Another job about a review, which names it elsewhere."""
    done.append(f"skip {review_id}")


@job(NOW)
def say_hello(kit: Kit, channel: str) -> None:
    """A job that says something; the first time its machine sleeps just before."""
    if not done:
        done.append(channel)
        runner.lease_renewals.update(dict.fromkeys(runner.lease_renewals, runner.seconds_since_boot() - 60))
    kit.slack.post(channel, text_message("hello"), idempotency_key="greeting")


@pytest.fixture
def env(valkey_url: str, redis_client: redis.Redis) -> Iterator[Env]:
    """The environment, with an empty Redis and nothing done yet."""
    done.clear()
    with open_env(valkey_url) as env:
        yield env


def invocation_of(env: Env, name: str = "wish0001") -> tuple[Invocation, str]:
    """A wish that Eddie wrote in the channel; and the ts of his message."""
    ts = env.eddie.says(env.release, "please")
    env.slack.settled()
    invocation = Invocation(
        id=name, origin=Origin.MENTION, user=env.eddie.id, channel=env.release.id, ts=ts, thread_ts=ts
    )
    invocations.put(env.kit.redis, invocation)
    return invocation, ts


def pending_jobs(env: Env) -> int:
    """How many jobs are owed."""
    return len(list(outbox.pending(env.kit.redis)))


def later(env: Env, seconds: float) -> None:
    """Let time pass for the bot."""
    now = env.kit.clock() + seconds
    env.kit = replace(env.kit, clock=lambda: now)


def run_here(env: Env, owed_id: str) -> None:
    """What a worker does with a job that it took off its queue."""
    with wiring.using(env.kit):
        runner.run_job(owed_id)


def lose(env: Env) -> None:
    """What a worker does that takes a job off its queue and dies at once."""
    env.kit.redis.delete(Queue(NOW, connection=env.kit.redis).key)


def test_a_fault_in_a_job_is_told_with_a_reference_and_the_job_has_ended(env: Env) -> None:
    invocation, ts = invocation_of(env)
    jobs.enqueue(env.kit, break_down, invocation.id)
    env.work()
    assert f"give the operator of the bot this reference: {invocation.id}" in env.read(ts)
    assert "ZeroDivision" not in env.read(ts)
    assert "the text" not in env.read(ts)
    assert set(env.slack.reactions(env.release, ts)) == {"x"}
    assert not pending_jobs(env)


def test_a_job_whose_worker_died_is_taken_up_again_once(env: Env) -> None:
    jobs.enqueue(env.kit, work_well, "one")
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


def test_a_job_at_work_is_left_alone(env: Env) -> None:
    owed_id = jobs.enqueue(env.kit, work_well, "one")
    lose(env)
    later(env, 4)
    assert owed_id
    assert leases.take(env.kit.redis, work_well.subjects(("one",)), "another worker")
    assert env.sweep() == 0


def test_jobs_about_the_same_thing_never_run_at_the_same_time(env: Env) -> None:
    ids = [
        jobs.enqueue(env.kit, publish, "review1", "invocation1"),
        jobs.enqueue(env.kit, skip, "invocation2", "review1"),
        jobs.enqueue(env.kit, skip, "invocation3", "review2"),
    ]
    assert leases.take(env.kit.redis, ("review_id:review1",), "another worker")
    for owed_id in ids:
        run_here(env, owed_id)
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


def test_a_job_about_something_that_is_pending_is_not_queued_again(env: Env) -> None:
    assert jobs.enqueue_unless_pending(env.kit, work_well, "one")
    assert not jobs.enqueue_unless_pending(env.kit, work_well, "one")
    assert jobs.enqueue_unless_pending(env.kit, work_well, "two")
    env.work()
    assert done == ["one", "two"]
    assert jobs.enqueue_unless_pending(env.kit, work_well, "one")


def test_a_worker_runs_what_another_release_put_into_its_queue(env: Env) -> None:
    """Whatever the path of the function there, and with nothing about it in the index by due time."""
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


def test_every_job_that_the_release_before_stored_is_known(env: Env) -> None:
    known = json.loads((release_0.DATA.parent / "jobs-release-0.json").read_text(encoding="utf-8"))
    assert known["rq function"] == RQ_FUNCTION
    names = known["jobs"]
    assert {name for name in names if jobs.find(name) is None} == set()
    assert {json.loads(raw)["job"] for raw in release_0.stored()["asc:owed"]["value"].values()} <= {*names}


class EndedError(BaseException):
    """A process has ended."""


def test_a_process_that_slept_too_long_says_nothing_more(env: Env, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(_why: str) -> None:
        raise EndedError

    monkeypatch.setattr(runner, "_exit_process", ended)
    jobs.enqueue(env.kit, say_hello, env.release.id)
    with pytest.raises(EndedError):
        run_here(env, next(outbox.pending(env.kit.redis)).id)
    assert env.slack.messages(env.release) == ()
    later(env, 4)
    lose(env)
    assert env.sweep() == 1
    env.work()
    assert [message.text for message in env.slack.messages(env.release)] == ["hello"]


def test_a_wish_delivered_twice_is_one_job(env: Env) -> None:
    invocation, _ = invocation_of(env)
    assert jobs.enqueue_invocation(env.kit, invocation, "the same message", (), work_well)
    assert not jobs.enqueue_invocation(env.kit, replace(invocation, id="wish0002"), "the same message", (), work_well)
    env.work()
    assert done == [invocation.id]


def test_while_slack_is_away_the_failure_is_kept_and_told_afterwards(env: Env) -> None:
    invocation, ts = invocation_of(env)
    env.slack.faults.add(Fault("chat.postMessage", "http_500", times=2))
    jobs.enqueue(env.kit, break_down, invocation.id)
    with stamina.set_testing(True, attempts=2):
        env.work()
    assert env.replies(ts) == []
    assert pending_jobs(env) == 1
    later(env, 11)
    assert env.sweep() == 1
    env.work()
    assert "reference" in env.read(ts)
    assert not pending_jobs(env)


def test_where_the_channel_is_closed_by_now_the_person_is_told_in_private(env: Env) -> None:
    invocation, _ = invocation_of(env)
    env.slack.archive(env.release)
    jobs.enqueue(env.kit, break_down, invocation.id)
    env.work()
    assert "reference" in env.slack.messages(env.eddie.dm)[-1].text
    assert not pending_jobs(env)


def test_where_nobody_can_be_told_the_job_ends_all_the_same(env: Env) -> None:
    invocation, _ = invocation_of(env)
    env.slack.uninstall()
    jobs.enqueue(env.kit, break_down, invocation.id)
    env.work()
    assert not pending_jobs(env)


def test_a_job_that_only_another_release_knows_is_left_to_it(env: Env) -> None:
    jobs.enqueue(env.kit, work_well, "one")
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


def test_a_job_that_kills_every_worker_is_given_up_and_told(env: Env) -> None:
    invocation, ts = invocation_of(env)
    jobs.enqueue(env.kit, work_well, invocation.id)
    known = next(outbox.pending(env.kit.redis))
    told = replace(known, job=break_down.name, attempts=runner.MOST_ATTEMPTS)
    outbox.save(env.kit.redis, told)
    env.work()
    assert done == []
    assert "reference" in env.read(ts)
    assert not pending_jobs(env)
