"""Slack's Web API over HTTP: the token stays at Slack's host, refusals are counted, passing failures are retried."""

import re
from collections.abc import Callable
from typing import Any
from urllib.request import Request

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry import RetryHandler
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.web import SlackResponse
from stamina import RetryingCaller
from stamina.instrumentation import set_on_retry_hooks

# stamina's own hooks log the text of an error, which may hold what a user wrote.
set_on_retry_hooks(())

call_slack = RetryingCaller(attempts=4, timeout=None, wait_initial=0.3, wait_max=2.0, wait_jitter=0.1)
call_slack_longer = RetryingCaller(attempts=7, timeout=None, wait_initial=0.3, wait_max=2.0, wait_jitter=0.1)
_TOKEN = "Authorization"  # noqa: S105 - the name of the header


class NoRedirectClient(WebClient):
    """slack_sdk's client, without the token in redirected requests: urllib sends a request's headers along (3.47)."""

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        if (token := req.headers.pop(_TOKEN, None)) is not None:
            req.add_unredirected_header(_TOKEN, token)
        return super()._perform_urllib_http_request_internal(url, req)


class InstrumentedClient(NoRedirectClient):
    """Calls `refused(method, error)` for every refusal, 429 included, and `before` right before each request.

    `before` is also called after a wait that Slack asked for. On 429 a call is repeated up to `most_waits` times.
    """

    before: Callable[[], object] = staticmethod(lambda: None)

    def __init__(
        self, token: str, *, base_url: str, timeout: int, most_waits: int, refused: Callable[[str, str], None]
    ) -> None:
        # Without a handler slack_sdk raises on 429; with its default one it posts twice after a dropped connection.
        waits: list[RetryHandler] = [_RateLimitHandler(most_waits, refused, self)] if most_waits else []
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


class _RateLimitHandler(RateLimitErrorRetryHandler):
    """Waits as long as Slack asks with 429."""

    def __init__(self, most_waits: int, refused: Callable[[str, str], None], client: InstrumentedClient) -> None:
        super().__init__(max_retry_count=most_waits)
        self._refused = refused
        self._client = client

    def prepare_for_next_attempt(self, **named: Any) -> None:  # noqa: ANN401 - slack_sdk's own
        """Count, then wait."""
        self._refused(named["request"].url.rsplit("/", 1)[-1].split("?")[0], "ratelimited")
        super().prepare_for_next_attempt(**named)
        self._client.before()


def _code(error: SlackApiError) -> str:
    """Return Slack's code, or "other" for an answer that Slack did not give."""
    found = error.response.get("error") if isinstance(error.response, SlackResponse) else None
    return found if isinstance(found, str) and re.fullmatch(r"[a-z_]{1,60}", found) else "other"
