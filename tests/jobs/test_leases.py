"""One worker at a time holds a lease, and a lease that has run out can't be renewed."""

from __future__ import annotations

from redis import Redis

from records.jobs import leases


def test_a_lease_that_ran_out_is_not_renewed_even_if_it_is_free(redis_client: Redis) -> None:
    assert leases.take(redis_client, ("upload",), "first")
    assert not leases.take(redis_client, ("upload",), "second")
    assert leases.renew(redis_client, ("upload",), "first")
    redis_client.delete("asc:lease:upload")
    assert leases.take(redis_client, ("upload",), "second")
    leases.release(redis_client, ("upload",), "second")
    assert not leases.renew(redis_client, ("upload",), "first")


def test_a_lease_on_several_subjects_is_taken_whole_or_not_at_all(redis_client: Redis) -> None:
    assert leases.take(redis_client, ("upload", "review"), "first")
    assert not leases.take(redis_client, ("text", "review"), "second")
    assert not leases.is_held(redis_client, ("text",))
    assert leases.is_held(redis_client, ("text", "review"))
    leases.release(redis_client, ("upload", "review"), "first")
    assert leases.take(redis_client, ("text", "review"), "second")
    assert not leases.renew(redis_client, ("upload", "review"), "first")
