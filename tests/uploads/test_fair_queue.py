"""Channels take turns: many uploads of one don't make another channel's upload wait for all of them."""

from __future__ import annotations

from dataclasses import replace

from records.uploads import fair_queue, uploads
from records.uploads.uploads import Upload, UploadState
from sandbox import pictures
from sandbox.slack.people import Channel
from tests.support.env import Env

KINDS = {"APP_WATCH_SERIES_3": (312, 390), "APP_WATCH_SERIES_4": (368, 448), "APP_WATCH_SERIES_7": (396, 484)}
PLACES = [(locale, kind) for locale in ("en-US", "de-DE") for kind in KINDS]


def upload(env: Env, channel: Channel, number: int) -> None:
    """Eddie uploads one picture to a set of its own."""
    locale, kind = PLACES[number]
    files = ((f"{number}.png", pictures.png(*KINDS[kind], seed=number)),)
    env.eddie.says(channel, f"@App Store Bot upload {locale} {kind}", files=files)
    env.slack.settled()


def until_all_is_done(env: Env) -> list[Upload]:
    """The uploads in the order of their ends; the sweep takes up what was put off."""
    clock, ahead = env.kit.clock, [0.0]
    env.kit = replace(env.kit, clock=lambda: clock() + ahead[0])
    env.work()
    while env.kit.redis.hlen("asc:owed"):
        ahead[0] += 1
        env.sweep()
        env.work()
    names = [str(name, "utf-8").rpartition(":")[2] for name in env.kit.redis.scan_iter("asc:batch:*")]
    return sorted(uploads.UPLOADS.many(env.kit.redis, names), key=lambda item: item.ended)


def test_an_upload_is_not_kept_waiting_by_all_that_another_channel_has_queued(env: Env) -> None:
    market = env.slack.channel("market", members=[env.eddie])
    for number in range(5):
        upload(env, env.release, number)
    upload(env, market, 5)
    ended = until_all_is_done(env)
    assert [upload.channel for upload in ended].index(market.id) == 1
    assert [upload.state for upload in ended] == [UploadState.DONE] * 6


def test_two_channels_with_many_uploads_alternate(env: Env) -> None:
    market = env.slack.channel("market", members=[env.eddie])
    for number in range(6):
        upload(env, env.release if number < 3 else market, number)
    ended = [upload.channel for upload in until_all_is_done(env)]
    assert ended == [env.release.id, market.id] * 3


def test_an_upload_that_ends_without_its_turn_keeps_nobody_waiting(env: Env) -> None:
    fair_queue.wait(env.kit.redis, "first", "release")
    fair_queue.wait(env.kit.redis, "gone", "market")
    fair_queue.wait(env.kit.redis, "second", "release")
    assert fair_queue.take(env.kit.redis, "first")
    assert not fair_queue.take(env.kit.redis, "second")
    fair_queue.leave(env.kit.redis, "gone")
    assert fair_queue.take(env.kit.redis, "second")
