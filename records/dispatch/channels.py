"""What a channel has chosen: its app, and the account that it is tied to; and since when posts there are refused."""

from dataclasses import dataclass
from typing import Any

from redis import Redis

from records.keys import DAY, DEFAULT_ACCOUNT, key, same_account
from records.storage.documents import Documents


@dataclass(frozen=True, kw_only=True)
class ChannelApp:
    """The app that a channel works on, as Apple knows it, its account, and who chose it.

    `tied`: an admin has tied the channel to the account, so that nothing of another one is shown or changed there; the
    channel may then have no app, with an empty `app_id`.
    """

    app_id: str
    bundle_id: str
    name: str
    chosen_by: str
    account: str = ""
    tied: bool = False


CHANNELS = Documents("channel", ChannelApp, seconds=None)


def app_of(redis: Redis, channel: str) -> ChannelApp | None:
    """Return the channel's app, None if none was chosen."""
    chosen = CHANNELS.get(redis, channel)
    return chosen if chosen is not None and chosen.app_id else None


def tie_of(redis: Redis, channel: str) -> str:
    """Return the account that the channel is tied to, "" if it is tied to none."""
    chosen = CHANNELS.get(redis, channel)
    return (chosen.account or DEFAULT_ACCOUNT) if chosen is not None and chosen.tied else ""


def shows(redis: Redis, channel: str, account: str) -> bool:
    """Return whether the channel may show what belongs to this account."""
    tie = tie_of(redis, channel)
    return not tie or same_account(tie, account)


def everything(redis: Redis) -> dict[str, ChannelApp]:
    """Return what every channel has chosen, by channel."""
    start, found = len(CHANNELS.key("")), {}
    for name in redis.scan_iter(CHANNELS.key("*"), count=500):
        if (chosen := CHANNELS.read(redis.get(name))) is not None:
            found[str(name, "ascii")[start:]] = chosen
    return found


def days_closed(redis: Redis, alert_id: str, now: float) -> int:
    """Return how many whole days ago the channel of an alert was first found closed, 0 if that is now."""
    first: Any = redis.set(closed_key(alert_id), now, nx=True, get=True, ex=30 * DAY)
    return 0 if first is None else int((now - float(first)) // DAY)


def closed_key(alert_id: str) -> str:
    """Return the key that is deleted when the alert is turned off."""
    return key("closed", alert_id)
