"""Redis over TLS: with the right certificates everything works, with wrong ones the bot says which and what next."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from sandbox import pictures
from tests.support import wording
from tests.support.processes import RunningBot, start_bot
from tests.support.tls import Authority, tls_front
from tests.support.warm import WarmProcess

pytestmark = pytest.mark.timeout(60)

KIND = "APP_WATCH_SERIES_3"


@dataclass(frozen=True)
class TlsRedis:
    """A bot without a process yet, and addresses of its Redis by what speaks TLS there."""

    running_bot: RunningBot
    folder: Path
    public: int
    clients_only: int

    def address(self, port: int, *options: str, host: str = "localhost") -> str:
        """A REDIS_URL with these options, whose files lie in `folder`."""
        report = "&".join(option.replace("=", f"={self.folder}/", 1) for option in options)
        return f"rediss://{host}:{port}/0?socket_timeout=1&{report}"


@pytest.fixture(scope="module")
def tls_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TlsRedis]:
    folder = tmp_path_factory.mktemp("certificates")
    ours, _ = Authority(folder, "ours"), Authority(folder, "theirs")
    server = ours.certificate("localhost")
    ours.certificate("bot")
    with (
        start_bot(start=()) as running_bot,
        tls_front(running_bot.valkey.port, server) as public,
        tls_front(running_bot.valkey.port, server, clients=ours) as clients_only,
    ):
        running_bot.apple.processing = 0.3
        running_bot.redis.set("asc:processing", 0.3)
        yield TlsRedis(running_bot, folder, public, clients_only)
        running_bot.stop()


def checked(tls_redis: TlsRedis, address: str) -> str:
    """What `python -m bot --check` says."""
    environment = tls_redis.running_bot.environment | {"REDIS_URL": address}
    with tempfile.TemporaryFile("w+b") as output:
        WarmProcess("python -m bot --check", environment, output).wait(30)
        output.seek(0)
        written = output.read().decode()
    assert "Traceback" not in written
    return written


def test_an_upload_succeeds_over_tls_with_a_certificate_on_each_side(tls_redis: TlsRedis) -> None:
    address = tls_redis.address(
        tls_redis.clients_only, "ssl_ca_certs=ours.pem", "ssl_certfile=bot.pem", "ssl_keyfile=bot.key"
    )
    running_bot = tls_redis.running_bot
    running_bot.environment["REDIS_URL"] = address
    for name in ("web", "worker", "clock"):
        running_bot.start(name)
    running_bot.ready()
    running_bot.slack.deliver_to(f"http://127.0.0.1:{running_bot.environment['PORT']}/slack/events")
    files = tuple((f"{number}.png", pictures.png(312, 390, seed=number)) for number in range(2))
    thread = running_bot.finished(
        running_bot.eddie.says(running_bot.release, f"@App Store Bot upload en-US {KIND}", files=files)
    )
    assert wording.uploaded(2) in thread
    assert running_bot.screenshots("en-US", KIND) == [(name, "COMPLETE") for name, _ in files]
    assert "asc_bot_redis_up 1.0" in running_bot.get("/metrics").text
    assert "ok     Redis" in checked(tls_redis, address)


WRONG = {
    "no authority": (("public", ()), "certificate is not trusted", "?ssl_ca_certs="),
    "another authority": (("public", ("ssl_ca_certs=theirs.pem",)), "certificate is not trusted", "?ssl_ca_certs="),
    "another name": (("public", ("ssl_ca_certs=ours.pem",)), "certificate is for another name", "host name"),
    "no certificate of ours": (("clients_only", ("ssl_ca_certs=ours.pem",)), "our certificate", "?ssl_certfile="),
    "no TLS there": (("plain", ()), "does not respond in time", "needs the one for TLS"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_certificate_is_reported_with_what_to_do(tls_redis: TlsRedis, name: str) -> None:
    (where, options), why, then = WRONG[name]
    port = {
        "public": tls_redis.public,
        "clients_only": tls_redis.clients_only,
        "plain": tls_redis.running_bot.valkey.port,
    }[where]
    host = "127.0.0.1" if name == "another name" else "localhost"
    report = checked(tls_redis, tls_redis.address(port, *options, host=host))
    (line,) = (line for line in report.splitlines() if "Redis:" in line)
    assert line.startswith("WRONG")
    assert why in line
    assert then in line


def test_web_starts_and_reports_why_it_is_unhealthy(tls_redis: TlsRedis) -> None:
    with start_bot(start=()) as running_bot:
        running_bot.environment["REDIS_URL"] = tls_redis.address(tls_redis.public, "ssl_ca_certs=theirs.pem")
        web = running_bot.start("web")
        health = _answer(running_bot)
        assert health.status_code == 503
        assert health.json() == {"ok": False, "redis": "does not answer", "why": "its certificate is not trusted"}
        assert "its certificate is not trusted" in running_bot.logs()
        assert web.poll() is None


def _answer(running_bot: RunningBot, seconds: float = 20) -> httpx.Response:
    """The first answer of a web process that is just starting."""
    until = time.monotonic() + seconds
    while True:
        try:
            return running_bot.get("/healthz")
        except httpx.TransportError:
            assert time.monotonic() < until
            time.sleep(0.05)
