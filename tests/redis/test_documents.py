"""Two releases change the same documents: each keeps the fields of the other, also where a field was renamed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import redis
from pydantic import Field

from records.storage.documents import Documents


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


@dataclass(frozen=True, kw_only=True)
class RenamedParcel:
    """As a release knows it that calls the label something else."""

    title: Annotated[str, Field(alias="label")]
    grams: Annotated[int, Field(alias="weight")] = 0
    sender: str = ""


RENAMED = Documents("parcel", RenamedParcel, seconds=60)


def test_a_renamed_field_keeps_its_name_in_redis(redis_client: redis.Redis) -> None:
    RENAMED.put(redis_client, "1", RenamedParcel(title="Tide", grams=1, sender="Olive"))
    assert redis_client.get("asc:parcel:1") == b'{"label":"Tide","weight":1,"sender":"Olive"}'
    assert RENAMED.get(redis_client, "1") == RenamedParcel(title="Tide", grams=1, sender="Olive")


def test_releases_before_and_after_a_rename_change_the_same_document(redis_client: redis.Redis) -> None:
    NEWER.put(redis_client, "1", NewerParcel("Tide", 1, insured=True))
    RENAMED.change(redis_client, "1", lambda parcel: replace(parcel, title="Wave", sender="Olive"))
    NEWER.change(redis_client, "1", lambda parcel: replace(parcel, weight=2))
    assert NEWER.get(redis_client, "1") == NewerParcel("Wave", 2, insured=True)
    assert RENAMED.get(redis_client, "1") == RenamedParcel(title="Wave", grams=2, sender="Olive")
    assert redis_client.get("asc:parcel:1") is not None
    assert b"title" not in (redis_client.get("asc:parcel:1") or b"")
