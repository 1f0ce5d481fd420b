"""The app that a channel has chosen for its commands, and since when posts there are refused."""

from dataclasses import dataclass
from typing import Any

from redis import Redis

from records.keys import DAY, key
from records.storage.documents import Documents


@dataclass(frozen=True, kw_only=True)
class ChannelApp:
    """The app that a channel works on, as Apple knows it, its account, and who chose it."""

    app_id: str
    bundle_id: str
    name: str
    chosen_by: str
    account: str = ""


CHANNELS = Documents("channel", ChannelApp, seconds=None)


def app_of(redis: Redis, channel: str) -> ChannelApp | None:
    """Return the channel's app, None if none was chosen."""
    return CHANNELS.get(redis, channel)


def days_closed(redis: Redis, alert_id: str, now: float) -> int:
    """Return how many whole days ago the channel of an alert was first found closed, 0 if that is now."""
    first: Any = redis.set(closed_key(alert_id), now, nx=True, get=True, ex=30 * DAY)
    return 0 if first is None else int((now - float(first)) // DAY)


def closed_key(alert_id: str) -> str:
    """Return the key that is deleted when the alert is turned off."""
    return key("closed", alert_id)
