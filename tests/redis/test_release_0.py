"""Records that an earlier release stored are read by this one, and what this one writes is read by the earlier one.

`schemas-release-0.json` has the JSON schema of each record as the earlier release reads it.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from typing import Any

import jsonschema
import pytest
import redis

import records
from records import audit
from records.jobs import outbox
from records.keys import DAY
from records.reviews import alerts as review_alerts
from records.storage import migrations
from records.storage.documents import Documents
from records.times.plans import Plans
from records.uploads import uploads
from tests.redis import release_0
from tests.support.env import Env


@cache
def all_documents() -> dict[str, Documents[Any]]:
    """Return every noun that is stored as documents."""
    modules = [importlib.import_module(found.name) for found in pkgutil.walk_packages(records.__path__, "records.")]
    values = [value for module in modules for value in vars(module).values()]
    values += [value.documents for value in values if isinstance(value, Plans)]
    return {value.noun: value for value in values if isinstance(value, Documents)}


@cache
def schemas() -> dict[str, Any]:
    """Return how the earlier release reads each noun."""
    path = release_0.DATA.parent / "schemas-release-0.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def lost(before: object, after: object, path: str) -> Iterator[str]:
    """Yield the paths of what was stored and is no longer: a field that was renamed without an alias, for example."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name, value in before.items():
            if name in after:
                yield from lost(value, after[name], f"{path}.{name}")
            elif value not in ("", None, [], {}, 0, False):
                yield f"{path}.{name}"
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from lost(old, new, f"{path}.{number}")
    elif before != after:
        yield path


def test_the_data_holds_every_kind_of_record() -> None:
    nouns = {name.split(":")[1] for name in release_0.stored()}
    assert nouns >= {*schemas(), "grants", "place", "tallies", "told"}
    states = {upload_id["state"] for upload_id in release_0.documents("batch").values()}
    assert states == {"new", "asking", "running", "done", "failed", "cancelled", "refused"}
    states = {revision["state"] for revision in release_0.documents("revision").values()}
    assert states == {"new", "asking", "going", "done", "waiting", "dropped"}


@pytest.mark.parametrize("noun", sorted(schemas().keys() - {"owed", "shots", "audit", "alerts"}))
def test_documents_are_read_and_written_so_that_both_releases_read_them(redis_client: redis.Redis, noun: str) -> None:
    release_0.restore(redis_client)
    documents, count = all_documents()[noun], 0
    schema = jsonschema.validators.validator_for(schemas()[noun])(schemas()[noun])
    for record_id in release_0.documents(noun):
        record = documents.get(redis_client, record_id)
        assert record is not None
        documents.put(redis_client, record_id, record)
        after: Any = redis_client.get(documents.key(record_id))
        schema.validate(json.loads(after))
        assert list(lost(release_0.documents(noun)[record_id], json.loads(after), noun)) == []
        assert documents.get(redis_client, record_id) == record
        count += 1
    assert count


def test_items_of_hashes_and_the_trail_are_read_by_both(redis_client: redis.Redis) -> None:
    release_0.restore(redis_client)
    migrations.move(redis_client)
    for pending in outbox.due(redis_client, 1e12):
        outbox.save(redis_client, pending)
    for alert in review_alerts.everything(redis_client):
        review_alerts.put(redis_client, alert)
    for batch_id in [name.split(":")[2] for name in release_0.stored() if name.startswith("asc:shots:")]:
        for name, item in uploads.items(redis_client, batch_id).items():
            uploads.put_item(redis_client, batch_id, name, item)
        for raw in redis_client.hvals(f"asc:shots:{batch_id}"):
            jsonschema.validate(json.loads(raw), schemas()["shots"])
    for noun in ("owed", "alerts"):
        assert redis_client.hlen(f"asc:{noun}") == len(release_0.stored()[f"asc:{noun}"]["value"])
        for raw in redis_client.hvals(f"asc:{noun}"):
            jsonschema.validate(json.loads(raw), schemas()[noun])
    entries = list(audit.everything(redis_client))
    assert len(entries) == len(release_0.stored()["asc:audit"]["value"])
    for entry in entries:
        audit.write(redis_client, entry)
    rows: Any = redis_client.xrange("asc:audit")
    for _, fields in rows:
        jsonschema.validate(json.loads(fields[b"entry"]), schemas()["audit"])


def test_every_pending_job_of_the_earlier_release_is_run_to_its_end(env: Env) -> None:
    """Its channels and apps are not those of this environment: that is reported, and the job ends."""
    release_0.restore(env.kit.redis)
    migrations.move(env.kit.redis)
    last = max(pending.due for pending in outbox.pending(env.kit.redis))
    for day in range(5):
        now = last + day * DAY
        env.kit = replace(env.kit, clock=partial(float, now))
        env.sweep()
        env.work()
    assert list(outbox.pending(env.kit.redis)) == []


def test_the_migration_leaves_the_number_that_the_earlier_release_compares(redis_client: redis.Redis) -> None:
    release_0.restore(redis_client)
    assert migrations.move(redis_client) == len(migrations.ADDITIONS)
    assert redis_client.get("asc:schema") == b"1"
    assert migrations.move(redis_client) == 0
    assert redis_client.zcard("asc:owed:due") == len(release_0.stored()["asc:owed"]["value"])
