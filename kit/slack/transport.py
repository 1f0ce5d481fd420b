"""Slack's Web API over HTTP: the token stays at its host, refusals are counted, and all processes keep its pauses."""

import math
import re
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.request import Request

import structlog
from redis import Redis
from redis.exceptions import RedisError
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from stamina import RetryingCaller
from stamina.instrumentation import set_on_retry_hooks

from records.keys import key

log = structlog.get_logger()

# stamina's own hooks log the text of an error, which may hold what a user wrote.
set_on_retry_hooks(())

call_slack = RetryingCaller(attempts=4, timeout=None, wait_initial=0.3, wait_max=2.0, wait_jitter=0.1)
call_slack_longer = RetryingCaller(attempts=7, timeout=None, wait_initial=0.3, wait_max=2.0, wait_jitter=0.1)
# After a pause, calls that have waited follow one another at this distance, so that Slack need not refuse again:
# https://docs.slack.dev/apis/web-api/rate-limits advises one call per second.
SPACING_MILLISECONDS = 1000

# Slack limits each method in a workspace, and messages in each channel, in whatever way they are posted: the argument
# that names the channel. https://docs.slack.dev/apis/web-api/rate-limits
_POSTS = {
    "chat.postMessage": "channel",
    "chat.postEphemeral": "channel",
    "files.completeUploadExternal": "channel_id",
}

_BEGIN = """
if redis.call('pttl', KEYS[1]) < tonumber(ARGV[1]) then redis.call('set', KEYS[1], '1', 'px', ARGV[1]) end
"""
_LEFT = """
local left = redis.call('pttl', KEYS[1])
if left > 0 then return left end
if ARGV[1] ~= '0' then redis.call('set', KEYS[1], '1', 'px', ARGV[1]) end
return 0
"""

# Slack's errors, with status 200, for internal failures; the call may have taken effect all the same.
# https://docs.slack.dev/reference/methods/chat.update#errors
_PASSING = frozenset({"fatal_error", "internal_error", "service_unavailable"})

_TOKEN = "Authorization"  # noqa: S105 - the name of the header


def is_passing(error: SlackApiError) -> bool:
    """Return whether Slack itself has failed, so that the same call may succeed when it is repeated."""
    return bool(error.response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR) or (
        error.response.get("error") in _PASSING
    )


def may_recover(error: Exception) -> bool:
    """Return whether the call that raised this may succeed when it is repeated."""
    return isinstance(error, OSError) or (isinstance(error, SlackApiError) and is_passing(error))


def is_away(error: SlackApiError) -> bool:
    """Return whether the same call may succeed later."""
    return is_passing(error) or bool(error.response.status_code == HTTPStatus.TOO_MANY_REQUESTS)


def subject(method: str, arguments: Mapping[str, Any]) -> str:
    """Return what a refusal of this call pauses: all posts in a channel, or else the method."""
    values = arguments.get("json") or arguments.get("params") or {}
    channel = values.get(_POSTS.get(method, ""))
    return f"chat.postMessage:{channel}" if channel else method


class Pauses:
    """Pauses by subject. While Redis does not respond, nothing is known of those of other processes."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def begin(self, paused: str, seconds: float) -> bool:
        """Let no process make such a call for so long, or until the end of a longer pause; False if not stored."""
        try:
            self._redis.eval(_BEGIN, 1, key("slack_pause", paused), round(seconds * 1000))
        except RedisError as error:
            log.warning("pause not stored", kind=type(error).__name__)
            return False
        return True

    def left(self, paused: str, *, has_waited: bool) -> float:
        """Return the seconds that are left of a pause, 0 if the call may be made now.

        The turn of a caller that has waited is a short pause for the others.
        """
        try:
            spacing = SPACING_MILLISECONDS if has_waited else 0
            return int(self._redis.eval(_LEFT, 1, key("slack_pause", paused), spacing)) / 1000
        except RedisError:
            return 0.0


class NoRedirectClient(WebClient):
    """slack_sdk's client, without the token in redirected requests: urllib sends a request's headers along (3.47)."""

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        if (token := req.headers.pop(_TOKEN, None)) is not None:
            req.add_unredirected_header(_TOKEN, token)
        return super()._perform_urllib_http_request_internal(url, req)


class InstrumentedClient(NoRedirectClient):
    """Calls `refused(method, error)` for every refusal, 429 included, and `before` right before each request.

    No call is made during a pause that Slack has asked for, in whatever process. The client waits for its end, and
    after 429 repeats the call up to `most_waits` times; with 0 it raises the SlackApiError of a 429 at once.
    Without `pauses` it knows of none.
    """

    before: Callable[[], object] = staticmethod(lambda: None)

    def __init__(
        self,
        token: str,
        *,
        base_url: str,
        timeout: int,
        refused: Callable[[str, str], None],
        most_waits: int = 0,
        pauses: Pauses | None = None,
    ) -> None:
        # slack_sdk's default handler posts twice after a dropped connection.
        super().__init__(token, base_url=base_url, timeout=timeout, retry_handlers=[])
        self._refused = refused
        self._most_waits = most_waits
        self._pauses = pauses

    def api_call(self, api_method: str, **named: Any) -> SlackResponse:  # noqa: ANN401 - slack_sdk's own
        """Call a method, as slack_sdk does."""
        waits, paused = 0, subject(api_method, named)
        while True:
            self._await_turn(paused, has_waited=waits > 0)
            self.before()
            try:
                return super().api_call(api_method, **named)
            except SlackApiError as error:
                self._refused(api_method, _code(error))
                if error.response.status_code != HTTPStatus.TOO_MANY_REQUESTS:
                    raise
                seconds = _retry_after(error.response)
                stored = self._pauses is not None and self._pauses.begin(paused, seconds)
                if waits == self._most_waits:
                    raise
                waits += 1
                if not stored:
                    time.sleep(seconds)
            except OSError:
                self._refused(api_method, "unreachable")
                raise

    def _await_turn(self, paused: str, *, has_waited: bool) -> None:
        """Wait until no pause is left. Raises SlackApiError where this client does not wait."""
        while self._pauses is not None and (left := self._pauses.left(paused, has_waited=has_waited)) > 0:
            if not self._most_waits:
                raise self._paused(paused, left)
            time.sleep(left)
            has_waited = True

    def _paused(self, paused: str, left: float) -> SlackApiError:
        response = SlackResponse(
            client=self,
            http_verb="POST",
            api_url=paused,
            req_args={},
            data={"ok": False, "error": "ratelimited"},
            headers={"Retry-After": str(math.ceil(left))},
            status_code=HTTPStatus.TOO_MANY_REQUESTS,
        )
        return SlackApiError(  # type: ignore[no-untyped-call]  # slack_sdk leaves it bare
            "not called during a pause that Slack has asked for", response
        )


def _retry_after(response: SlackResponse) -> float:
    """Return the seconds that Slack asks to wait, 1 where it does not say."""
    named = {name.lower(): value for name, value in response.headers.items()}.get("retry-after", "")
    return float(named) if str(named).isdecimal() else 1.0


def _code(error: SlackApiError) -> str:
    """Return Slack's code, or "other" for an answer that Slack did not give."""
    if error.response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        return "ratelimited"
    found = error.response.get("error") if isinstance(error.response, SlackResponse) else None
    return found if isinstance(found, str) and re.fullmatch(r"[a-z_]{1,60}", found) else "other"
