"""A stand-in for Sentry's ingest endpoint that records events."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from sandbox.threaded_server import served

PROJECT = 4242
KEY = "0123456789abcdef0123456789abcdef"


@dataclass
class Ingest:
    """The events received, which are answered once `answers` is set."""

    port: int = 0
    envelopes: list[str] = field(default_factory=list)
    answers: threading.Event = field(default_factory=threading.Event)
    came: threading.Condition = field(default_factory=threading.Condition)

    @property
    def dsn(self) -> str:
        """The address for the setting."""
        return f"http://{KEY}@127.0.0.1:{self.port}/{PROJECT}"

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events of all envelopes: a line each for envelope, item, and what the item is."""
        return [json.loads(envelope.splitlines()[2]) for envelope in self.envelopes]

    def wait(self, count: int, seconds: float = 10) -> list[dict[str, Any]]:
        """The events, as soon as there are so many."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.envelopes) >= count, seconds), self.envelopes
        return self.events


@contextmanager
def collect_events() -> Iterator[Ingest]:
    """The door on a port of this machine."""
    ingest = Ingest()
    ingest.answers.set()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = gzip.decompress(self.rfile.read(int(self.headers["Content-Length"])))
            known = self.path == f"/api/{PROJECT}/envelope/" and f"sentry_key={KEY}" in self.headers["X-Sentry-Auth"]
            ingest.answers.wait(20)
            with suppress(ConnectionError):
                self.send_response(200 if known else 403)
                self.end_headers()
                self.wfile.write(b"{}")
            if known:
                with ingest.came:
                    ingest.envelopes.append(body.decode())
                    ingest.came.notify_all()

    with served(Door) as address:
        ingest.port = int(address.rpartition(":")[2])
        try:
            yield ingest
        finally:
            ingest.answers.set()
