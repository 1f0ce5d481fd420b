"""Counts how jobs end, what Apple answers and what Slack refuses, for `/metrics`; never in the way of the work."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import structlog
from redis import Redis
from redis.exceptions import RedisError
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry import RetryHandler
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.web import SlackResponse

from kit.slack.transport import NoRedirectClient
from records.jobs import counters
from records.jobs.counters import Counter

log = structlog.get_logger()


def count(redis: Redis, tally: Counter, *labels: str) -> None:
    """One more of this; without Redis it goes uncounted."""
    try:
        counters.count(redis, tally, *labels)
    except RedisError as error:
        log.info("not counted", kind=type(error).__name__)


class InstrumentedClient(NoRedirectClient):
    """Slack's Web API that tells `refused(method, error)` of every refusal; of being slowed down too.

    `before` is asked right before each request, also after a wait that Slack asked for.
    """

    before: Callable[[], object] = staticmethod(lambda: None)

    def __init__(
        self, token: str, *, base_url: str, timeout: int, patience: int, refused: Callable[[str, str], None]
    ) -> None:
        # Without a handler slack_sdk raises on 429; with its default one it posts twice after a dropped connection.
        waits: list[RetryHandler] = [_Slowed(patience, refused, self)] if patience else []
        super().__init__(token, base_url=base_url, timeout=timeout, retry_handlers=waits)
        self._refused = refused

    def api_call(self, api_method: str, **named: Any) -> SlackResponse:  # noqa: ANN401 - slack_sdk's own
        """Call a method, as slack_sdk does."""
        self.before()
        try:
            return super().api_call(api_method, **named)
        except SlackApiError as error:
            self._refused(api_method, _code(error))
            raise
        except OSError:
            self._refused(api_method, "unreachable")
            raise


class _Slowed(RateLimitErrorRetryHandler):
    """Waits as long as Slack asks with 429."""

    def __init__(self, most: int, refused: Callable[[str, str], None], client: InstrumentedClient) -> None:
        super().__init__(max_retry_count=most)
        self._refused = refused
        self._client = client

    def prepare_for_next_attempt(self, **named: Any) -> None:  # noqa: ANN401 - slack_sdk's own
        """Count, then wait."""
        self._refused(named["request"].url.rsplit("/", 1)[-1].split("?")[0], "ratelimited")
        super().prepare_for_next_attempt(**named)
        self._client.before()


def _code(error: SlackApiError) -> str:
    """Slack's code; an answer that is no answer of Slack's has none."""
    found = error.response.get("error") if isinstance(error.response, SlackResponse) else None
    return found if isinstance(found, str) and re.fullmatch(r"[a-z_]{1,60}", found) else "other"
