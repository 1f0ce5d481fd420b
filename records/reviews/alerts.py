"""Alerts about new reviews: which reviews each channel gets, and which it knows already."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from redis import Redis

from appstore.reviews import Review
from records.dispatch import channels
from records.keys import DAY, key, same_account
from records.reviews.templates import is_in
from records.storage.documents import Documents, stored_as
from records.storage.rows import Rows

HOUR, BUNDLE_SECONDS = 3600.0, 600.0


@dataclass(frozen=True, kw_only=True)
class Alert:
    """Which new reviews of an app a channel gets. Times are epoch seconds; reviews older than `horizon` are known."""

    channel: str
    app_id: str
    app_name: str
    user: str
    created_at: Annotated[float, stored_as("since")]
    max_rating: int = 5
    territories: tuple[str, ...] = ()
    contains: str = ""
    horizon: float = 0.0
    account: str = ""

    @property
    def id(self) -> str:
        """One alert for each app of a channel."""
        return f"{self.channel}.{self.app_id}"

    def matches(self, review: Review) -> bool:
        """Whether this review is posted in the channel."""
        if review.rating > self.max_rating or (self.territories and review.territory not in self.territories):
            return False
        return not self.contains or is_in(self.contains, f"{review.title}\n{review.body}")


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """Reviews that one summary covers; stored before it is posted, so that none is delivered twice."""

    id: str
    review_ids: tuple[str, ...] = field(default=())


BUNDLES = Documents("bundle", Bundle, seconds=30 * DAY)
_ALERTS = Rows("alerts", Alert)


def put(redis: Redis, alert: Alert) -> None:
    """Turn an alert on, or change which reviews it is about."""
    _ALERTS.put(redis, alert.id, alert)


def remove(redis: Redis, alert: Alert) -> None:
    """Turn an alert off, and forget which reviews the channel knows."""
    _ALERTS.remove(redis, alert.id)
    redis.delete(_known_key(alert), channels.closed_key(alert.id))


def everything(redis: Redis) -> list[Alert]:
    """Return the alerts of all channels."""
    return _ALERTS.everything(redis)


def of_channel(redis: Redis, channel: str) -> list[Alert]:
    """Return the alerts of a channel."""
    return [alert for alert in everything(redis) if alert.channel == channel]


def shown_in(redis: Redis, channel: str) -> list[Alert]:
    """Return the alerts of a channel, without those of another account than the one that it is tied to."""
    tie = channels.tie_of(redis, channel)
    return [alert for alert in of_channel(redis, channel) if not tie or same_account(tie, alert.account)]


def of_app(redis: Redis, app_id: str) -> list[Alert]:
    """Return the alerts about an app."""
    return [alert for alert in everything(redis) if alert.app_id == app_id]


def is_shown(redis: Redis, alert: Alert) -> bool:
    """Return whether the channel of the alert may show what is of its account."""
    return channels.shows(redis, alert.channel, alert.account)


def is_on(redis: Redis, alert: Alert) -> bool:
    """Return whether this alert is still on."""
    return _ALERTS.has(redis, alert.id)


def mark_known(redis: Redis, alert: Alert, review_ids: Sequence[str]) -> None:
    """Mark these reviews as known to the channel: posted there, or not what its alert is about."""
    if review_ids:
        redis.sadd(_known_key(alert), *review_ids)


def unknown(redis: Redis, alert: Alert, reviews: Sequence[Review]) -> list[Review]:
    """Return those of the reviews that the channel does not know."""
    if not reviews:
        return []
    known: Any = redis.smismember(_known_key(alert), [review.id for review in reviews])
    pairs = zip(reviews, known, strict=True)
    return [review for review, is_known in pairs if not is_known and not 0 < review.created.timestamp() < alert.horizon]


def count_post(redis: Redis, channel: str, name: str, now: float) -> None:
    """Count an alert that was posted in the channel."""
    redis.zadd(key("alerted", channel), {name: now})
    redis.expire(key("alerted", channel), 2 * int(HOUR))


def posted_lately(redis: Redis, channel: str, now: float) -> int:
    """Return how many alerts were posted in the channel within the last hour."""
    redis.zremrangebyscore(key("alerted", channel), "-inf", now - HOUR)
    return int(redis.zcard(key("alerted", channel)))


def count_bundle(redis: Redis, channel: str, now: float) -> None:
    """Remember that a summary was posted in the channel."""
    redis.set(key("bundled", channel), now, ex=int(HOUR))


def next_bundle(redis: Redis, channel: str) -> float:
    """Return when the channel may get another summary although its hour is used up: ten minutes after the last one."""
    raw: Any = redis.get(key("bundled", channel))
    return 0.0 if raw is None else float(raw) + BUNDLE_SECONDS


def _known_key(alert: Alert) -> str:
    return key("told", alert.id)
