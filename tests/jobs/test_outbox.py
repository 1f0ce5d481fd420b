"""Jobs are stored before they are queued, and found when they are due, also alongside a release without the index."""

from __future__ import annotations

from dataclasses import replace

import pytest
from redis import Redis

from records.jobs import outbox
from records.jobs.outbox import PendingJob
from tests.redis import release_0

JOBS, DUE = "asc:owed", "asc:owed:due"
JOB = PendingJob(id="job00001", job="uploads:upload", arguments=("u1",), queue="now", created_at=1.0, due=1764351117.12)


def test_only_what_is_due_is_found_oldest_first(redis_client: Redis) -> None:
    for number, due in enumerate((30.5, 10.5, 20.123456789, 40.0)):
        outbox.save(redis_client, replace(JOB, id=f"job{number}", due=due))
    assert [job.id for job in outbox.due(redis_client, 30.5)] == ["job1", "job2", "job0"]
    outbox.remove(redis_client, "job2")
    outbox.defer(redis_client, replace(JOB, id="job1"), 50.0)
    assert [job.id for job in outbox.due(redis_client, 45.0)] == ["job0", "job3"]
    assert outbox.get(redis_client, "job2") is None
    assert redis_client.zcard(DUE) == redis_client.hlen(JOBS) == 3


def test_what_an_earlier_release_stored_is_indexed_exactly(redis_client: Redis) -> None:
    release_0.restore(redis_client)
    assert outbox.due(redis_client, 1e12) == []
    outbox.reconcile(redis_client)
    found = outbox.due(redis_client, 1e12)
    assert {job.id for job in found} == {*release_0.stored()[JOBS]["value"]}
    assert [redis_client.zscore(DUE, job.id) for job in found] == [job.due for job in found]


def test_what_an_earlier_release_finished_or_deferred_is_no_longer_due(redis_client: Redis) -> None:
    outbox.save(redis_client, JOB)
    outbox.save(redis_client, replace(JOB, id="job00002", due=JOB.due + 3))
    redis_client.hdel(JOBS, JOB.id)
    redis_client.zadd(DUE, {"job00002": JOB.due})
    assert outbox.due(redis_client, JOB.due) == []
    assert redis_client.zrange(DUE, 0, -1, withscores=True) == [(b"job00002", JOB.due + 3)]


def test_the_stored_fields_are_those_that_an_earlier_release_requires(redis_client: Redis) -> None:
    outbox.save(redis_client, JOB)
    assert redis_client.hget(JOBS, JOB.id) == (
        b'{"id":"job00001","job":"uploads:upload","arguments":["u1"],"queue":"now","since":1.0,"due":1764351117.12,'
        b'"attempts":0,"waiting":false}'
    )


@pytest.mark.parametrize("count", [0, 1201])
def test_any_number_of_jobs_is_reconciled(redis_client: Redis, count: int) -> None:
    stale = {f"gone{number}": float(number) for number in range(700)}
    redis_client.zadd(DUE, stale)
    for number in range(count):
        redis_client.hset(JOBS, f"job{number}", f'{{"due": {number}.5}}')
    outbox.reconcile(redis_client)
    assert redis_client.zcard(DUE) == count
