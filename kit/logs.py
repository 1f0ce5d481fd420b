"""Sets up logs that follow an invocation from Slack to Apple, without secrets and without text of users."""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

# Values that a library logs under these keys are replaced: they may be secrets of Slack or Apple.
SECRET_KEYS = frozenset(
    {"authorization", "token", "body", "url", "private_key", "headers", "response_url", "trigger_id"}
)

# Libraries that log requests.
_LOG_REQUESTS = ("slack_bolt", "slack_sdk", "httpx", "httpcore")


def set_up_logs(log_format: str | None, least: int = logging.DEBUG) -> None:
    """Send our logs and the libraries' warnings to stderr, as `console` lines or as `json`, from level `least` on."""
    as_json = (log_format or ("console" if sys.stderr.isatty() else "json")) == "json"
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_secrets,
        _one_line_errors,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared))
    logging.basicConfig(handlers=[handler], level=max(least, logging.WARNING), force=True)
    handler.addFilter(_no_bodies)


def _no_bodies(record: logging.LogRecord) -> bool:
    """Keep only errors of libraries that log requests, and only their first words.

    Bolt logs a failed signature check with the whole request body (slack_bolt 1.30, RequestVerification).
    """
    if not record.name.startswith(_LOG_REQUESTS):
        return True
    if record.levelno < logging.ERROR:
        return False
    record.exc_info, record.exc_text = None, None
    record.msg, record.args = record.getMessage().split("\n", 1)[0].split("body", 1)[0][:200], None
    return True


def _without_secrets(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {key: ("(kept out of the log)" if key in SECRET_KEYS else value) for key, value in event.items()}


def _one_line_errors(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Replace an error with its type and the lines it passed: its message may hold a user's text."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        lines, frame = [], error.__traceback__
        while frame is not None:
            code = frame.tb_frame.f_code
            lines.append(f"{'/'.join(code.co_filename.split('/')[-2:])}:{frame.tb_lineno}")
            frame = frame.tb_next
        event["error"] = type(error).__name__
        event["where"] = " > ".join(lines[-8:])
    return event
