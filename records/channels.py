"""What a channel has chosen: the app that its commands are about."""

from __future__ import annotations

from dataclasses import dataclass

from redis import Redis

from records.storage.documents import Documents


@dataclass(frozen=True, kw_only=True)
class ChannelApp:
    """The app that a channel works on, as Apple knows it, and who chose it."""

    app_id: str
    bundle_id: str
    name: str
    chosen_by: str


CHANNELS = Documents("channel", ChannelApp, seconds=None)


def app_of(redis: Redis, channel: str) -> ChannelApp | None:
    """The channel's app, or None when none was chosen."""
    return CHANNELS.get(redis, channel)


def use(redis: Redis, channel: str, app: ChannelApp) -> None:
    """From now on the channel works on this app."""
    CHANNELS.put(redis, channel, app)
