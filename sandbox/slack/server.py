"""Serves the stand-in on a port, in a thread whose event loop owns the state."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from sandbox.connections import abort, abort_connections


class _Server(uvicorn.Server):
    """Uvicorn, stopped by an event at once instead of polling every tenth of a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.leave = asyncio.Event()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.leave.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for each in sockets or []:
            each.close()
        await abort_connections(self)
        for task in list(self.server_state.tasks):
            task.cancel()
        await asyncio.gather(*self.server_state.tasks, return_exceptions=True)
        await self.lifespan.shutdown()


class _Protocol(H11Protocol):
    """Adds itself to each request's scope, so that a fault can cut the connection."""

    def handle_events(self) -> None:
        self.app_state["connection"] = self
        super().handle_events()


async def drop(scope: Scope, receive: Receive) -> None:
    """Cuts the connection of this request without a response."""
    abort(scope["state"]["connection"])
    while (await receive())["type"] != "http.disconnect":
        pass


def _ending_quietly(app: ASGIApp) -> ASGIApp:
    """Wraps the application so that stopping the server during a request is not an error."""

    async def quiet(scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(asyncio.CancelledError):
            await app(scope, receive, send)

    return quiet


class ServerThread:
    """A thread whose event loop serves one application."""

    def __init__(self, host: str, port: int) -> None:
        # asyncio disables Nagle's algorithm only for sockets that name their protocol.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((host, port))
        self._socket.listen()
        self.port: int = self._socket.getsockname()[1]
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def start(self, app: ASGIApp, begin: Callable[[], None], end: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Starts serving; `begin` runs on the event loop before the first request, `end` after the last."""
        ready = threading.Event()

        async def main() -> None:
            config = uvicorn.Config(
                _ending_quietly(app), http=_Protocol, ws="websockets-sansio", lifespan="off", log_config=None
            )
            config.access_log = False
            self._server = _Server(config)
            self._loop = asyncio.get_running_loop()
            begin()
            ready.set()
            try:
                await self._server.serve(sockets=[self._socket])
            finally:
                await end()

        self._thread = threading.Thread(target=asyncio.run, args=(main(),), name="slack", daemon=True)
        self._thread.start()
        ready.wait()

    def stop(self) -> None:
        """Stops serving and waits until the thread has ended."""
        if self._loop and self._server and self._thread:
            self._loop.call_soon_threadsafe(self._server.leave.set)
            self._thread.join()
