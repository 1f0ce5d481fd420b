"""A lease is one worker's at a time, and one that has run out is not taken up again by who had it."""

from __future__ import annotations

from redis import Redis

from records import owed


def test_a_lease_that_ran_out_is_not_renewed_also_where_nobody_has_it(redis_client: Redis) -> None:
    assert owed.lease(redis_client, "upload", "first")
    assert not owed.lease(redis_client, "upload", "second")
    assert owed.renew(redis_client, "upload", "first")
    redis_client.delete("asc:lease:upload")
    assert owed.lease(redis_client, "upload", "second")
    owed.release(redis_client, "upload", "second")
    assert not owed.renew(redis_client, "upload", "first")
