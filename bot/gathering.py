"""Gives a request to a thread once all of it is here, so that whoever sends slowly keeps nobody else waiting.

gunicorn 27 has a thread wait for every request, and its one loop for every client that is to hang up.
"""

from __future__ import annotations

import re
import selectors
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, ThreadWorker

from bot.admitting import MOST_BYTES, MOST_DIGITS

SECONDS = 5.0
"""A request that is not here after so long goes unanswered; Slack's come in one piece."""

MOST_CONNECTIONS = 250
"""Together they hold back a quarter of a gigabyte at most."""

_MOST_HEAD = 64 * 1024
_PIECE = 64 * 1024
_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)

Connection = Any
"""gunicorn's."""


def ready(received: bytes | bytearray) -> bytes | None:
    """What a thread is to read of what was received, or None while some of it is yet to come.

    A body that will be refused is not waited for.
    """
    end = received.find(_END)
    if end < 0:
        return bytes(received) if len(received) > _MOST_HEAD else None
    head = bytes(received[: end + 2])
    said = _LENGTH.search(head)
    length = int(said[1][: MOST_DIGITS + 1]) if said else 0
    if length > MOST_BYTES or _CHUNKED.search(head):
        return head + b"Connection: close\r\n\r\n"
    return bytes(received) if len(received) >= end + len(_END) + length else None


class GatheringWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn is untyped
    """gunicorn's threads, for requests that are whole."""

    def enqueue_req(self, conn: Connection) -> None:
        """Wait for the next request of this connection, and for its end."""
        conn.init()
        conn.sock.setblocking(False)
        received = bytearray(conn.parser.unreader.take_buffered() + (_read(conn.sock) or b""))
        if (request := ready(received)) is not None:
            self._hand_over(conn, request)
        else:
            self._wait(conn, partial(self._receive, conn, received))

    def finish_request(self, conn: Connection, fs: Future[Any]) -> None:
        """Wait for the next request, or until the client has read the answer to its last one and hangs up."""
        if fs.cancelled() or fs.exception() or fs.result():
            super().finish_request(conn, fs)
            return
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(conn)
        else:
            self._wait(conn, partial(self._pass_over, conn))

    def _cap_keepalive(self, deadline: float) -> None:
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)

    def _wait(self, conn: Connection, come: Callable[[socket.socket], None]) -> None:
        """Gunicorn closes what waits until its `timeout`."""
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + (SECONDS if self.alive else STOP_KEEPALIVE_LINGER)
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, come)

    def _stop_waiting(self, conn: Connection) -> None:
        self.poller.unregister(conn.sock)
        self.pending_conns.remove(conn)

    def _receive(self, conn: Connection, received: bytearray, line: socket.socket) -> None:
        piece = _read(line)
        received += piece or b""
        request = bytes(received) if piece == b"" else ready(received)
        if request is not None:
            self._stop_waiting(conn)
            self._hand_over(conn, request)

    def _hand_over(self, conn: Connection, request: bytes) -> None:
        conn.parser.unreader.unread(request)
        super().enqueue_req(conn)

    def _pass_over(self, conn: Connection, line: socket.socket) -> None:
        if _read(line) == b"":
            self._stop_waiting(conn)
            self._close(conn)

    def _close(self, conn: Connection) -> None:
        self.nr_conns -= 1
        conn.close()


def _read(line: socket.socket) -> bytes | None:
    """What is there; "" after the end, None where there is nothing yet."""
    try:
        return line.recv(_PIECE)
    except BlockingIOError:
        return None
    except OSError:
        return b""
