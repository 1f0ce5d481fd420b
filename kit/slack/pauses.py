"""The pauses that Slack asks for with 429, kept by all processes."""

from collections.abc import Mapping
from typing import Any

import structlog
from redis import Redis
from redis.exceptions import RedisError

from records.keys import key

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

log = structlog.get_logger()


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
