"""Socket Mode: the app opens a connection and receives in envelopes what it would otherwise get over HTTP."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.slack.delivery import Answer, Parcel, ParcelKind
from sandbox.slack.state import Json
from sandbox.slack.workspace import Workspace

MOST_CONNECTIONS = 10  # docs.slack.dev/apis/events-api/using-socket-mode
CONNECTION_SECONDS = 18060
# What may be answered in the acknowledgement; everything else is only acknowledged.
ANSWERED = frozenset({"view_submission", "block_suggestion"})


class Sockets:
    """The app's open connections; each envelope goes to one of them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._open: list[WebSocket] = []
        self._turn = 0
        self._waiting: dict[str, tuple[WebSocket, asyncio.Future[Answer]]] = {}
        self._silent: set[WebSocket] = set()  # these stay silent until the app closes them

    @property
    def count(self) -> int:
        """The number of open connections."""
        return len(self._open)

    async def connect(self, socket: WebSocket) -> None:
        """Handles one connection, from its greeting to its end."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._workspace.socket_tickets:
            await socket.close()
            return
        self._workspace.socket_tickets.remove(ticket)
        await socket.accept()
        if self.count >= MOST_CONNECTIONS:
            await socket.send_json(self._frame("disconnect", reason="too_many_websockets"))
            await socket.close()
            return
        self._open.append(socket)
        try:
            await socket.send_json(self._hello())
            self._ignore_when_silent(socket)
            self._workspace.changes.announce("connection")
            while True:
                self._acknowledged(json.loads(await socket.receive_text()))
        except (WebSocketDisconnect, ValueError):
            pass
        finally:
            self._lost(socket)

    async def deliver(self, parcel: Parcel, attempt: int, reason: str) -> Answer:
        """Sends one envelope and waits for its acknowledgement."""
        if not self._open:
            return Answer(failure="connection_failed")
        self._turn += 1
        socket = self._open[self._turn % len(self._open)]
        envelope_id = str(uuid.uuid4())
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": parcel.kind.value,
            "payload": parcel.payload,
            "accepts_response_payload": parcel.kind is ParcelKind.COMMAND or parcel.name in ANSWERED,
        }
        if parcel.kind is ParcelKind.EVENT:
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = (socket, answer)
        try:
            if not self._is_silent(socket):
                await socket.send_json(envelope)
            return await answer
        except (WebSocketDisconnect, RuntimeError):
            return Answer(failure="connection_failed")
        finally:
            del self._waiting[envelope_id]

    async def disconnect(self, reason: str) -> None:
        """Asks every connection to close, for `refresh_requested` or `link_disabled`; a `warning` leaves it open."""
        for socket in tuple(self._open):
            await socket.send_json(self._frame("disconnect", reason=reason))
            if reason != "warning":
                self._lost(socket)
                await socket.close()

    async def close(self) -> None:
        """Does nothing: the connections end with the server."""

    def _acknowledged(self, frame: Any) -> None:  # noqa: ANN401 - any JSON
        if not isinstance(frame, dict):
            return
        _, answer = self._waiting.get(frame.get("envelope_id", ""), (None, None))
        if answer and not answer.done():
            payload = frame.get("payload")
            body = json.dumps(payload) if payload else ""
            answer.set_result(Answer(status=200, body=body, content_type="application/json"))

    def _is_silent(self, socket: WebSocket) -> bool:
        if self._workspace.switches.silent_sockets:
            self._silent.add(socket)
        return socket in self._silent

    def _ignore_when_silent(self, socket: WebSocket) -> None:
        """Drops what arrives over a silent connection before uvicorn reads it, which answers pings by itself."""
        protocol = socket.scope["state"]["connection"].transport.get_protocol()
        receive = protocol.data_received

        def data_received(data: bytes) -> None:
            if not self._is_silent(socket):
                receive(data)

        protocol.data_received = data_received

    def _lost(self, socket: WebSocket) -> None:
        self._silent.discard(socket)
        if socket in self._open:
            self._open.remove(socket)
            self._workspace.changes.announce("connection")
        for through, answer in self._waiting.values():
            if through is socket and not answer.done():
                answer.set_result(Answer(failure="connection_failed"))

    def _hello(self) -> Json:
        times = {"build_number": 10, "approximate_connection_time": CONNECTION_SECONDS}
        hello = self._frame("hello", num_connections=self.count)
        return hello | {"debug_info": hello["debug_info"] | times}

    def _frame(self, kind: str, **more: object) -> Json:
        about = {"debug_info": {"host": "applink-1"}, "connection_info": {"app_id": self._workspace.app.id}}
        return {"type": kind, **more, **about}
