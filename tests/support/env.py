"""The tests' environment: Slack, Apple and Redis as real servers, the bot's own HTTP, and jobs run on demand."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import structlog
from pydantic import SecretStr
from redis import Redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from appstore.calls.in_flight import CallSlots
from bot import app as listeners
from bot.http.web import WebApp
from kit import wiring
from kit.jobs import runner
from kit.jobs.define import BULK, CLOCK, NOW
from kit.jobs.runner import QueuedJob
from kit.settings import Settings
from kit.wiring import Kit
from records.keys import key
from sandbox.appstore import AppStoreConnect
from sandbox.appstore.tokens import Key
from sandbox.slack import Slack
from sandbox.slack.people import Channel, Person
from sandbox.slack.rendering import as_text
from sandbox.slack.snapshots import Message
from sandbox.threaded_server import Patient
from tests.support.specification import violations

PROCESSING = 0.05


@dataclass
class Env:
    """People, a channel, Slack, Apple, the bot's kit, and the address of its HTTP."""

    slack: Slack
    apple: AppStoreConnect
    kit: Kit
    apple_key: Key
    app_id: str
    version_id: str
    release: Channel
    olive: Person
    eddie: Person
    vera: Person
    gus: Person
    address: str

    def work(self) -> None:
        """Run the queued jobs in this process until none is left that can run now."""
        with wiring.using(self.kit):
            _worker(self.kit.redis).work(burst=True, logging_level="ERROR")

    def sweep(self) -> int:
        """Run what the worker runs every second."""
        self.kit.redis.delete(key("sweep"))
        return runner.sweep(self.kit)

    @contextmanager
    def no_enqueue(self) -> Iterator[None]:
        """Make Redis reject the script that stores a job, so that listeners cannot enqueue."""
        self.kit.redis.acl_setuser("default", enabled=True, commands=["-eval"])
        try:
            yield
        finally:
            self.kit.redis.acl_setuser("default", enabled=True, commands=["+eval"])

    def expose(self) -> None:
        """Set PUBLIC_URL to the bot's own HTTP."""
        self.kit = replace(self.kit, settings=self.kit.settings.model_copy(update={"public_url": self.address}))

    def use_media(self, backend: str) -> None:
        """Set ASC_MEDIA from now on: `sets`, `library` or `auto`."""
        self.kit = replace(self.kit, settings=self.kit.settings.model_copy(update={"asc_media": backend}))

    def retry_at_once(self) -> None:
        """Retry calls to Apple without pauses from now on."""
        clients = {name: apple.with_options(sleep=lambda _: None) for name, apple in self.kit.clients.items()}
        self.kit = replace(self.kit, clients=clients)

    def says(self, person: Person, text: str, files: tuple[tuple[str, bytes], ...] = (), **more: Any) -> str:  # noqa: ANN401
        """Post a message in the channel as this person; returns its ts once it was delivered."""
        ts = person.says(self.release, text, files=files, **more)
        self.slack.settled()
        return ts

    def replies(self, ts: str) -> list[Message]:
        """Return the bot's messages in the thread."""
        return [message for message in self.slack.thread(self.release, ts) if message.user == self.slack.bot.id]

    def read(self, ts: str) -> str:
        """The thread as a person reads it, the bot's part."""
        return "\n".join(as_text(reply) for reply in self.replies(ts))

    def ephemeral_text(self, person: Person) -> str:
        """Return the ephemeral messages for this person."""
        return "\n".join(as_text(ephemeral) for ephemeral in self.slack.ephemerals(person))

    def screenshots(self, locale: str = "en-US", display_type: str = "APP_IPHONE_67") -> list[str]:
        """The names of a set's screenshots at Apple, in order; every one must be COMPLETE."""
        found = self.apple.screenshots(self.version_id, locale, display_type)
        assert {screenshot.state for screenshot in found} <= {"COMPLETE"}, found
        return [screenshot.name for screenshot in found]

    def writes(self) -> list[str]:
        """Every call to Apple that changes something."""
        return [f"{call.method} {call.path}" for call in self.apple.calls if call.method != "GET"]


class _BurstWorker(SimpleWorker):
    """A worker that tells other processes nothing about itself and looks for nothing that others have left.

    There are no others here, and RQ's bookkeeping of workers is half of its round trips; closing the connection for
    its commands takes up to a second. Real workers do all of it in the tests of processes.
    """

    def _nothing(self, *_: object, **__: object) -> None:
        pass

    subscribe = unsubscribe = run_maintenance_tasks = _nothing
    register_birth = register_death = heartbeat = _set_ip_address = _nothing
    increment_successful_job_count = increment_failed_job_count = increment_total_working_time = _nothing

    def set_state(self, state: str, *_: object, **__: object) -> None:
        """Keep the state in this process."""
        self._state = state


@lru_cache(maxsize=1)
def _worker(redis: Redis) -> _BurstWorker:
    queues = [Queue(name, connection=redis, serializer=JSONSerializer) for name in (NOW, BULK, CLOCK)]
    return _BurstWorker(queues, connection=redis, serializer=JSONSerializer, job_class=QueuedJob)


class _Server(Patient, WSGIServer):
    pass


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def web(kit: Kit) -> Iterator[str]:
    """The bot's own HTTP in a thread; gives the address for Slack's events."""
    pages = WebApp(kit, listeners.build(kit))
    server = make_server("127.0.0.1", 0, pages, _Server, _Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/slack/events"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def settings_for(slack_url: str, apple_url: str, redis_url: str, apple_key: Key, **more: object) -> Settings:
    """Settings as an operator would make them, and no `.env`."""
    own = {
        "slack_api_url": f"{slack_url}/api",
        "asc_key_id": apple_key.key_id,
        "asc_issuer_id": apple_key.issuer_id,
        "asc_private_key": SecretStr(apple_key.private_key_pem),
        "asc_api_url": apple_url,
        "redis_url": redis_url,
    }
    return _settings(**own, **more) if more else _any_settings().model_copy(update=own)


def _settings(**fields: Any) -> Settings:  # noqa: ANN401 - what the settings check
    return Settings(
        _env_file=None,  # type: ignore[call-arg]  # an argument of pydantic-settings
        slack_bot_token=SecretStr("xoxb-made-up-for-tests"),
        slack_signing_secret=SecretStr("made-up-secret"),
        **fields,
    )


@cache
def _any_settings() -> Settings:
    """Settings that were checked once, which takes as long as a whole `Env` otherwise."""
    key = AppStoreConnect(seed=1).add_key()
    local = "http://127.0.0.1:1"
    return settings_for(local, local, "redis://127.0.0.1:1", key, slack_app_token=SecretStr(""))


@contextmanager
def open_env(redis_url: str) -> Iterator[Env]:
    """A workspace with a channel #release, and the app Tide with version 1.2.0 in preparation."""
    # Logs are not read here, and rendering a traceback for the console takes most of a second.
    structlog.configure(processors=[], logger_factory=structlog.ReturnLoggerFactory())
    slack = Slack(signing_secret="made-up-secret", bot_token="xoxb-made-up-for-tests")
    apple = AppStoreConnect(seed=1)
    apple.processing = PROCESSING
    apple.loopback_webhooks = True
    apple_key = apple.add_key()
    app_id = apple.add_app("com.example.tide", "Tide", primary_locale="en-US")
    version_id = apple.add_version(app_id, "1.2.0", locales=["en-US", "de-DE"])
    with slack.serve() as slack_url, apple.serve() as apple_url:
        kit = wiring.build(settings_for(slack_url, apple_url, redis_url, apple_key))
        kit.redis.set(key("processing"), PROCESSING)
        olive, eddie = slack.person("Olive", owner=True), slack.person("Eddie", admin=True)
        vera, gus = slack.person("Vera"), slack.person("Gus", guest="single")
        release = slack.channel("release", members=[olive, eddie, vera, gus])
        with web(kit) as address:
            slack.deliver_to(address)
            root = address.removesuffix("/slack/events")
            yield Env(slack, apple, kit, apple_key, app_id, version_id, release, olive, eddie, vera, gus, root)
            slack.settled()
        assert violations(apple.calls) == []
        kit.http.close()
        kit.redis.close()
        shutil.rmtree(CallSlots(apple_key.key_id, apple_url).folder, ignore_errors=True)
