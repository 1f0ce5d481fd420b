"""Alerts about new reviews: which channel wants which, and which were delivered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import TypeAdapter
from redis import Redis

from appstore.reviews import Review
from records.keys import DAY, key
from records.reviews.templates import is_in
from records.storage.documents import Documents, stored_as

HOUR, BUNDLE_SECONDS = 3600.0, 600.0
_ALERTS = key("alerts")


@dataclass(frozen=True, kw_only=True)
class Alert:
    """New reviews of an app for a channel. `since`: epoch seconds. Reviews older than `horizon` count as known."""

    channel: str
    app_id: str
    app_name: str
    user: str
    created_at: Annotated[float, stored_as("since")]
    max_rating: int = 5
    territories: tuple[str, ...] = ()
    contains: str = ""
    horizon: float = 0.0

    @property
    def id(self) -> str:
        """One alert for each app of a channel."""
        return f"{self.channel}.{self.app_id}"

    def wants(self, review: Review) -> bool:
        """Whether the channel wants to hear of this review."""
        if review.rating > self.max_rating or (self.territories and review.territory not in self.territories):
            return False
        return not self.contains or is_in(self.contains, f"{review.title}\n{review.body}")


@dataclass(frozen=True, kw_only=True)
class ReviewPoll:
    """When an app is looked at next, and when the last look began that came to its end (epoch seconds).

    `failing`: since when no look came to its end, else 0; `failure_told`: whether the channels know.
    """

    app_id: str
    due: float = 0.0
    began: float = 0.0
    failing: float = 0.0
    failure_told: bool = False


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """Reviews that one summary covers; stored before it is posted, so that none is delivered twice."""

    id: str
    review_ids: tuple[str, ...] = field(default=())


REVIEW_POLLS = Documents("watch", ReviewPoll, seconds=None)
BUNDLES = Documents("bundle", Bundle, seconds=30 * DAY)
_ADAPTER = TypeAdapter(Alert)


def put(redis: Redis, alert: Alert) -> None:
    """Turn an alert on, or change what it wants."""
    redis.hset(_ALERTS, alert.id, _ADAPTER.dump_json(alert, by_alias=True))


def remove(redis: Redis, alert: Alert) -> bool:
    """Turn an alert off; False when it was off. What the channel knows is forgotten."""
    was_on = bool(redis.hdel(_ALERTS, alert.id))
    redis.delete(_told(alert))
    return was_on


def everything(redis: Redis) -> list[Alert]:
    """Every alert of every channel."""
    raw: Any = redis.hvals(_ALERTS)
    return [_ADAPTER.validate_json(alert) for alert in raw]


def of_channel(redis: Redis, channel: str) -> list[Alert]:
    """The alerts of a channel."""
    return [alert for alert in everything(redis) if alert.channel == channel]


def of_app(redis: Redis, app_id: str) -> list[Alert]:
    """The alerts about an app."""
    return [alert for alert in everything(redis) if alert.app_id == app_id]


def is_on(redis: Redis, alert: Alert) -> bool:
    """Whether this alert is still on."""
    return bool(redis.hexists(_ALERTS, alert.id))


def mark_told(redis: Redis, alert: Alert, review_ids: Sequence[str]) -> None:
    """Mark these reviews as delivered in the channel, or as not wanted there."""
    if review_ids:
        redis.sadd(_told(alert), *review_ids)


def untold(redis: Redis, alert: Alert, reviews: Sequence[Review]) -> list[Review]:
    """Those of the reviews that the channel does not know."""
    if not reviews:
        return []
    known: Any = redis.smismember(_told(alert), [review.id for review in reviews])
    pairs = zip(reviews, known, strict=True)
    return [review for review, told in pairs if not told and not 0 < review.created.timestamp() < alert.horizon]


def count_post(redis: Redis, channel: str, name: str, now: float) -> None:
    """One more alert was posted in the channel."""
    redis.zadd(key("alerted", channel), {name: now})
    redis.expire(key("alerted", channel), 2 * int(HOUR))


def posted_lately(redis: Redis, channel: str, now: float) -> int:
    """How many alerts were posted in the channel within an hour."""
    redis.zremrangebyscore(key("alerted", channel), "-inf", now - HOUR)
    return int(redis.zcard(key("alerted", channel)))


def count_bundle(redis: Redis, channel: str, now: float) -> None:
    """A counted card was posted in the channel."""
    redis.set(key("bundled", channel), now, ex=int(HOUR))


def bundled_lately(redis: Redis, channel: str, now: float) -> bool:
    """Whether the channel got a counted card within ten minutes."""
    raw: Any = redis.get(key("bundled", channel))
    return raw is not None and now - float(raw) < BUNDLE_SECONDS


def _told(alert: Alert) -> str:
    return key("told", alert.id)
