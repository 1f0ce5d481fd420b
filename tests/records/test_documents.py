"""Documents keep what a newer release wrote into them while an older one works beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import redis

from records.documents import Documents


@dataclass(frozen=True)
class Parcel:
    """As this release knows it."""

    label: str
    weight: int = 0


@dataclass(frozen=True)
class NewerParcel(Parcel):
    """As the next release knows it."""

    insured: bool = False


PARCELS, NEWER = Documents("parcel", Parcel, seconds=60), Documents("parcel", NewerParcel, seconds=60)


def test_a_change_by_an_older_release_keeps_what_it_does_not_know(redis_client: redis.Redis) -> None:
    NEWER.put(redis_client, "1", NewerParcel("Tide", 1, insured=True))
    assert PARCELS.change(redis_client, "1", lambda parcel: replace(parcel, weight=2)) == Parcel("Tide", 2)
    assert NEWER.get(redis_client, "1") == NewerParcel("Tide", 2, insured=True)


def test_a_newer_release_reads_what_an_older_one_wrote(redis_client: redis.Redis) -> None:
    PARCELS.put(redis_client, "1", Parcel("Tide", 1))
    assert NEWER.get(redis_client, "1") == NewerParcel("Tide", 1, insured=False)
