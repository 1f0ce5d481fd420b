"""A receiver of webhooks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from sandbox.threaded_server import served


class Receiver:
    """A server that records each POST and answers with `status`."""

    def __init__(self) -> None:
        self.status = 200
        self.received: list[tuple[str, bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.received.append((self.headers["x-apple-signature"], body))
                self.send_response(receiver.status)
                self.end_headers()
                self.wfile.write(b"thanks")

        self._handler = Handler
        self.url = ""

    @contextmanager
    def serve(self) -> Iterator[Receiver]:
        with served(self._handler) as address:
            self.url = f"{address}/hook"
            yield self

    @property
    def payloads(self) -> list[dict[str, Any]]:
        return [json.loads(body)["data"] for _, body in self.received]
