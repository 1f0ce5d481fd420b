"""Who is in a channel, as far as Slack lets the bot know; remembered for five minutes."""

from __future__ import annotations

import structlog
from slack_sdk.errors import SlackApiError

from kit.wiring import Kit
from records import people

_PAGE = 1000
_MOST_PAGES = 20
log = structlog.get_logger()


def is_in(kit: Kit, user: str, channel: str) -> bool:
    """Whether this person is in the channel.

    False where Slack does not say, as without the scopes channels:read and groups:read.
    """
    known = people.IN_CHANNEL.get(kit.redis, channel)
    if known is None:
        known = _ask(kit, channel)
        people.IN_CHANNEL.put(kit.redis, channel, known)
    return user in known


def _ask(kit: Kit, channel: str) -> tuple[str, ...]:
    found: list[str] = []
    cursor = ""
    try:
        for _ in range(_MOST_PAGES):
            answer = kit.slack.client.conversations_members(channel=channel, limit=_PAGE, cursor=cursor)
            found += [str(one) for one in answer.get("members") or ()]
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
    except SlackApiError as error:
        log.info("slack does not say who is in a channel", error=error.response.get("error"))
    return tuple(found)
