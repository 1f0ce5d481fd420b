"""Serves the demo page, its state, its actions and its events."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.appstore import AppStoreConnect
from sandbox.page import analytics_side, apple_side, moves, slack_side
from sandbox.page.app_manifest import features
from sandbox.page.events import ChangeStream
from sandbox.page.fault_buttons import FaultButtons
from sandbox.page.images import picture
from sandbox.page.page_actions import ACTIONS, File
from sandbox.seed import World
from sandbox.slack import Slack
from sandbox.slack.server import ServerThread

STATIC = Path(__file__).parent / "static"
ONLY_OURS = "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'"


class Page:
    """The page for both stand-ins; `kill_worker` kills the bot's worker and returns the new process id."""

    def __init__(
        self, slack: Slack, apple: AppStoreConnect, world: World, key_id: str, kill_worker: Callable[[], int]
    ) -> None:
        self._slack = slack
        self._apple = apple
        self._key_id = key_id
        self._cast = {person.id: (person, role) for person, role in world.cast.with_roles()}
        self._first = world.release.id
        self._uploads: dict[str, File] = {}
        self._fault_buttons = FaultButtons(apple, world, kill_worker)
        self._changes = ChangeStream()

    @contextlib.contextmanager
    def serve(self, port: int = 0) -> Iterator[str]:
        """Serves on loopback, on any free port if `port` is 0; yields the URL."""
        thread = ServerThread("127.0.0.1", port)
        stop_hearing = self._slack.on_change(lambda _: self._changes.happened("slack"))
        hear: Callable[[str], None] = lambda _: self._changes.happened("apple")  # noqa: E731 - it is removed again below
        self._apple.on_change.append(hear)
        thread.start(self._app(), lambda: None, _nothing)
        try:
            yield f"http://127.0.0.1:{thread.port}/"
        finally:
            thread.stop()
            self._apple.on_change.remove(hear)
            stop_hearing()

    def _app(self) -> ASGIApp:
        routes = [
            Route("/", self._index),
            Route("/cast", self._everybody),
            Route("/state/slack", self._slack_state),
            Route("/state/apple", self._apple_state),
            Route("/state/analytics/{app}", self._analytics_state),
            Route("/events", self._stream),
            Route("/uploads", self._upload, methods=["POST"]),
            Route("/do/{action}", self._do, methods=["POST"]),
            Route("/trouble/{name}", self._make_trouble, methods=["POST"]),
            Route("/move/{name}/{id}", self._move, methods=["POST"]),
            Route("/files/{id}", self._file),
            Route("/shots/{id}", self._shot),
            Route("/assets/{token}", self._asset),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]
        guards = [Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"]), Middleware(_OnlyOurs)]
        return Starlette(routes=routes, middleware=guards, exception_handlers={LookupError: _not_there})

    def _index(self, _request: Request) -> Response:
        return FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-store"})

    def _everybody(self, _request: Request) -> Response:
        people = [{"id": person.id, "name": person.name, "role": role} for person, role in self._cast.values()]
        return JSONResponse({"people": people, "first_channel": self._first, **features()})

    def _slack_state(self, request: Request) -> Response:
        person, _ = self._cast[request.query_params["person"]]
        return JSONResponse(slack_side.seen_by(self._slack, person))

    def _apple_state(self, _request: Request) -> Response:
        state = apple_side.as_json(self._apple, self._key_id)
        return JSONResponse({**state, "trouble": self._fault_buttons.as_json()})

    def _analytics_state(self, request: Request) -> Response:
        return JSONResponse(analytics_side.as_json(self._apple, request.path_params["app"]))

    async def _stream(self, _request: Request) -> Response:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._changes.stream(), media_type="text/event-stream", headers=headers)

    async def _upload(self, request: Request) -> Response:
        token = uuid.uuid4().hex
        self._uploads[token] = (request.query_params["name"], await request.body())
        return JSONResponse({"token": token})

    async def _do(self, request: Request) -> Response:
        body = await request.json()
        action = ACTIONS[request.path_params["action"]]
        person, _ = self._cast[body["person"]]
        files = [self._uploads[token] for token in body.get("uploads", ())]
        return JSONResponse(await run_in_threadpool(action, person, body, files))

    def _make_trouble(self, request: Request) -> Response:
        message = self._fault_buttons.press(request.path_params["name"])
        self._changes.happened("apple")
        return JSONResponse({"said": message})

    def _move(self, request: Request) -> Response:
        name, moved_id = request.path_params["name"], request.path_params["id"]
        return JSONResponse({"said": moves.move(self._apple, name, moved_id)})

    def _file(self, request: Request) -> Response:
        file = self._slack.workspace.files[request.path_params["id"]]
        return picture(b"" if file.deleted else file.data, full="full" in request.query_params)

    def _asset(self, request: Request) -> Response:
        return picture(self._apple.asset(request.path_params["token"]), full="full" in request.query_params)

    def _shot(self, request: Request) -> Response:
        return picture(self._apple.picture(request.path_params["id"]), full="full" in request.query_params)


class _OnlyOurs:
    """Middleware that sets a content security policy and refuses requests from other origins."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope.get("headers", ()))
        origin = headers.get(b"origin", b"").decode()
        if origin and origin != f"http://{headers.get(b'host', b'').decode()}":
            await JSONResponse({"error": "this page takes no orders from others"}, 403)(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"content-security-policy", ONLY_OURS.encode())]
            await send(message)

        await self._app(scope, receive, guarded)


def _not_there(_request: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error.args[0] if error.args else error)})


async def _nothing() -> None:
    """Does nothing when the page closes."""
