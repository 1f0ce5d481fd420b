"""Sends failures to Sentry, if SENTRY_DSN is set: their type and stack, and no text of a user."""

from __future__ import annotations

import atexit
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import structlog

from kit.release import version

if TYPE_CHECKING:
    from sentry_sdk import Client
    from sentry_sdk.types import Event

# Seconds that a process waits at most, when it exits, for its last events to be sent.
FLUSH_SECONDS = 2.0
# Seconds between two events for the same failure of one process: the clock may fail every second.
SAME_FAILURE_SECONDS = 60.0

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
    """Send failures to this DSN from now on, also from processes forked later. Opens no connection yet."""
    from sentry_sdk import Client  # noqa: PLC0415 - takes a tenth of a second

    _clients.append(
        Client(
            dsn,
            release=version(),
            in_app_include=_OURS,
            server_name="",
            before_send=_reduced,
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
    """Send an error, the `boundary` that caught it, and the ids it is about. Never raises."""
    if not _clients:
        return
    from sentry_sdk.utils import event_from_exception  # noqa: PLC0415 - as above

    try:
        event, hint = event_from_exception(error, client_options=_clients[-1].options)
        event |= {"logger": boundary, "tags": ids}
        _clients[-1].capture_event(event, hint)
    except Exception as failure:
        log.warning("failure not sent to sentry", exc_info=failure)


def flush() -> None:
    """Wait until everything is sent, at most `FLUSH_SECONDS`."""
    for client in _clients:
        client.flush(FLUSH_SECONDS)


def _reduced(event: Event, _hint: dict[str, Any]) -> Event | None:
    """Return only the fields listed above, so that no text of a user is sent; None for a failure just sent.

    https://develop.sentry.dev/sdk/data-model/event-payloads/exception/
    """
    errors = [
        {"type": error["type"], "module": error["module"], "stacktrace": {"frames": _frames(error)}}
        for error in event["exception"]["values"]
    ]
    lines = (f"{frame['module']}:{frame['lineno']}" for frame in _frames(event["exception"]["values"][-1]))
    failure = (event["logger"], errors[-1]["type"], *lines)
    now = time.monotonic()
    if now - _last_sent.get(failure, -SAME_FAILURE_SECONDS) < SAME_FAILURE_SECONDS:
        return None
    _last_sent[failure] = now
    event["exception"] = {"values": errors}
    return {name: event[name] for name in _SENT if name in event}  # type: ignore[literal-required, return-value]


def _frames(error: Mapping[str, Any]) -> list[dict[str, Any]]:
    frames = (error.get("stacktrace") or {}).get("frames", [])
    return [{name: frame[name] for name in _SENT_OF_FRAME if name in frame} for frame in frames]
