"""The audit trail."""

from __future__ import annotations

import redis

from cards.access.audit_tags import ROLE_GRANTED
from cards.listing.audit_tags import TEXT_CHANGED
from records import audit
from records.audit import AuditEntry


def entry(**more: str) -> AuditEntry:
    return AuditEntry(at=1.0, user="U1", channel="C1", tag=TEXT_CHANGED, **more)


def test_an_entry_is_read_as_it_was_written(redis_client: redis.Redis) -> None:
    written = entry(app="com.example.tide", version="1.2.0", locale="ja", field="promo", old="<a>", new="海\n波")
    assert audit.write(redis_client, written)
    assert audit.newest(redis_client, 5) == [written]
    assert list(audit.everything(redis_client)) == [written]


def test_the_same_once_is_written_a_single_time(redis_client: redis.Redis) -> None:
    assert audit.write(redis_client, entry(new="1"), idempotency_key="x")
    assert not audit.write(redis_client, entry(new="2"), idempotency_key="x")
    assert audit.write(redis_client, entry(new="3"))
    assert audit.write(redis_client, entry(new="3"))
    assert [entry.new for entry in audit.everything(redis_client)] == ["1", "3", "3"]


def test_all_of_a_long_trail_is_read_and_none_twice(redis_client: redis.Redis) -> None:
    for number in range(450):
        audit.write(redis_client, entry(new=str(number)))
    numbers = [str(number) for number in range(450)]
    assert [entry.new for entry in audit.everything(redis_client)] == numbers
    assert [entry.new for entry in audit.newest(redis_client, 450)] == numbers[::-1]
    assert redis_client.ttl("asc:audit") == -1


def test_a_channel_sees_what_is_about_its_app_or_came_from_it(redis_client: redis.Redis) -> None:
    audit.write(redis_client, entry(app="com.example.tide", new="ours"))
    audit.write(redis_client, AuditEntry(at=1, user="U1", channel="C2", tag=TEXT_CHANGED, app="7", new="by id"))
    audit.write(redis_client, AuditEntry(at=1, user="U1", channel="C2", tag=TEXT_CHANGED, app="8", new="other"))
    audit.write(redis_client, entry(new="of the channel", locale="ja"))
    audit.write(redis_client, AuditEntry(at=1, user="U1", channel="C2", tag=ROLE_GRANTED, new="everywhere"))

    def seen(locale: str | None, app: set[str], channel: str, *tags: str) -> list[str]:
        return [entry.new for entry in audit.newest(redis_client, 9, audit.matching(locale, app, channel, tags))]

    assert seen(None, {"com.example.tide", "7"}, "C1") == ["of the channel", "by id", "ours"]
    assert seen("ja", {"7"}, "C1") == ["of the channel"]
    assert seen(None, {"7"}, "C1", ROLE_GRANTED) == ["everywhere", "of the channel", "by id", "ours"]
    assert seen(None, {"8"}, "", ROLE_GRANTED) == ["everywhere", "other"]
    assert seen("ja", {"8"}, "", ROLE_GRANTED) == []
