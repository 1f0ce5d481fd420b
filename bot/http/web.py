"""Serves Slack over HTTP on `$PORT` or over a socket; Apple's webhooks, load balancers and Prometheus over HTTP."""

import hmac
import json
import threading
import time
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse

import structlog
from slack_bolt import App
from slack_bolt.adapter.wsgi.http_response import WsgiHttpResponse
from slack_bolt.request import BoltRequest
from slack_sdk.signature import SignatureVerifier

from bot import app as listeners
from bot.http import verification, webhooks
from bot.http.metrics import CONTENT_TYPE, Metrics
from bot.http.server import MAX_BODY_BYTES, create_server
from bot.http.socket_mode import Socket
from bot.http.verification import Environ
from cards.failures.health_check import socket_is_silent
from cards.failures.redis_errors import cause_of
from kit import sentry
from kit.heartbeat import Heartbeat
from kit.redis.connections import assert_writable
from kit.signals import exit_on_signal, stop_event
from kit.wiring import REDIS_TROUBLE, Kit, connect

_NOT_FOUND = "404 Not Found", {"ok": False, "error": "there is nothing here"}
_NO_TOKEN = "401 Unauthorized", {"ok": False, "error": "METRICS_TOKEN is needed"}
_POST_ONLY = "405 Method Not Allowed", {"ok": False, "error": "POST only"}
_TOO_LARGE = "413 Content Too Large", {"ok": False, "error": "the body is too large"}
log = structlog.get_logger()


class WebApp:
    """The endpoints of the bot as a WSGI application: for Slack, Apple, load balancers and Prometheus."""

    def __init__(self, kit: Kit, bolt: App) -> None:
        self._kit = kit
        self._bolt = bolt
        self._signing_secret = kit.settings.slack_signing_secret.get_secret_value()
        # A health check must report at once that Redis is down.
        self._redis = connect(kit.settings.redis_url, tries=0)
        self._metrics_token = kit.settings.metrics_token.get_secret_value()
        self.metrics = Metrics(replace(kit, redis=self._redis))
        self._socket: Socket | None = None

    def watch(self, socket: Socket) -> None:
        """Report in the health check and in the metrics whether the socket is up."""
        self._socket = socket
        self.metrics.watch_socket(socket.is_up)

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Respond to one request."""
        path, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD", "")
        if path != "/slack/events":
            return self.without_slack(environ, start)
        if method != "POST":
            known = method == "GET" and verification.is_certificate_check(environ)
            return _without_body(environ, _respond(start, *(verification.OK if known else _POST_ONLY)))
        return self._slack_request(environ, start)

    def without_slack(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Respond to Apple, load balancers and Prometheus; in Socket Mode to nobody else."""
        path = environ.get("PATH_INFO", "")
        if app_id := webhooks.app_of(path):
            return self._webhook(app_id, environ, start)
        pages = {"/healthz": self._health, "/metrics": self._metrics_page}
        body = pages[path](environ, start) if path in pages else _respond(start, *_NOT_FOUND)
        return _without_body(environ, body)

    def _webhook(self, app_id: str, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        if environ.get("REQUEST_METHOD") != "POST":
            return _without_body(environ, _respond(start, *_POST_ONLY))
        body = _body(environ)
        too_large = len(body) > MAX_BODY_BYTES
        return _respond(start, *(_TOO_LARGE if too_large else webhooks.deliver(self._kit, app_id, body, environ)))

    def _slack_request(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        body = _body(environ)
        if refused := verification.refusal(environ, body, SignatureVerifier(self._signing_secret)):
            return _respond(start, *refused)
        began = time.perf_counter()
        try:
            request = bolt_request(environ, body.decode())
            result = self._bolt.dispatch(request)
        except Exception as error:
            log.error("request failed", exc_info=error)  # noqa: TRY400 - no text of the error in the log
            sentry.capture(error, "request failed")
            return _respond(start, "400 Bad Request", {"ok": False, "error": "not understood"})
        self.metrics.acknowledged(request.body, began)
        response = WsgiHttpResponse(result.status, result.headers, result.body)
        start(response.status, response.get_headers())
        return response.get_body()

    def _health(self, _environ: Environ, start: StartResponse) -> Iterable[bytes]:
        status = self.health()
        return _respond(start, "200 OK" if status["ok"] else "503 Service Unavailable", status)

    def health(self) -> dict[str, Any]:
        """Return whether the process can do its work, and if not, why."""
        status: dict[str, Any] = {"ok": True, "redis": "answers"}
        reasons = []
        try:
            assert_writable(self._redis)
        except REDIS_TROUBLE as error:
            cause = cause_of(error)
            status["redis"] = "answers, but refuses requests" if cause.responds else "does not answer"
            reasons.append(cause.reason)
        if self._socket is not None:
            up = self._socket.is_up()
            status["socket"] = "connected" if up else "down"
            reasons += [] if up else [socket_is_silent(self._socket.seconds_silent())]
        return status | {"ok": False, "why": "; ".join(reasons)} if reasons else status

    def _metrics_page(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        token = environ.get("HTTP_AUTHORIZATION", "").encode("latin-1")
        if self._metrics_token and not hmac.compare_digest(token, f"Bearer {self._metrics_token}".encode()):
            return _respond(start, *_NO_TOKEN)
        page = self.metrics.page()
        start("200 OK", [("Content-Type", CONTENT_TYPE), ("Content-Length", str(len(page)))])
        return [page]


def bolt_request(environ: Environ, body: str) -> BoltRequest:
    """Return Bolt's request; a command that Bolt would misread is passed as JSON."""
    headers = {
        name.removeprefix("HTTP_").lower().replace("_", "-"): value
        for name, value in environ.items()
        if name.startswith("HTTP_") or name == "CONTENT_TYPE"
    }
    # Bolt 1.30 takes a command that contains the word "payload" for an interaction without a payload, and drops it.
    is_form = "json" not in headers.get("content-type", "")
    if is_form and "payload" in body and "payload" not in (fields := dict(parse_qsl(body, keep_blank_values=True))):
        body, headers["content-type"] = json.dumps(fields), "application/json"
    return BoltRequest(body=body, query=environ.get("QUERY_STRING", ""), headers=headers)


def _body(environ: Environ) -> bytes:
    """Return the raw body; the server has refused one that is much too large."""
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    return body


def _without_body(environ: Environ, body: Iterable[bytes]) -> Iterable[bytes]:
    """Return the body of a response, empty for HEAD."""
    return () if environ.get("REQUEST_METHOD") == "HEAD" else body


def _respond(start: StartResponse, status: str, body: dict[str, Any]) -> Iterable[bytes]:
    payload = json.dumps(body).encode()
    start(status, [("Content-Type", "application/json"), ("Content-Length", str(len(payload)))])
    return [payload]


def serve(kit: Kit) -> None:
    """Serve until SIGTERM: over HTTP, or over a socket and, if `PORT` is set, all but `/slack/events` over HTTP."""
    bolt = listeners.build(kit)
    web_app = WebApp(kit, bolt)
    if kit.settings.socket_mode:
        socket = Socket(kit, bolt, web_app.metrics.acknowledged)
        web_app.watch(socket)
        stop = stop_event()
        if kit.settings.port:
            server = create_server(web_app.without_slack, kit.settings.port, threads=4)
            threading.Thread(target=webhooks.look_for_missed, args=(kit,), daemon=True).start()
            threading.Thread(target=server.run, daemon=True).start()
        heartbeat = Heartbeat("web", kit.settings.port)

        def beat() -> None:
            if web_app.health()["ok"]:
                heartbeat.beat()

        socket.serve(stop, beat)
        return
    port = kit.settings.port or 3000
    server = create_server(web_app, port, kit.settings.web_threads)
    exit_on_signal()
    threading.Thread(target=webhooks.look_for_missed, args=(kit,), daemon=True).start()
    Heartbeat("web", port)
    log.info("listening", port=port)
    server.run()
