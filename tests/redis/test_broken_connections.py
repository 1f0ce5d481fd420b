"""The connection to Redis breaks during a decision: it is made once, and its caller knows."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

import pytest
from redis import Redis

from kit.jobs import define as jobs
from kit.jobs import queues
from kit.wiring import connect
from records import invocations
from records.invocations import Invocation, Origin
from records.jobs import outbox
from records.storage.documents import Documents
from tasks.uploads import jobs as upload_jobs
from tests.support.env import Env


@dataclass(frozen=True)
class Door:
    """A door that one person may close."""

    closed_by: str = ""


DOORS = Documents("door", Door, seconds=60)


@contextmanager
def breaking(path: str, at: bytes = b"EXEC", *, done: bool) -> Iterator[str]:
    """The address of a line to Redis that breaks at the first such command, after Redis has done it or before."""
    broken = threading.Event()

    def pass_on(near: socket.socket) -> None:
        with near, socket.socket(socket.AF_UNIX) as far, suppress(OSError):
            far.connect(path)
            while request := near.recv(1 << 20):
                breaks = at in request and not broken.is_set()
                if not breaks or done:
                    far.sendall(request)
                    answer = far.recv(1 << 20)
                if breaks:
                    broken.set()
                    return
                near.sendall(answer)

    def serve(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=pass_on, args=(listener.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=serve, args=(listener,), daemon=True)
        server.start()
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}"
        assert broken.is_set()
        listener.shutdown(socket.SHUT_RDWR)
        server.join(5)


@pytest.fixture
def path(valkey_url: str) -> str:
    return valkey_url.removeprefix("unix://").partition("?")[0]


@pytest.mark.parametrize("done", [True, False])
def test_a_decision_whose_answer_was_lost_is_known_to_be_ours(redis_client: Redis, path: str, *, done: bool) -> None:
    DOORS.put(redis_client, "front", Door())

    def close(door: Door) -> Door | None:
        return None if door.closed_by else Door("Olive")

    with breaking(path, done=done) as address, connect(address) as redis:
        assert DOORS.change(redis, "front", close) == Door("Olive")
        assert DOORS.change(redis, "front", close) is None
    assert DOORS.get(redis_client, "front") == Door("Olive")


@pytest.mark.parametrize("done", [True, False])
def test_an_invocation_is_stored_and_queued_once_though_the_connection_breaks(
    env: Env, path: str, *, done: bool
) -> None:
    invocation = Invocation(id="w1", origin=Origin.MENTION, user="U1", channel="C1")
    with breaking(path, b"EVAL", done=done) as address, connect(address) as redis:
        assert queues.enqueue_invocation(
            replace(env.kit, redis=redis), invocation, "message.1", (), upload_jobs.show_screenshots
        )
        assert not queues.enqueue_invocation(
            replace(env.kit, redis=redis), invocation, "message.1", (), upload_jobs.show_screenshots
        )
    assert [job.arguments for job in outbox.pending(env.kit.redis)] == [("w1",)]
    assert invocations.get(env.kit.redis, "w1") == invocation
    assert queues.queued(env.kit)[jobs.NOW] == 1
