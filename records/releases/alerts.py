"""Which channels are told about changes of the releases of an app."""

from dataclasses import dataclass

from redis import Redis

from records.dispatch import channels
from records.storage.rows import Rows

# A change that Apple dates so shortly before an alert was turned on may have happened after it.
CLOCKS_DIFFER_SECONDS = 5.0


@dataclass(frozen=True, kw_only=True)
class ReleaseAlert:
    """One app in one channel; `user` turned it on at `created_at` (epoch seconds)."""

    channel: str
    app_id: str
    app_name: str
    user: str
    created_at: float
    account: str = ""
    bundle_id: str = ""

    @property
    def id(self) -> str:
        """One alert for each app of a channel."""
        return f"{self.channel}.{self.app_id}"

    def is_about(self, at: float, recorded_at: float) -> bool:
        """Return whether a change that happened `at`, and was recorded then, is none from before the alert."""
        return recorded_at > self.created_at and at > self.created_at - CLOCKS_DIFFER_SECONDS


RELEASE_ALERTS = Rows("releasealerts", ReleaseAlert)


def of_channel(redis: Redis, channel: str) -> list[ReleaseAlert]:
    """Return the alerts of a channel."""
    return [alert for alert in RELEASE_ALERTS.everything(redis) if alert.channel == channel]


def shown_in(redis: Redis, channel: str) -> list[ReleaseAlert]:
    """Return the alerts of a channel, without those of another account than the one that it is tied to."""
    return [alert for alert in of_channel(redis, channel) if channels.shows(redis, channel, alert.account)]


def of_app(redis: Redis, app_id: str) -> list[ReleaseAlert]:
    """Return the alerts about an app whose channels may show what is of its account."""
    found = [alert for alert in RELEASE_ALERTS.everything(redis) if alert.app_id == app_id]
    return [alert for alert in found if channels.shows(redis, alert.channel, alert.account)]


def remove(redis: Redis, alert: ReleaseAlert) -> None:
    """Turn an alert off."""
    RELEASE_ALERTS.remove(redis, alert.id)
    redis.delete(channels.closed_key(f"release.{alert.id}"))
