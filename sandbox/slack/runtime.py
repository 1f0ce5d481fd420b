"""What the stand-in stands on: its port, its way to the app, and waiting for what happens."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from starlette.applications import Starlette
from starlette.routing import Mount, WebSocketRoute

from sandbox.slack.actions import Actions
from sandbox.slack.bridge import Bridge
from sandbox.slack.changes import Change
from sandbox.slack.delivery import Carrier, Outbox
from sandbox.slack.faults import Faults
from sandbox.slack.http_carrier import HttpCarrier
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
    """The machinery under a workspace; `switches`, `faults` and `limits` say how it behaves."""

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
        """Where it is served; the Web API is at `/api/` below."""
        return self.workspace.url

    @property
    def switches(self) -> Switches:
        """How this Slack behaves where the real one does now this, now that."""
        return self.workspace.switches

    @property
    def scopes(self) -> set[str]:
        """The scopes of the bot token; take some away or add some."""
        return self.workspace.app.scopes

    @property
    def subscriptions(self) -> set[str]:
        """The events that the app hears of, by the names in its manifest."""
        return self.workspace.app.subscriptions

    @property
    def socket_mode(self) -> bool:
        """Whether the app gets everything over Socket Mode instead of HTTP."""
        return self.switches.socket_mode

    @socket_mode.setter
    def socket_mode(self, enabled: bool) -> None:
        self.switches.socket_mode = enabled
        self.deliver_to(self.address)

    @property
    def connections(self) -> int:
        """How many Socket Mode connections are open."""
        return self._sockets.count

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask the app to connect again, as Slack does every few hours."""
        self.run(self._sockets.disconnect(reason))

    @contextmanager
    def serve(self, port: int = 0, host: str = "127.0.0.1") -> Iterator[str]:
        """Serve on this port, 0 for a free one; gives the address, to which `/api/` is added for the Web API."""
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
        """Bring events, commands and clicks to this address from now on; "" for nowhere."""
        self.address = address
        if self._bridge.is_open:
            self.run(self._connect())

    def ask(self, work: Callable[[], Result]) -> Result:
        """What `work` gives, done where everything is known."""
        return self._bridge.ask(work)

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """What the coroutine gives, run where everything is known."""
        return self._bridge.run(work)

    def wait(self, condition: Callable[[], Result], timeout: float = 10) -> Result:
        """The first true value of `condition`, asked again after each change; TimeoutError after `timeout` seconds."""
        return self.workspace.changes.wait(condition, timeout)

    def settled(self, timeout: float = 30) -> None:
        """Wait until nothing is on its way to the app any more, retries included."""
        self.wait(lambda: self.outbox.is_empty, timeout)

    def on_change(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Call `listener` at every change, in the thread that serves; what is returned ends that."""
        return self.workspace.changes.listen(listener)

    def later(self, seconds: float) -> None:
        """Move the time of this Slack forward."""
        self.ask(lambda: self.workspace.clock.later(seconds))

    def _begin(self) -> None:
        self._bridge.open()
        self.outbox.carrier = self._carrier()

    async def _end(self) -> None:
        self._bridge.close()
        await self.outbox.give_up()
        if self.outbox.carrier:
            await self.outbox.carrier.close()
        self.outbox.carrier = None

    async def _connect(self) -> None:
        before, self.outbox.carrier = self.outbox.carrier, self._carrier()
        if before:
            await before.close()

    def _carrier(self) -> Carrier | None:
        if self.switches.socket_mode:
            return self._sockets
        return HttpCarrier(self.address, self.workspace.app.signing_secret) if self.address else None
