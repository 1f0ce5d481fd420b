"""Receives requests over Slack's socket instead of HTTP; `/healthz` and `/metrics` stay on HTTP."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode.internals import run_bolt_app, send_response
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from kit.slack.transport import is_away
from kit.wiring import Kit

# Seconds between pings, which Slack answers at once.
PING_SECONDS = 5
# A connection on which nothing has arrived for so long, not even an answer to a ping, is down; another one is opened.
SILENT_SECONDS = 25.0
# The same for one on which nothing but answers to pings has arrived: reports say that such a connection may never
# deliver an event again (https://github.com/slackapi/bolt-python/issues/1529).
QUIET_SECONDS = 600.0
# How long a connection may still acknowledge what it received before another one took its place.
LINGER_SECONDS = 2.0
# How long the threads of a connection may take to end.
CLOSE_SECONDS = 8.0
# Pause after a connection that could not be opened.
WAIT_SECONDS = 3.0

_TICK = 1.0

log = structlog.get_logger()

# Reports the payload of a request and when it was received (perf_counter), once it is acknowledged.
Acknowledged = Callable[[Mapping[str, Any], float], None]


class _Connection(SocketModeClient):
    """One connection, which is never renewed: another object takes its place.

    When slack_sdk 3.47 reconnects, its reader may stay with the old connection, and nothing is read from the new one,
    which looks alive (https://github.com/slackapi/python-slack-sdk/issues/1701).
    """

    def __init__(self, bolt: App, app_token: str, acknowledged: Acknowledged, over: Callable[[], None]) -> None:
        super().__init__(
            app_token,
            logger=bolt.logger,
            web_client=bolt.client,
            auto_reconnect_enabled=False,
            ping_interval=PING_SECONDS,
            on_message_listeners=[self._note],
            on_close_listeners=[lambda _code, _reason: self.connect_to_new_endpoint()],
        )
        self._bolt = bolt
        self._acknowledged = acknowledged
        self._over = over
        self.is_over = False
        self.message_at = time.time()
        self.socket_mode_request_listeners.append(self._handle)

    def connect_to_new_endpoint(self, force: bool = False) -> None:  # noqa: FBT001, FBT002 - slack_sdk's
        """Have another connection opened, as Slack asks for it or has closed this one."""
        del force
        self.is_over = True
        self._over()

    def heard_at(self) -> float:
        """Return when a message, or the answer to a ping, arrived last, in epoch seconds."""
        session = self.current_session
        return max(self.message_at, (session.last_ping_pong_time or 0.0) if session is not None else 0.0)

    def is_useless(self) -> bool:
        """Return whether Slack has closed the connection, or is about to."""
        return self.is_over or not self.is_connected()

    def _note(self, _message: str) -> None:
        self.message_at = time.time()

    def _handle(self, _client: Any, request: SocketModeRequest) -> None:  # noqa: ANN401 - slack_sdk's
        """Pass the request to Bolt."""
        began = time.perf_counter()
        send_response(self, request, run_bolt_app(self._bolt, request), time.time())
        self._acknowledged(request.payload, began)


class Socket:
    """The connection to Slack's socket, replaced when nothing arrives over it any more."""

    def __init__(self, kit: Kit, bolt: App, acknowledged: Acknowledged, *, quiet: float = QUIET_SECONDS) -> None:
        self._kit = kit
        self._quiet = quiet
        self._bolt = bolt
        self._acknowledged = acknowledged
        self._connection: _Connection | None = None
        self._began = time.time()
        self._wake = threading.Event()

    def seconds_silent(self) -> float:
        """Return how long nothing has arrived, not even an answer to a ping."""
        return time.time() - (self._began if self._connection is None else self._connection.heard_at())

    def is_up(self) -> bool:
        """Return whether Slack delivers over the connection, as far as that can be known."""
        return self._connection is not None and self.seconds_silent() < SILENT_SECONDS

    def serve(self, stop: threading.Event, on_tick: Callable[[], None] = lambda: None) -> None:
        """Stay connected until `stop`, and call `on_tick` every few seconds.

        Raises SlackApiError if Slack refuses the first connection for good.
        """
        while not stop.is_set():
            on_tick()
            self._wake.clear()
            if self._is_due() and not self._connect():
                stop.wait(WAIT_SECONDS)
            else:
                self._wake.wait(_TICK)
        if self._connection is not None:
            _close(self._connection).join(CLOSE_SECONDS)

    def _is_due(self) -> bool:
        connection = self._connection
        if connection is None or connection.is_useless() or not self.is_up():
            return True
        return time.time() - connection.message_at > self._quiet

    def _connect(self) -> bool:
        """Open another connection, then close the one before; returns whether it is open."""
        try:
            token = self._kit.settings.slack_app_token.get_secret_value()
            address = str(self._kit.slack.no_retry.apps_connections_open(app_token=token)["url"])
        except SlackApiError as error:
            if self._connection is None and not is_away(error):
                raise
            log.warning("can't connect to Slack's socket", error=error.response.get("error"))
            return False
        except OSError as error:
            log.warning("can't connect to Slack's socket", error=type(error).__name__)
            return False
        opened, before = _Connection(self._bolt, token, self._acknowledged, self._wake.set), self._connection
        opened.wss_uri = address
        opened.connect()
        if not opened.is_connected():
            log.warning("can't connect to Slack's socket", error="no connection")
            _close(opened)
            return False
        log.info("connected to Slack's socket", silent=round(self.seconds_silent()))
        self._connection = opened
        if before is not None:
            _close(before, LINGER_SECONDS)
        return True


def _close(connection: _Connection, after: float = 0.0) -> threading.Thread:
    """Close the connection in a thread, which waits for the connection's own threads."""

    def close() -> None:
        time.sleep(after)
        connection.close()

    closing = threading.Thread(target=close, daemon=True)
    closing.start()
    return closing
