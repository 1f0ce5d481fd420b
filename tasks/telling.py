"""Says something in a channel that nobody asked for just now; to the person concerned where the bot may not post."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError

from kit.replies import CLOSED
from kit.wiring import Kit
from records.wishes import Card


def tell(kit: Kit, channel: str, user: str, card: Card, *, once: str) -> tuple[str, str]:
    """Post the card in the channel, else in direct messages with `user`; returns where it stands: (channel, ts)."""
    try:
        return channel, kit.slack.post(channel, card, once=once)
    except SlackApiError as error:
        if error.response.get("error") not in CLOSED:
            raise
    direct = kit.slack.direct_channel(user)
    return direct, kit.slack.post(direct, card, once=f"{once}.direct")
