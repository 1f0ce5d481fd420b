"""Listens to Slack: HTTP on `$PORT` behind gunicorn, or a socket; and tells a load balancer how it is."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from wsgiref.types import StartResponse

import structlog
from gunicorn.app.base import BaseApplication
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler

from bot import app as listeners
from kit.wiring import REDIS_TROUBLE, Kit, connect

MOST_BYTES = 1024 * 1024
"""The largest body that is read; Slack's own stay far below."""

Environ = dict[str, Any]
log = structlog.get_logger()


class Pages:
    """The two addresses of the bot as a WSGI application: `/slack/events` and `/healthz`."""

    def __init__(self, kit: Kit, bolt: App) -> None:
        self._slack = SlackRequestHandler(bolt)
        # A health check must say now that Redis is away, not wait until it is back.
        self._redis = connect(kit.settings.redis_url, tries=0)

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD", "")
        if path == "/healthz":
            return self._health(start)
        if path != "/slack/events":
            return _answer(start, "404 Not Found", {"ok": False, "error": "there is nothing here"})
        if method != "POST":
            return _answer(start, "405 Method Not Allowed", {"ok": False, "error": "POST only"})
        refusal = _malformed(environ)
        return _answer(start, *refusal) if refusal else self._slack(environ, start)

    def _health(self, start: StartResponse) -> Iterable[bytes]:
        try:
            self._redis.ping()
        except REDIS_TROUBLE:
            return _answer(start, "503 Service Unavailable", {"ok": False, "redis": "does not answer"})
        return _answer(start, "200 OK", {"ok": True, "redis": "answers"})


def _malformed(environ: Environ) -> tuple[str, dict[str, Any]] | None:
    """What Bolt would answer with a traceback: its verifier raises on such headers."""
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal():
        return "400 Bad Request", {"ok": False, "error": "no length"}
    if int(length) > MOST_BYTES or environ.get("HTTP_TRANSFER_ENCODING"):
        return "413 Content Too Large", {"ok": False, "error": "too large"}
    timestamp = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "")
    signature = environ.get("HTTP_X_SLACK_SIGNATURE", "")
    if not (timestamp.isascii() and timestamp.isdecimal()) or not signature.isascii() or not signature:
        return "401 Unauthorized", {"ok": False, "error": "not signed"}
    return None


def _answer(start: StartResponse, status: str, body: dict[str, Any]) -> Iterable[bytes]:
    payload = json.dumps(body).encode()
    start(status, [("Content-Type", "application/json"), ("Content-Length", str(len(payload)))])
    return [payload]


class _Gunicorn(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    """Gunicorn with our application in place of its command line."""

    def __init__(self, pages: Callable[[], Pages], options: Mapping[str, Any]) -> None:
        self._pages = pages
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Take the options."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Pages:
        """The application, built in the process that serves it."""
        return self._pages()


def serve(kit: Kit) -> None:
    """Serve until SIGTERM: over HTTP, or over a socket (then with `/healthz` when `PORT` is set)."""
    if kit.settings.socket_mode:
        _serve_socket(kit)
    else:
        bolt = listeners.build(kit)
        _run_gunicorn(kit, lambda: Pages(kit, bolt), kit.settings.port or 3000)


def _run_gunicorn(kit: Kit, pages: Callable[[], Pages], port: int) -> None:
    options = {
        "bind": f"0.0.0.0:{port}",
        "workers": 1,
        "worker_class": "gthread",
        "threads": kit.settings.web_threads,
        "timeout": 0,
        "graceful_timeout": 20,
        "keepalive": 30,
        "accesslog": None,
        "loglevel": "warning",
        "control_socket_disable": True,
    }
    application = _Gunicorn(pages, options)
    log.info("listening", port=port)
    application.run()


def _serve_socket(kit: Kit) -> None:
    handler = SocketModeHandler(listeners.build(kit), kit.settings.slack_app_token.get_secret_value())
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    handler.connect()  # type: ignore[no-untyped-call]  # Bolt leaves it bare
    log.info("connected to Slack's socket")
    stop.wait()
    handler.close()  # type: ignore[no-untyped-call]  # Bolt leaves it bare
