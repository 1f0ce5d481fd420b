"""Simulates the network between a caller and Apple: latency, faults and the call log."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import parse_qsl

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.appstore.calls import Call
from sandbox.appstore.errors import Problem, rate_limited, unauthorized, unexpected
from sandbox.appstore.faults import Cut, Reply
from sandbox.appstore.store import Store

UPLOADS, PICTURES, REPORTS = "/_upload/", "/_assets/", "/_reports/"
# With this SO_LINGER value, closing a socket resets the connection.
NO_TIME_TO_LINGER = struct.pack("ii", 1, 0)


class Network:
    """ASGI middleware that delays, breaks and logs calls."""

    def __init__(self, app: ASGIApp, store: Store, diary: list[Call]) -> None:
        self._app = app
        self._store = store
        self._log = diary

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request; cancelled when the server stops."""
        transport: asyncio.Transport = scope["state"]["transport"]
        if not scope["path"].startswith(PICTURES):
            self._store.in_flight.enter(id(scope))
        try:
            answered = await self._call(scope, receive, send)
        except asyncio.CancelledError:
            transport.abort()
            answered = False
        finally:
            self._store.in_flight.leave(id(scope))
        if not answered:
            transport.close()
            while (await receive())["type"] != "http.disconnect":
                pass

    async def _call(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Returns whether a response was sent."""
        if scope["path"].startswith(PICTURES):
            await self._app(scope, receive, send)
            return True
        is_upload = scope["path"].startswith(UPLOADS)
        wait, action = self._store.faults.for_call(scope["method"], scope["path"])
        if isinstance(action, Cut) and action.early:
            await receive()
            self._record(scope, b"", 0)
            _reset(scope["state"]["transport"])
            return False
        body = await _whole(receive)
        if body is None:
            return False
        settings = self._store.settings
        await asyncio.sleep((settings.upload_latency if is_upload else settings.latency) + wait)
        if action is None:
            await self._app(scope, _replay(body), self._recorded(scope, body, send))
            return True
        if action.done:
            await self._app(scope, _replay(body), _nowhere)
        if isinstance(action, Reply):
            await self._reply(action)(scope, _replay(body), self._recorded(scope, body, send))
            return True
        self._record(scope, body, 0)
        return False

    def _recorded(self, scope: Scope, body: bytes, send: Send) -> Send:
        """Logs the call before the caller can see its end."""

        async def passed_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._record(scope, body, message["status"])
            await send(message)

        return passed_on

    def _record(self, scope: Scope, body: bytes, status: int) -> None:
        self._store.in_flight.leave(id(scope))
        kind: Literal["api", "upload"] = "upload" if scope["path"].startswith((UPLOADS, REPORTS)) else "api"
        query = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
        document = _parsed(body) if kind == "api" else None
        key_id = scope["state"].get("key_id")
        call = Call(self._store.now, scope["method"], scope["path"], query, status, key_id, document, kind)
        self._log.append(call)
        self._store.changed("call")
        self._store.notify()

    def _reply(self, action: Reply) -> Response:
        if action.body is not None:
            return Response(action.body, action.status, dict(action.headers))
        known: Mapping[int, Problem] = {401: unauthorized(), 429: rate_limited()}
        problem = known.get(action.status, unexpected(action.status))
        body = {"errors": [problem.entry(self._store.new_id)]}
        return Response(json.dumps(body), action.status, dict(action.headers), "application/json")


def _replay(body: bytes) -> Receive:
    """Passes a body that was already read to the application."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return messages.pop() if messages else {"type": "http.disconnect"}

    return receive


async def _nowhere(_message: Message) -> None:
    """Discards a response."""


async def _whole(receive: Receive) -> bytes | None:
    """Returns the body of a request, or None if the caller disconnected."""
    parts = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def _reset(transport: asyncio.Transport) -> None:
    connection: socket.socket = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_TIME_TO_LINGER)
    transport.abort()


def _parsed(body: bytes) -> Any:  # noqa: ANN401 — whatever JSON the caller sent
    try:
        return json.loads(body)
    except ValueError:
        return None
