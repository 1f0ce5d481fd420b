"""Hears Slack over a socket instead of HTTP: no public address is needed; `/healthz` is served all the same."""

from __future__ import annotations

import signal
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

log = structlog.get_logger()


def serve_socket(bolt: App, app_token: str, health: Callable[..., Any], port: int | None) -> None:
    """Stay connected until SIGTERM; with a `port` the WSGI application `health` answers there."""
    handler = SocketModeHandler(bolt, app_token)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with _served(health, port) if port else nullcontext():
        handler.connect()  # type: ignore[no-untyped-call]  # Bolt leaves it bare
        log.info("connected to Slack's socket")
        stop.wait()
        handler.close()  # type: ignore[no-untyped-call]  # Bolt leaves it bare


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """A load balancer asks every few seconds: nothing to write down."""


@contextmanager
def _served(health: Callable[..., Any], port: int) -> Iterator[None]:
    server = make_server("", port, health, _Server, _Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
