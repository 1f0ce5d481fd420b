"""Serves the stand-in on a port, with one thread and one event loop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from functools import cache

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from sandbox.appstore import analytics_files, unmodelled, uploads
from sandbox.appstore.bridge import Bridge
from sandbox.appstore.calls import Call
from sandbox.appstore.endpoints import Endpoint
from sandbox.appstore.errors import no_such_method, no_such_path
from sandbox.appstore.gateway import Gateway
from sandbox.appstore.network import PICTURES, REPORTS, UPLOADS, Network
from sandbox.appstore.routes import ENDPOINTS
from sandbox.appstore.routes_by_type import RoutesByType
from sandbox.appstore.store import Store
from sandbox.connections import abort_connections


class _Protocol(H11Protocol):
    """HTTP protocol that gives the application access to its connection, so that faults can break it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class _Server(uvicorn.Server):
    """A server that stops at once, including calls in flight."""

    def __init__(self, config: uvicorn.Config, store: Store) -> None:
        super().__init__(config)
        self._store = store
        self._ended = asyncio.Event()
        self._woken = asyncio.Event()
        self.ready = threading.Event()

    def end(self) -> None:
        self._ended.set()
        self._woken.set()

    async def main_loop(self) -> None:
        """Runs delayed effects when they are due, until the server stops."""
        self._store.timers.on_add = self._woken.set
        self.ready.set()
        while not self._ended.is_set():
            self._woken.clear()
            self._store.timers.settle(self._store.now)
            self._store.notify()
            due = self._store.timers.next_due
            wait = None if due is None else max(0.01, due - self._store.now)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), wait)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Closes all connections."""
        self._store.timers.on_add = lambda: None
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        tasks = list(self.server_state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await abort_connections(self)
        for server in self.servers:
            await server.wait_closed()


def application(gateway: Gateway, diary: list[Call]) -> ASGIApp:
    """Returns the API, the upload host and the image host as one application."""
    store = gateway.store

    async def upload(request: Request) -> Response:
        return uploads.take_part(store, request, await request.body())

    async def picture(request: Request) -> Response:
        token, filename = request.path_params["token"], request.path_params["filename"]
        return await asyncio.to_thread(uploads.show_picture, store, token, filename)

    async def report(request: Request) -> Response:
        return analytics_files.download(store, request)

    async def missing(request: Request, _error: Exception) -> Response:
        return gateway.turn_away(request, no_such_path(request.url.path.lstrip("/")))

    async def wrong_method(request: Request, _error: Exception) -> Response:
        return gateway.turn_away(request, no_such_method(request.method))

    every = ["PUT", "POST", "PATCH", "GET", "DELETE"]
    routes = [
        *_api_routes(),
        Route(f"{UPLOADS}{{token}}/{{number:int}}", upload, methods=every),
        Route(f"{PICTURES}{{token}}/{{filename}}", picture),
        Route(f"{REPORTS}{{segment}}", report),
    ]
    app = Starlette(routes=routes, exception_handlers={404: missing, 405: wrong_method})
    app.router.redirect_slashes = False
    app.state.gateway = gateway
    return Network(app, store, diary)


@cache
def _api_routes() -> tuple[BaseRoute, ...]:
    """Returns the routes of the API, which all stand-ins of a process share; each app's state has its gateway."""
    paths = dict[str, dict[str, Endpoint]]()
    for endpoint in (*ENDPOINTS, *unmodelled.ENDPOINTS):
        paths.setdefault(endpoint.path, {})[endpoint.method] = endpoint
    return (RoutesByType([_route(path, by_method) for path, by_method in paths.items()]),)


def _route(path: str, by_method: dict[str, Endpoint]) -> Route:
    async def answer(request: Request) -> Response:
        endpoint = by_method[request.method]
        if not _takes(request.headers.get("accept", "*/*"), endpoint.media):
            return PlainTextResponse("Not Acceptable", 406)
        gateway: Gateway = request.app.state.gateway
        return gateway.answer(endpoint, request, await request.body())

    route = Route(path, answer, methods=list(by_method))
    route.methods = set(by_method)
    return route


def _takes(accept: str, media: str) -> bool:
    """Returns whether a client accepts this type, by default JSON; another one it must name."""
    offers = {offer.partition(";")[0].strip() for offer in accept.split(",")}
    wanted = {media} if media else {"*/*", "application/*", "application/json", "application/vnd.api+json"}
    return not offers.isdisjoint(wanted)


def _listener(host: str, port: int) -> socket.socket:
    # asyncio sets TCP_NODELAY only if the protocol is named; without it, each kept-alive call takes 40 ms longer
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    return listener


@contextlib.contextmanager
def serving(app: ASGIApp, store: Store, bridge: Bridge, port: int, host: str) -> Iterator[str]:
    """Serves at this local address, on any free port if `port` is 0; yields the root URL."""
    listener = _listener(host, port)
    config = uvicorn.Config(
        app,
        http=_Protocol,
        ws="none",
        lifespan="off",
        backlog=512,
        log_config=None,
        log_level="error",
        access_log=False,
    )
    server = _Server(config, store)

    async def main() -> None:
        bridge.hand_over(asyncio.get_running_loop())
        await server.serve(sockets=[listener])

    thread = threading.Thread(target=lambda: asyncio.run(main()), name="app-store-connect", daemon=True)
    address = f"http://{host}:{listener.getsockname()[1]}"
    thread.start()
    try:
        if not server.ready.wait(timeout=10):
            raise RuntimeError("the stand-in did not start")
        yield address
    finally:
        bridge.take_back(server.end, thread)
