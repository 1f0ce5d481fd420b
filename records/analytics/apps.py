"""The apps whose analytics reports were requested: since when, in which channels, and when they are looked at."""

from collections.abc import Callable
from dataclasses import dataclass, field

from redis import Redis

from records.keys import DEFAULT_ACCOUNT
from records.storage.documents import Documents
from records.storage.due import DueTimes


@dataclass(frozen=True, kw_only=True)
class AnalyticsApp:
    """An app of an account. `reports`: Apple's ids of its reports by name; they change with the request.

    `requested_at`: epoch seconds, 0.0 where somebody else requested them before. `channels`: where they were turned on.
    `arrived`: the first data was announced there. `stopped`: Apple has ended the request.
    """

    app_id: str
    account: str = ""
    bundle_id: str = ""
    app_name: str = ""
    request_id: str = ""
    requested_at: float = 0.0
    reports: dict[str, str] = field(default_factory=dict)
    channels: tuple[str, ...] = ()
    arrived: bool = False
    stopped: bool = False

    @property
    def id(self) -> str:
        """The id of the record."""
        return record_id(self.account, self.app_id)


APPS = Documents("analytics", AnalyticsApp, seconds=None)
DUE = DueTimes("analytics_due")
# Seconds between two looks for new reports, which Apple makes once a day.
EVERY_SECONDS = 6 * 3600.0


def record_id(account: str, app_id: str) -> str:
    """Return the id of what is stored of an app; a job that is queued once per app takes no colon in it."""
    return f"{account or DEFAULT_ACCOUNT}-{app_id}"


def get(redis: Redis, account: str, app_id: str) -> AnalyticsApp | None:
    """Return what is known of an app's reports, None if nothing is."""
    return APPS.get(redis, record_id(account, app_id))


def change(redis: Redis, app: AnalyticsApp, change: Callable[[AnalyticsApp], AnalyticsApp]) -> AnalyticsApp:
    """Change the newest state, which `app` is where there is none yet; returns what is stored then."""
    APPS.add(redis, app.id, app)
    return APPS.change(redis, app.id, change) or APPS.get(redis, app.id) or app
