"""Failures are told to Sentry where an operator wishes it: their kind and their places, and no word of a person."""

from __future__ import annotations

import atexit
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from sentry_sdk import Client
    from sentry_sdk.types import Event

FLUSH_SECONDS = 2.0
"""A process that ends waits so long at most for what it has to tell; a Sentry that is away costs no more."""

SAME_AGAIN_SECONDS = 60.0
"""The same failure of one process is told once in this time: the clock stumbles every second."""

_PROJECT = Path(__file__).parent.parent
_OURS = ["bot", "tasks", "kit", "cards", "records", "appstore"]

_clients: list[Client] = []
_told: dict[tuple[str, ...], float] = {}
"""When each failure was told last, by its boundary, its kind and its places."""

log = structlog.get_logger()


def begin(dsn: str) -> None:
    """Tell this Sentry of failures from now on, also in processes that are forked later. Opens no connection yet."""
    from sentry_sdk import Client  # noqa: PLC0415 - a tenth of a second, for those who wish it

    _clients.append(
        Client(
            dsn,
            release=tomllib.loads((_PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"],
            in_app_include=_OURS,
            server_name="",
            # Nothing listens in, and the error itself is never handed over: what is sent is what `_event` says.
            default_integrations=False,
            auto_enabling_integrations=False,
            auto_session_tracking=False,
            send_client_reports=False,
            enable_backpressure_handling=False,
            include_local_variables=False,
            max_request_body_size="never",
            spotlight=False,
            debug=False,
        )
    )
    atexit.register(flush)


def tell(error: BaseException, boundary: str, **ids: str) -> None:
    """Say where and of what kind the error is, which `boundary` caught it, and the ids it is about. Never raises."""
    if not _clients or _just_told(error, boundary):
        return
    try:
        _clients[-1].capture_event(_event(error, boundary, ids))
    except Exception as trouble:
        log.warning("sentry was not told", exc_info=trouble)


def flush() -> None:
    """Wait until all is told, `FLUSH_SECONDS` at most.

    RQ ends the process of a job with `os._exit`, and what stands in a queue then is lost.
    """
    for client in _clients:
        client.flush(FLUSH_SECONDS)


def _just_told(error: BaseException, boundary: str) -> bool:
    places = tuple(f"{frame['module']}:{frame['lineno']}" for frame in _frames(error))
    known, now = (boundary, type(error).__name__, *places), time.monotonic()
    again = now - _told.get(known, -SAME_AGAIN_SECONDS) < SAME_AGAIN_SECONDS
    if not again:
        _told[known] = now
    return again


def _event(error: BaseException, boundary: str, ids: dict[str, str]) -> Event:
    """An event of Sentry's (https://develop.sentry.dev/sdk/data-model/event-payloads/exception/), causes first."""
    values = [
        {"type": type(one).__name__, "module": type(one).__module__, "stacktrace": {"frames": list(_frames(one))}}
        for one in _chain(error)
    ]
    return {"level": "error", "logger": boundary, "tags": ids, "exception": {"values": values[::-1]}}


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _frames(error: BaseException) -> Iterator[dict[str, Any]]:
    step = error.__traceback__
    while step is not None:
        code: CodeType = step.tb_frame.f_code
        module = str(step.tb_frame.f_globals.get("__name__") or "")
        yield {"module": module, "function": code.co_qualname, "lineno": step.tb_lineno}
        step = step.tb_next
