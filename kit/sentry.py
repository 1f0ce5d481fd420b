"""Sends failures to Sentry where an operator wants it: their kind and their places, and no text of a user."""

from __future__ import annotations

import atexit
import time
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from sentry_sdk import Client
    from sentry_sdk.types import Event

# A process that ends waits at most this long for its last events to be sent.
FLUSH_SECONDS = 2.0
# The same failure of one process is sent once in this time: the clock may fail every second.
SAME_FAILURE_SECONDS = 60.0

_PROJECT = Path(__file__).parent.parent
_OURS = ["bot", "tasks", "kit", "cards", "records", "appstore"]
_SENT = frozenset(
    {
        *("event_id", "timestamp", "platform", "level", "logger", "tags", "exception"),
        *("release", "environment", "server_name", "sdk"),
    }
)
_SENT_OF_FRAME = ("module", "function", "lineno", "in_app")

_clients: list[Client] = []
_last_sent: dict[tuple[str, ...], float] = {}

log = structlog.get_logger()


def init(dsn: str) -> None:
    """Send failures to this Sentry from now on, also from processes that are forked later. Opens no connection yet."""
    from sentry_sdk import Client  # noqa: PLC0415 - takes a tenth of a second, which only this setting is worth

    _clients.append(
        Client(
            dsn,
            release=tomllib.loads((_PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"],
            in_app_include=_OURS,
            server_name="",
            before_send=_without_words,
            default_integrations=False,
            auto_enabling_integrations=False,
            auto_session_tracking=False,
            send_client_reports=False,
            enable_backpressure_handling=False,
            include_local_variables=False,
            include_source_context=False,
            spotlight=False,
            debug=False,
        )
    )
    atexit.register(flush)


def capture(error: BaseException, boundary: str, **ids: str) -> None:
    """Send where and of what kind the error is, which `boundary` caught it, and the ids it is about. Never raises."""
    if not _clients:
        return
    from sentry_sdk.utils import event_from_exception  # noqa: PLC0415 - as above

    try:
        event, hint = event_from_exception(error, client_options=_clients[-1].options)
        event |= {"logger": boundary, "tags": ids}
        _clients[-1].capture_event(event, hint)
    except Exception as trouble:
        log.warning("sentry was not told", exc_info=trouble)


def flush() -> None:
    """Wait until everything is sent, at most `FLUSH_SECONDS`.

    RQ ends the process of a job with `os._exit`, which would lose the queue.
    """
    for client in _clients:
        client.flush(FLUSH_SECONDS)


def _without_words(event: Event, _hint: dict[str, Any]) -> Event | None:
    """Keep only what is listed here, so that no text of a user leaves the process; None for a failure just sent.

    https://develop.sentry.dev/sdk/data-model/event-payloads/exception/
    """
    errors = [
        {"type": error["type"], "module": error["module"], "stacktrace": {"frames": _frames(error)}}
        for error in event["exception"]["values"]
    ]
    places = (f"{frame['module']}:{frame['lineno']}" for frame in _frames(event["exception"]["values"][-1]))
    failure = (event["logger"], errors[-1]["type"], *places)
    now = time.monotonic()
    if now - _last_sent.get(failure, -SAME_FAILURE_SECONDS) < SAME_FAILURE_SECONDS:
        return None
    _last_sent[failure] = now
    event["exception"] = {"values": errors}
    return {name: event[name] for name in _SENT if name in event}  # type: ignore[literal-required, return-value]


def _frames(error: Mapping[str, Any]) -> list[dict[str, Any]]:
    frames = (error.get("stacktrace") or {}).get("frames", [])
    return [{name: frame[name] for name in _SENT_OF_FRAME if name in frame} for frame in frames]
