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
from tests.support.env import Stage, raised

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
def stage(valkey_url: str, redis_client: redis.Redis) -> Iterator[Stage]:
    """The stage, with an empty Redis and nothing done yet."""
    done.clear()
    with raised(valkey_url) as stage:
        yield stage


def wish_of(stage: Stage, name: str = "wish0001") -> tuple[Invocation, str]:
    """A wish that Eddie wrote in the channel; and the ts of his message."""
    ts = stage.eddie.says(stage.release, "please")
    stage.slack.settled()
    invocation = Invocation(
        id=name, origin=Origin.MENTION, user=stage.eddie.id, channel=stage.release.id, ts=ts, thread_ts=ts
    )
    invocations.put(stage.kit.redis, invocation)
    return invocation, ts


def is_owed(stage: Stage) -> int:
    """How many jobs are owed."""
    return len(list(outbox.pending(stage.kit.redis)))


def later(stage: Stage, seconds: float) -> None:
    """Let time pass for the bot."""
    now = stage.kit.clock() + seconds
    stage.kit = replace(stage.kit, clock=lambda: now)


def performing_here(stage: Stage, owed_id: str) -> None:
    """What a worker does with a job that it took off its queue."""
    with wiring.using(stage.kit):
        runner.run_job(owed_id)


def lose(stage: Stage) -> None:
    """What a worker does that takes a job off its queue and dies at once."""
    stage.kit.redis.delete(Queue(NOW, connection=stage.kit.redis).key)


def test_a_fault_in_a_job_is_told_with_a_reference_and_the_job_has_ended(stage: Stage) -> None:
    invocation, ts = wish_of(stage)
    jobs.enqueue(stage.kit, break_down, invocation.id)
    stage.work()
    assert f"tell whoever runs the bot this reference: {invocation.id}" in stage.read(ts)
    assert "ZeroDivision" not in stage.read(ts)
    assert "the text" not in stage.read(ts)
    assert set(stage.slack.reactions(stage.release, ts)) == {"x"}
    assert not is_owed(stage)


def test_a_job_whose_worker_died_is_taken_up_again_once(stage: Stage) -> None:
    jobs.enqueue(stage.kit, work_well, "one")
    lose(stage)
    assert stage.sweep() == 0
    later(stage, 4)
    assert stage.sweep() == 1
    assert stage.sweep() == 0
    stage.work()
    assert done == ["one"]
    assert not is_owed(stage)
    later(stage, 60)
    assert stage.sweep() == 0


def test_a_job_at_work_is_left_alone(stage: Stage) -> None:
    owed_id = jobs.enqueue(stage.kit, work_well, "one")
    lose(stage)
    later(stage, 4)
    assert owed_id
    assert leases.take(stage.kit.redis, work_well.subjects(("one",)), "another worker")
    assert stage.sweep() == 0


def test_jobs_about_the_same_thing_never_run_at_the_same_time(stage: Stage) -> None:
    ids = [
        jobs.enqueue(stage.kit, publish, "review1", "invocation1"),
        jobs.enqueue(stage.kit, skip, "invocation2", "review1"),
        jobs.enqueue(stage.kit, skip, "invocation3", "review2"),
    ]
    assert leases.take(stage.kit.redis, ("review_id:review1",), "another worker")
    for owed_id in ids:
        performing_here(stage, owed_id)
    assert done == ["skip review2"]
    assert stage.sweep() == 0
    leases.release(stage.kit.redis, ("review_id:review1",), "another worker")
    assert stage.sweep() == 2
    stage.work()
    assert done[0] == "skip review2"
    assert sorted(done[1:]) == ["publish review1", "skip review1"]


def test_a_job_that_is_exclusive_by_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(ValueError, match="draft_id"):
        job(NOW, exclusive_by="draft_id")(publish.run)


def test_a_job_about_something_that_is_pending_is_not_queued_again(stage: Stage) -> None:
    assert jobs.enqueue_unless_pending(stage.kit, work_well, "one")
    assert not jobs.enqueue_unless_pending(stage.kit, work_well, "one")
    assert jobs.enqueue_unless_pending(stage.kit, work_well, "two")
    stage.work()
    assert done == ["one", "two"]
    assert jobs.enqueue_unless_pending(stage.kit, work_well, "one")


def test_a_worker_runs_what_another_release_put_into_its_queue(stage: Stage) -> None:
    """Whatever the path of the function there, and with nothing about it in the index by due time."""
    pending = PendingJob(id="old00001", job=work_well.name, arguments=("1",), queue=NOW, created_at=1.0, due=2.0)
    outbox.save(stage.kit.redis, pending)
    stage.kit.redis.delete("asc:owed:due")
    Queue(NOW, connection=stage.kit.redis, serializer=JSONSerializer).enqueue_call(
        "kit.no_longer.there", args=(pending.id,)
    )
    stage.work()
    assert done == ["1"]
    assert not is_owed(stage)


def test_two_jobs_of_one_name_are_refused() -> None:
    def work_well(_kit: Kit, _invocation_id: str) -> None: ...

    work_well.__module__ = "tasks.jobs.jobs"
    with pytest.raises(ValueError, match="both define the job jobs:work_well"):
        job(NOW)(work_well)


def test_every_job_that_the_release_before_stored_is_known(stage: Stage) -> None:
    known = json.loads((release_0.DATA.parent / "jobs-release-0.json").read_text(encoding="utf-8"))
    assert known["rq function"] == RQ_FUNCTION
    names = known["jobs"]
    assert {name for name in names if jobs.find(name) is None} == set()
    assert {json.loads(raw)["job"] for raw in release_0.stored()["asc:owed"]["value"].values()} <= {*names}


class EndedError(BaseException):
    """A process has ended."""


def test_a_process_that_slept_too_long_says_nothing_more(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(_why: str) -> None:
        raise EndedError

    monkeypatch.setattr(runner, "_exit_process", ended)
    jobs.enqueue(stage.kit, say_hello, stage.release.id)
    with pytest.raises(EndedError):
        performing_here(stage, next(outbox.pending(stage.kit.redis)).id)
    assert stage.slack.messages(stage.release) == ()
    later(stage, 4)
    lose(stage)
    assert stage.sweep() == 1
    stage.work()
    assert [message.text for message in stage.slack.messages(stage.release)] == ["hello"]


def test_a_wish_delivered_twice_is_one_job(stage: Stage) -> None:
    invocation, _ = wish_of(stage)
    assert jobs.enqueue_invocation(stage.kit, invocation, "the same message", (), work_well)
    assert not jobs.enqueue_invocation(stage.kit, replace(invocation, id="wish0002"), "the same message", (), work_well)
    stage.work()
    assert done == [invocation.id]


def test_while_slack_is_away_the_failure_is_kept_and_told_afterwards(stage: Stage) -> None:
    invocation, ts = wish_of(stage)
    stage.slack.faults.add(Fault("chat.postMessage", "http_500", times=2))
    jobs.enqueue(stage.kit, break_down, invocation.id)
    with stamina.set_testing(True, attempts=2):
        stage.work()
    assert stage.replies(ts) == []
    assert is_owed(stage) == 1
    later(stage, 11)
    assert stage.sweep() == 1
    stage.work()
    assert "reference" in stage.read(ts)
    assert not is_owed(stage)


def test_where_the_channel_is_closed_by_now_the_person_is_told_in_private(stage: Stage) -> None:
    invocation, _ = wish_of(stage)
    stage.slack.archive(stage.release)
    jobs.enqueue(stage.kit, break_down, invocation.id)
    stage.work()
    assert "reference" in stage.slack.messages(stage.eddie.dm)[-1].text
    assert not is_owed(stage)


def test_where_nobody_can_be_told_the_job_ends_all_the_same(stage: Stage) -> None:
    invocation, _ = wish_of(stage)
    stage.slack.uninstall()
    jobs.enqueue(stage.kit, break_down, invocation.id)
    stage.work()
    assert not is_owed(stage)


def test_a_job_that_only_another_release_knows_is_left_to_it(stage: Stage) -> None:
    jobs.enqueue(stage.kit, work_well, "one")
    known = next(outbox.pending(stage.kit.redis))
    for name in (f"{work_well.name}_in_stereo", "tasks.telepathy:guess"):
        outbox.save(stage.kit.redis, replace(known, job=name))
        performing_here(stage, known.id)
        assert next(outbox.pending(stage.kit.redis)).waiting
    outbox.save(stage.kit.redis, replace(known, attempts=1))
    performing_here(stage, known.id)
    assert done == ["one"]
    outbox.save(stage.kit.redis, replace(known, job="tasks.telepathy:guess", attempts=runner.MOST_ATTEMPTS))
    performing_here(stage, known.id)
    assert not is_owed(stage)


def test_a_job_that_kills_every_worker_is_given_up_and_told(stage: Stage) -> None:
    invocation, ts = wish_of(stage)
    jobs.enqueue(stage.kit, work_well, invocation.id)
    known = next(outbox.pending(stage.kit.redis))
    told = replace(known, job=break_down.name, attempts=runner.MOST_ATTEMPTS)
    outbox.save(stage.kit.redis, told)
    stage.work()
    assert done == []
    assert "reference" in stage.read(ts)
    assert not is_owed(stage)
