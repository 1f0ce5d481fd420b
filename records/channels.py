"""The app that a channel has chosen for its commands."""

from dataclasses import dataclass

from redis import Redis

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
