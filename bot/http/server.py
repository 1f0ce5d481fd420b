"""Runs the web server, waitress: it reads whole requests in one loop, so that slow clients never occupy a thread."""

import logging
import time
from collections.abc import Callable
from typing import Any

import structlog
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer

# The largest body that is accepted; Slack's are far smaller.
MAX_BODY_BYTES = 1024 * 1024

# A request that has not arrived completely after this time is dropped.
REQUEST_SECONDS = 5.0

log = structlog.get_logger()


class _Channel(HTTPChannel):  # type: ignore[misc]  # waitress is untyped
    """A connection with the time at which its current request began to arrive."""

    request_began = 0.0

    def received(self, data: bytes) -> bool:
        """Collect more of a request."""
        if self.request is None:
            self.request_began = time.time()
        return bool(super().received(data))


class _Server(TcpWSGIServer):  # type: ignore[misc]  # the same
    """waitress with a time limit for a whole request; its own limit applies between two packets."""

    channel_class = _Channel

    def maintenance(self, now: float) -> None:
        """Close connections that are idle or whose request takes too long to arrive."""
        super().maintenance(now)
        for channel in self.active_channels.values():
            if channel.request is not None and now - channel.request_began > REQUEST_SECONDS:
                channel.will_close = True


def create_server(application: Callable[..., Any], port: int, threads: int) -> TcpWSGIServer:
    """Listen on the port; `run` serves until the thread that called it exits. Raises OSError if it can't.

    https://docs.pylonsproject.org/projects/waitress/en/latest/arguments.html
    """
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # It warns about each request that waits for a thread.
    try:
        return _Server(
            application,
            host="0.0.0.0",
            port=port,
            threads=threads,
            max_request_body_size=MAX_BODY_BYTES + 1,
            max_request_header_size=64 * 1024,
            connection_limit=250,
            channel_timeout=30,
            cleanup_interval=1,
            asyncore_use_poll=True,
            log_socket_errors=False,
            ident=None,
        )
    except OSError as error:
        log.error("can't listen", port=port, reason=error.strerror)  # noqa: TRY400 - no traceback needed
        raise
