"""Receives requests over Slack's socket instead of HTTP; `/healthz` and `/metrics` stay on HTTP."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.http.server import create_server
from kit import roles
from kit.signals import stop_event

WAIT_SECONDS = 3.0

log = structlog.get_logger()


class _Timed(SocketModeHandler):
    """A handler that reports how long each acknowledgement took."""

    acknowledged: Callable[[Mapping[str, Any], float], None]

    def handle(self, client: Any, req: SocketModeRequest) -> None:  # noqa: ANN401 - Bolt's
        """Pass the request to Bolt."""
        began = time.perf_counter()
        super().handle(client, req)
        self.acknowledged(req.payload, began)


def serve_socket(
    bolt: App,
    app_token: str,
    pages: Callable[..., Any],
    port: int | None,
    acknowledged: Callable[[Mapping[str, Any], float], None],
) -> None:
    """Stay connected until SIGTERM; with a `port` the WSGI application `pages` is served there."""
    handler = _Timed(bolt, app_token)
    handler.acknowledged = acknowledged
    stop = stop_event()
    if port:
        threading.Thread(target=create_server(pages, port, threads=2).run, daemon=True).start()
    _connect(handler, stop)
    stop.wait()
    handler.close()  # type: ignore[no-untyped-call]  # Bolt leaves it bare


def _connect(handler: _Timed, stop: threading.Event) -> None:
    """Try until Slack accepts the connection or shutdown is requested. Raises SlackApiError if refused."""
    while not stop.is_set():
        try:
            handler.connect()  # type: ignore[no-untyped-call]  # Bolt leaves it bare
        except SlackApiError as error:
            if not roles.is_away(error):
                raise
            log.warning("can't connect to Slack's socket", error=error.response.get("error"))
        except OSError as error:
            log.warning("can't connect to Slack's socket", error=type(error).__name__)
        else:
            log.info("connected to Slack's socket")
            return
        handler.client.wss_uri = None  # its ticket may be used up
        stop.wait(WAIT_SECONDS)
