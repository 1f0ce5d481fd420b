"""Redis refuses to write, for whatever reason: everyone who waits is told, and what was promised is done once after."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from redis import Redis
from redis.exceptions import BusyLoadingError, RedisError, ResponseError
from redis.exceptions import ConnectionError as RedisDown

from cards.failures.redis_errors import UNREACHABLE, cause_of
from sandbox import pictures
from sandbox.slack.rendering import as_text
from tests.support import wording
from tests.support.env import Env
from tests.support.processes import RunningBot, start_bot

WATCH = ("watch.png", pictures.png(312, 390, seed=1))
# The sets of the uploads, and the size of their pictures.
SETS = {
    "out of memory": ("APP_WATCH_SERIES_3", (312, 390)),
    "a replica": ("APP_WATCH_SERIES_4", (368, 448)),
    "another password": ("APP_WATCH_SERIES_7", (396, 484)),
    "no connection left": ("APP_WATCH_ULTRA", (410, 502)),
}
RESERVE = ("POST", "/v1/appScreenshots")

# How each is brought about, and what is said about it.
Switch = tuple[Callable[[Redis], Any], Callable[[Redis], Any]]
REFUSALS: dict[str, tuple[Switch, str]] = {
    "out of memory": (
        (lambda redis: redis.config_set("maxmemory", 1), lambda redis: redis.config_set("maxmemory", 0)),
        "its memory is full",
    ),
    "no replicas": (
        (
            lambda redis: redis.config_set("min-replicas-to-write", 1),
            lambda redis: redis.config_set("min-replicas-to-write", 0),
        ),
        "too few replicas are connected to it",
    ),
    "a replica": (
        (lambda redis: redis.replicaof("127.0.0.1", 1), lambda redis: redis.replicaof("NO", "ONE")),
        "no primary accepts writes",
    ),
    "a replica without its primary": (
        (
            lambda redis: (redis.config_set("replica-serve-stale-data", "no"), redis.replicaof("127.0.0.1", 1)),
            lambda redis: (redis.replicaof("NO", "ONE"), redis.config_set("replica-serve-stale-data", "yes")),
        ),
        "it is a replica that has lost its primary",
    ),
    "no permission": (
        (
            lambda redis: redis.acl_setuser("default", enabled=True, commands=["-set"]),
            lambda redis: redis.acl_setuser("default", enabled=True, commands=["+@all"]),
        ),
        "its user may not run what the bot needs",
    ),
    "no permission for scripts": (
        (
            lambda redis: redis.acl_setuser("default", enabled=True, commands=["-eval"]),
            lambda redis: redis.acl_setuser("default", enabled=True, commands=["+@all"]),
        ),
        "its user may not run what the bot needs",
    ),
    "another password": (
        (
            lambda redis: (
                redis.config_set("requirepass", "changed"),
                redis.client_kill_filter(_type="normal", skipme=True),
            ),
            lambda redis: redis.config_set("requirepass", ""),
        ),
        "it does not accept the user or the password",
    ),
    "no connection left": (
        (
            lambda redis: (
                redis.config_set("maxclients", 1),
                redis.client_kill_filter(_type="normal", skipme=True),
            ),
            lambda redis: redis.config_set("maxclients", 10000),
        ),
        "all its connections are in use",
    ),
}


@pytest.fixture(scope="module")
def running_bot() -> Iterator[RunningBot]:
    """A bot that several tests share."""
    with start_bot(start=("web", "worker", "clock")) as running_bot:
        yield running_bot


@contextmanager
def refusing(redis: Redis, name: str) -> Iterator[str]:
    """Have Redis refuse to write for a reason, which is returned."""
    (begin, end), reason = REFUSALS[name]
    redis.ping()
    begin(redis)
    try:
        yield reason
    finally:
        end(redis)


def page(running_bot: RunningBot, path: str) -> httpx.Response:
    return running_bot.get(path, timeout=10)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", REFUSALS)
def test_the_reason_is_in_the_health_check_and_in_the_reply_to_a_command(running_bot: RunningBot, name: str) -> None:
    with running_bot.redis as redis, refusing(redis, name) as reason:
        health = page(running_bot, "/healthz")
        assert (health.status_code, health.json()["why"]) == (503, reason)
        assert "asc_bot_redis_up 0.0" in page(running_bot, "/metrics").text
        reply = running_bot.eddie.types("/asc promo en-US New words", running_bot.release)
        assert reply.json()["text"].startswith(wording.NOT_STORED + reason)
    assert page(running_bot, "/healthz").status_code == 200
    assert "asc_bot_redis_up 1.0" in page(running_bot, "/metrics").text


@pytest.mark.timeout(240)
@pytest.mark.parametrize("name", SETS)
def test_what_was_promised_is_done_once_after_redis_refused_to_write_for_a_while(
    running_bot: RunningBot, name: str
) -> None:
    """An upload is running, and a message arrives meanwhile."""
    kind, size = SETS[name]
    files = tuple((f"{number}.png", pictures.png(*size, seed=number)) for number in range(4))
    running_bot.apple.latency, running_bot.slack.switches.retry_delays = 0.2, (0.0, 3.0, 10.0)
    calls = len(running_bot.apple.calls)
    began = threading.Event()
    running_bot.apple.on_change.append(lambda word: began.set() if "screenshot" in word else None)
    ts = running_bot.eddie.says(running_bot.release, f"@App Store Bot upload en-US {kind}", files=files)
    assert began.wait(30), running_bot.logs()
    with running_bot.redis as redis, refusing(redis, name):
        question = running_bot.eddie.says(running_bot.release, "@App Store Bot apps")
        time.sleep(4)
    running_bot.apple.latency = 0.0
    assert wording.uploaded(4) in running_bot.finished(ts)
    running_bot.slack.wait(lambda: running_bot.replies(question), 60)
    assert running_bot.screenshots("en-US", kind) == [(name, "COMPLETE") for name, _ in files]
    reserved = [call for call in running_bot.apple.calls[calls:] if (call.method, call.path) == RESERVE]
    assert len(reserved) == len(files)
    running_bot.slack.settled()
    assert [len(running_bot.replies(sent)) for sent in (ts, question)] == [1, 1]
    assert [process.poll() for process in running_bot.processes] == [None, None, None]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ResponseError("WEIRD the moon is full"), "it says: WEIRD the moon is full"),
        (ResponseError("WEIRD bad. script: 5f0d, on @user_script:1."), "it says: WEIRD bad."),
        (
            ResponseError("Command # 1 (SET asc:wish:1 secret) of pipeline caused error: WEIRD words"),
            "it says: WEIRD words",
        ),
        (ResponseError("MISCONF Errors writing to the AOF file: No space left on device"), "its disk is full"),
        (ResponseError("MISCONF Valkey is configured to save RDB snapshots"), "it can't save its data to its disk"),
        (ResponseError("CLUSTERDOWN Hash slot not served"), "it belongs to a cluster"),
        (ResponseError("MOVED 3999 10.0.0.7:6381"), "it belongs to a cluster"),
        (ResponseError("BUSY Valkey is busy running a script."), "it is busy with a script"),
        (BusyLoadingError("Valkey is loading the dataset in memory"), "it is still loading its data"),
        (RedisDown("max number of clients reached"), "all its connections are in use"),
        (RedisDown("No connection available."), "all its connections are in use"),
        (RedisDown("Connection closed by server."), "it closes the connection"),
        (RedisDown("Error 111 connecting to 10.0.0.7:6379. Connection refused."), UNREACHABLE.reason),
    ],
)
def test_every_error_has_a_reason_without_what_users_wrote(error: RedisError, reason: str) -> None:
    assert cause_of(error).reason == reason


def test_a_click_a_form_and_a_shortcut_are_answered_while_redis_refuses(env: Env) -> None:
    ts = env.says(env.eddie, "@App Store Bot promo en-US Hello", (WATCH,))
    env.work()
    env.eddie.types("/asc upload en-US", env.release)
    with refusing(env.kit.redis, "out of memory") as reason:
        assert wording.NOT_SENT + reason in str(env.eddie.submits({"Screenshots": [WATCH]}).errors)
        env.eddie.clicks(env.release, env.replies(ts)[0], "Undo")
        env.eddie.uses_shortcut(env.release, ts, "screenshots.upload_message")
        assert env.ephemeral_text(env.eddie).count(wording.NOT_STORED + reason) == 2
    assert not env.eddie.submits({"Screenshots": [WATCH]}).errors


def test_a_click_at_home_is_answered_in_a_direct_message(env: Env) -> None:
    env.olive.opens_home()
    env.slack.settled()
    env.work()
    with refusing(env.kit.redis, "out of memory") as reason:
        env.olive.clicks_at_home("Refresh")
    assert [as_text(message) for message in env.slack.messages(env.olive.dm)][-1].startswith(
        wording.NOT_STORED + reason
    )


def test_a_message_is_delivered_again_and_its_user_told_once_at_the_last_delivery(env: Env) -> None:
    with refusing(env.kit.redis, "out of memory") as reason:
        ts = env.says(env.eddie, "@App Store Bot apps")
        env.says(env.eddie, "Lunch?")
    env.work()
    assert not env.replies(ts)
    assert env.ephemeral_text(env.eddie).count(wording.NOT_STORED + reason) == 1


def test_a_message_is_answered_once_when_redis_writes_again_before_the_last_delivery(env: Env) -> None:
    env.slack.switches.retry_delays = (0.0, 0.5, 0.5)
    with refusing(env.kit.redis, "out of memory"):
        ts = env.eddie.says(env.release, "@App Store Bot apps")
        time.sleep(0.2)
    env.slack.settled()
    env.work()
    assert len(env.replies(ts)) == 1
    assert not env.ephemeral_text(env.eddie)
