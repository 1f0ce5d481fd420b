"""The machinery of the stand-in: its server, its connection to the app, and waiting for changes."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from starlette.applications import Starlette
from starlette.routing import Mount, WebSocketRoute

from sandbox.slack.actions import Actions
from sandbox.slack.bridge import Bridge
from sandbox.slack.changes import Change
from sandbox.slack.delivery import Outbox, Transport
from sandbox.slack.faults import Faults
from sandbox.slack.http_transport import HttpTransport
from sandbox.slack.limits import Limits
from sandbox.slack.pages import Pages
from sandbox.slack.server import ServerThread
from sandbox.slack.socket_mode import Sockets
from sandbox.slack.submissions import Submissions
from sandbox.slack.switches import Switches
from sandbox.slack.web_api import WebApi
from sandbox.slack.workspace import Workspace

Result = TypeVar("Result")


class SlackRuntime:
    """The machinery of a workspace; `switches`, `faults` and `limits` control its behavior."""

    def __init__(self, *, signing_secret: str, bot_token: str, app_token: str = "") -> None:
        self.workspace = Workspace(bot_token, app_token, signing_secret)
        self.outbox = Outbox(self.workspace.changes, self.workspace.switches)
        self.actions = Actions(self.workspace, self.outbox)
        self.submissions = Submissions(self.actions)
        self.faults = Faults()
        self.limits = Limits(self.workspace.clock)
        self._web_api = WebApi(self.actions, self.faults, self.limits)
        self._pages = Pages(self.actions, self.faults)
        self._sockets = Sockets(self.workspace)
        self._bridge = Bridge()
        self.address = ""

    @property
    def url(self) -> str:
        """The root URL; the Web API is at `/api/`."""
        return self.workspace.url

    @property
    def switches(self) -> Switches:
        """Switches for behavior that varies in the real Slack."""
        return self.workspace.switches

    @property
    def scopes(self) -> set[str]:
        """The scopes of the bot token; can be changed."""
        return self.workspace.app.scopes

    @property
    def subscriptions(self) -> set[str]:
        """The events the app is subscribed to, as named in its manifest."""
        return self.workspace.app.subscriptions

    @property
    def socket_mode(self) -> bool:
        """True if the app uses Socket Mode instead of HTTP."""
        return self.switches.socket_mode

    @socket_mode.setter
    def socket_mode(self, enabled: bool) -> None:
        self.switches.socket_mode = enabled
        self.deliver_to(self.address)

    @property
    def connections(self) -> int:
        """The number of open Socket Mode connections."""
        return self._sockets.count

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Asks the app to reconnect, as Slack does every few hours."""
        self.run(self._sockets.disconnect(reason))

    @contextmanager
    def serve(self, port: int = 0, host: str = "127.0.0.1") -> Iterator[str]:
        """Serves on this port, 0 for any free one; yields the root URL, without the Web API's `/api/`."""
        thread = ServerThread(host, port)
        self.workspace.url = f"http://{host}:{thread.port}"
        link = WebSocketRoute("/link/", self._sockets.connect)
        app = Starlette(routes=[Mount("/api", self._web_api), link, Mount("/", self._pages)])
        thread.start(app, self._begin, self._end)
        try:
            yield self.workspace.url
        finally:
            thread.stop()

    def deliver_to(self, address: str) -> None:
        """Delivers events, commands and clicks to this URL from now on; "" to stop."""
        self.address = address
        if self._bridge.is_open:
            self.run(self._connect())

    def ask(self, work: Callable[[], Result]) -> Result:
        """Returns the result of `work`, run where the state lives."""
        return self._bridge.ask(work)

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Returns the result of the coroutine, run where the state lives."""
        return self._bridge.run(work)

    def wait(self, condition: Callable[[], Result], timeout: float = 10) -> Result:
        """Waits for a true value of `condition` and returns it; TimeoutError after `timeout` seconds."""
        return self.workspace.changes.wait(condition, timeout)

    def settled(self, timeout: float = 30) -> None:
        """Waits until no delivery is pending, including retries."""
        self.wait(lambda: self.outbox.is_empty, timeout)

    def on_change(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Calls `listener` for every change, in the server's thread; call the returned function to stop."""
        return self.workspace.changes.listen(listener)

    def later(self, seconds: float) -> None:
        """Moves this Slack's clock forward."""
        self.ask(lambda: self.workspace.clock.later(seconds))

    def _begin(self) -> None:
        self._bridge.open()
        self.outbox.transport = self._transport()

    async def _end(self) -> None:
        self._bridge.close()
        await self.outbox.give_up()
        if self.outbox.transport:
            await self.outbox.transport.close()
        self.outbox.transport = None

    async def _connect(self) -> None:
        before, self.outbox.transport = self.outbox.transport, self._transport()
        if before:
            await before.close()

    def _transport(self) -> Transport | None:
        if self.switches.socket_mode:
            return self._sockets
        return HttpTransport(self.address, self.workspace.app.signing_secret) if self.address else None
