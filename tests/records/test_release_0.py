"""Records that an earlier release stored are read by this one."""

from __future__ import annotations

import json

import redis

from tests.records import release_0


def test_the_data_holds_every_kind_of_record(redis_client: redis.Redis) -> None:
    release_0.restore(redis_client)
    nouns = {name.split(":")[1] for name in release_0.stored()}
    assert nouns >= {"alerts", "audit", "batch", "channel", "digest", "draft", "files", "grants", "original", "owed"}
    assert nouns >= {"person", "place", "regrant", "review_list", "revision", "schedule", "schedule_draft", "shots"}
    assert nouns >= {"schedule_restore", "templates", "textform", "textplan", "watch", "bundle", "wish"}
    states = {batch["state"] for batch in release_0.documents("batch").values()}
    assert states == {"new", "asking", "running", "done", "failed", "cancelled", "refused"}
    states = {revision["state"] for revision in release_0.documents("revision").values()}
    assert states == {"new", "asking", "going", "done", "waiting", "dropped"}
    assert json.loads(redis_client.hvals("asc:owed")[0])["job"].startswith("tasks.")
