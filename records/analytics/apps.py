"""The apps whose analytics reports were requested: since when, who waits for the first ones, what is read when."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from redis import Redis

from records.storage.accounts import DEFAULT
from records.storage.documents import Documents
from records.storage.due import DueTimes


@dataclass(frozen=True, kw_only=True)
class AnalyticsApp:
    """An app of an account. `reports`: Apple's ids of its reports by name; they change with the request.

    `requested_at`: epoch seconds, 0.0 where somebody else requested them before. `waiting`: channels that are told
    when the first data arrives. `stopped`: Apple has ended the request, and this was reported.
    """

    app_id: str
    account: str = ""
    bundle_id: str = ""
    name: str = ""
    request_id: str = ""
    requested_at: float = 0.0
    reports: dict[str, str] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()
    arrived: bool = False
    stopped: bool = False

    @property
    def id(self) -> str:
        """The id of the record."""
        return record_id(self.account, self.app_id)


APPS = Documents("analytics", AnalyticsApp, seconds=None)
DUE = DueTimes("analytics_due")


def record_id(account: str, app_id: str) -> str:
    """Return the id of what is stored of an app."""
    return f"{account or DEFAULT}:{app_id}"


def get(redis: Redis, account: str, app_id: str) -> AnalyticsApp | None:
    """Return what is known of an app's reports, None if nothing is."""
    return APPS.get(redis, record_id(account, app_id))


def change(redis: Redis, app: AnalyticsApp, change: Callable[[AnalyticsApp], AnalyticsApp]) -> AnalyticsApp:
    """Change the newest state, which `app` is where there is none yet; returns what is stored then."""
    APPS.add(redis, app.id, app)
    return APPS.change(redis, app.id, change) or APPS.get(redis, app.id) or app


def take_waiting(redis: Redis, app: AnalyticsApp) -> tuple[str, ...]:
    """Return the channels that wait for the first data, once; from now on the data has arrived."""
    taken: tuple[str, ...] = ()

    def arrive(newest: AnalyticsApp) -> AnalyticsApp | None:
        nonlocal taken
        taken = newest.waiting
        return replace(newest, waiting=(), arrived=True) if newest.waiting or not newest.arrived else None

    APPS.change(redis, app.id, arrive)
    return taken
