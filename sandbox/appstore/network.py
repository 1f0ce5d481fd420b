"""The line between a caller and Apple: how long it takes, where it breaks, and the diary of what went over it."""

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
from sandbox.appstore.errors import Complaint, rate_limited, unauthorized, unexpected
from sandbox.appstore.faults import Cut, Reply
from sandbox.appstore.store import Store

UPLOADS, PICTURES = "/_upload/", "/_assets/"
RESET = struct.pack("ii", 1, 0)
"""SO_LINGER with no time to linger: closing the socket then resets the connection."""


class Line:
    """Wraps the application: waits, breaks and writes the diary; what is done is decided further in."""

    def __init__(self, app: ASGIApp, store: Store, diary: list[Call]) -> None:
        self._app = app
        self._store = store
        self._diary = diary

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, from the first byte to the last."""
        if scope["path"].startswith(PICTURES):
            await self._app(scope, receive, send)
            return
        try:
            status = await self._call(scope, receive, send)
        except asyncio.CancelledError:
            scope["state"]["transport"].abort()
            status = 0
        if status == 0:
            await _gone(receive)

    async def _call(self, scope: Scope, receive: Receive, send: Send) -> int:
        path, method = scope["path"], scope["method"]
        kind: Literal["api", "upload"] = "upload" if path.startswith(UPLOADS) else "api"
        wait, action = self._store.faults.for_call(method, path)
        transport: asyncio.Transport = scope["state"]["transport"]
        status, body = 0, b""
        if isinstance(action, Cut) and action.early:
            await receive()
            _hang_up(transport, reset=True)
        else:
            body = await _whole(receive)
            settings = self._store.settings
            await asyncio.sleep((settings.upload_latency if kind == "upload" else settings.latency) + wait)
            status = await self._carry(action, scope, body, send, transport)
        query = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
        call = Call(
            self._store.now, method, path, query, status, scope["state"].get("key_id"), _parsed(body, kind), kind
        )
        self._diary.append(call)
        self._store.changed("call")
        return status

    async def _carry(
        self, action: Reply | Cut | None, scope: Scope, body: bytes, send: Send, transport: asyncio.Transport
    ) -> int:
        again = _Replay(body)
        if action is None:
            watched = _Watched(send)
            await self._app(scope, again.receive, watched.send)
            return watched.status
        if action.done:
            await self._app(scope, again.receive, _nowhere)
        if isinstance(action, Reply):
            await self._reply(action)(scope, again.receive, send)
            return action.status
        _hang_up(transport, reset=False)
        return 0

    def _reply(self, action: Reply) -> Response:
        if action.body is not None:
            return Response(action.body, action.status, dict(action.headers))
        known: Mapping[int, Complaint] = {401: unauthorized(), 429: rate_limited()}
        complaint = known.get(action.status, unexpected(action.status))
        body = {"errors": [complaint.entry(self._store.new_id())]}
        return Response(json.dumps(body), action.status, dict(action.headers), "application/json")


class _Replay:
    """Hands a body that was read already to the application."""

    def __init__(self, body: bytes) -> None:
        self._messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive(self) -> Message:
        return self._messages.pop() if self._messages else {"type": "http.disconnect"}


class _Watched:
    """Passes an answer on and remembers its status."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        await self._send(message)


async def _nowhere(_message: Message) -> None:
    """Where lost answers go."""


async def _whole(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _hang_up(transport: asyncio.Transport, *, reset: bool) -> None:
    if reset:
        connection: socket.socket = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        transport.abort()
    else:
        transport.close()


def _parsed(body: bytes, kind: str) -> Any:  # noqa: ANN401 — whatever JSON the caller sent
    if kind == "upload" or not body:
        return None
    try:
        return json.loads(body)
    except ValueError:
        return None
