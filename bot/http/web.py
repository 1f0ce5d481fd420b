"""Listens to Slack: HTTP on `$PORT`, or a socket; and tells a load balancer how it is."""

from __future__ import annotations

import hmac
import json
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
from bot.http import verification
from bot.http.metrics import CONTENT_TYPE, Metrics
from bot.http.server import create_server
from bot.http.verification import Environ
from bot.socket_mode import serve_socket
from cards.health.redis_errors import cause_of
from kit import sentry
from kit.signals import exit_when_told
from kit.wiring import REDIS_TROUBLE, Kit, connect

_NOTHING_HERE = "404 Not Found", {"ok": False, "error": "there is nothing here"}
_NOT_FOR_YOU = "401 Unauthorized", {"ok": False, "error": "METRICS_TOKEN is needed"}
_POST_ONLY = "405 Method Not Allowed", {"ok": False, "error": "POST only"}
log = structlog.get_logger()


class WebApp:
    """The addresses of the bot as a WSGI application: `/slack/events`, `/healthz` and `/metrics`."""

    def __init__(self, kit: Kit, bolt: App) -> None:
        self._bolt = bolt
        self._signing_secret = kit.settings.slack_signing_secret.get_secret_value()
        # A health check must say now that Redis is away, not wait until it is back.
        self._redis = connect(kit.settings.redis_url, tries=0)
        self._metrics_token = kit.settings.metrics_token.get_secret_value()
        self.metrics = Metrics(replace(kit, redis=self._redis))

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD", "")
        if path != "/slack/events":
            return self.for_operators(environ, start)
        if method != "POST":
            known = method == "GET" and verification.is_certificate_check(environ)
            return _without_body(environ, _answer(start, *(verification.FINE if known else _POST_ONLY)))
        return self._heard(environ, start)

    def for_operators(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Answer load balancers and Prometheus; all there is where Slack is heard over a socket."""
        pages = {"/healthz": self._health, "/metrics": self._measured}
        return _without_body(environ, pages.get(environ.get("PATH_INFO", ""), _nothing)(environ, start))

    def _heard(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if refused := verification.refusal(environ, body, SignatureVerifier(self._signing_secret)):
            return _answer(start, *refused)
        began = time.perf_counter()
        try:
            request = bolt_request(environ, body.decode())
            answer = self._bolt.dispatch(request)
        except Exception as error:
            log.error("not heard", exc_info=error)  # noqa: TRY400 - no text of the error in the log
            sentry.capture(error, "not heard")
            return _answer(start, "400 Bad Request", {"ok": False, "error": "not understood"})
        self.metrics.acknowledged(request.body, began)
        response = WsgiHttpResponse(answer.status, answer.headers, answer.body)
        start(response.status, response.get_headers())
        return response.get_body()

    def _health(self, _environ: Environ, start: StartResponse) -> Iterable[bytes]:
        try:
            self._redis.ping()
        except REDIS_TROUBLE as error:
            told = {"ok": False, "redis": "does not answer", "why": cause_of(error).why}
            return _answer(start, "503 Service Unavailable", told)
        return _answer(start, "200 OK", {"ok": True, "redis": "answers"})

    def _measured(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        shown = environ.get("HTTP_AUTHORIZATION", "").encode("latin-1")
        if self._metrics_token and not hmac.compare_digest(shown, f"Bearer {self._metrics_token}".encode()):
            return _answer(start, *_NOT_FOR_YOU)
        page = self.metrics.page()
        start("200 OK", [("Content-Type", CONTENT_TYPE), ("Content-Length", str(len(page)))])
        return [page]


def bolt_request(environ: Environ, body: str) -> BoltRequest:
    """The request as Bolt takes it, with a command that Bolt would misread passed as JSON."""
    headers = {
        name.removeprefix("HTTP_").lower().replace("_", "-"): value
        for name, value in environ.items()
        if name.startswith("HTTP_") or name == "CONTENT_TYPE"
    }
    # Bolt 1.30 takes a command with the word "payload" in it for an interaction without one, and drops it.
    is_form = "json" not in headers.get("content-type", "")
    if is_form and "payload" in body and "payload" not in (fields := dict(parse_qsl(body, keep_blank_values=True))):
        body, headers["content-type"] = json.dumps(fields), "application/json"
    return BoltRequest(body=body, query=environ.get("QUERY_STRING", ""), headers=headers)


def _nothing(_environ: Environ, start: StartResponse) -> Iterable[bytes]:
    return _answer(start, *_NOTHING_HERE)


def _without_body(environ: Environ, answer: Iterable[bytes]) -> Iterable[bytes]:
    """The answer, of which only the head is sent to whoever asks with HEAD."""
    return () if environ.get("REQUEST_METHOD") == "HEAD" else answer


def _answer(start: StartResponse, status: str, body: dict[str, Any]) -> Iterable[bytes]:
    payload = json.dumps(body).encode()
    start(status, [("Content-Type", "application/json"), ("Content-Length", str(len(payload)))])
    return [payload]


def serve(kit: Kit) -> None:
    """Serve until SIGTERM: over HTTP, or over a socket (then with all but `/slack/events` when `PORT` is set)."""
    bolt = listeners.build(kit)
    pages = WebApp(kit, bolt)
    if kit.settings.socket_mode:
        token = kit.settings.slack_app_token.get_secret_value()
        serve_socket(bolt, token, pages.for_operators, kit.settings.port, pages.metrics.acknowledged)
        return
    port = kit.settings.port or 3000
    server = create_server(pages, port, kit.settings.web_threads)
    exit_when_told()
    log.info("listening", port=port)
    server.run()
