"""When a channel gets its digest of reviews, and which moments of that plan are still to come."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from redis import Redis

from records import channels
from records.keys import key
from records.storage.documents import Documents
from records.times import dates

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CHANNELS = key("digests")


@dataclass(frozen=True, kw_only=True)
class Digest:
    """The plan of one channel: at `hour`:`minute` in `timezone`, every day or on one `weekday` (0 is Monday).

    `app`: the app that was named with the plan, "" for the channel's own; `bundle_id`: the app that this was then, ""
    in a plan of release 0.1.0. `due` is the next moment, epoch seconds.
    """

    channel: str
    hour: int
    minute: int
    timezone: str
    weekday: int | None = None
    app: str = ""
    bundle_id: str = ""
    user: str = ""
    user_name: str = ""
    due: float = 0.0
    account: str = ""

    @property
    def tz(self) -> ZoneInfo:
        """Its time zone."""
        return ZoneInfo(self.timezone)

    @property
    def days(self) -> int:
        """How many days one digest is about."""
        return 1 if self.weekday is None else 7

    def after(self, moment: float) -> float:
        """The first moment of the plan after that one, both epoch seconds: once a local day, whatever clocks do."""
        return next(at for at in self._runs(dates.local(moment, self.tz).date()) if at > moment)

    def before(self, moment: float) -> float:
        """Where the period ends that a digest at this moment is about: the same local time a day or a week ago."""
        seen = dates.local(moment, self.tz)
        return dates.resolve(seen.replace(tzinfo=None, fold=0) - timedelta(days=self.days), self.tz).at

    def _runs(self, today: date) -> Iterator[float]:
        for number in range(-1, 16):
            day = today + timedelta(days=number)
            if self.weekday in {None, day.weekday()}:
                yield dates.resolve(datetime.combine(day, time(self.hour, self.minute)), self.tz).at


_DIGESTS = Documents("digest", Digest, seconds=None)


def put(redis: Redis, digest: Digest) -> None:
    """The channel's plan from now on."""
    with redis.pipeline() as pipeline:
        _DIGESTS.put(pipeline, digest.channel, digest)
        pipeline.sadd(_CHANNELS, digest.channel)
        pipeline.execute()


def get(redis: Redis, channel: str) -> Digest | None:
    """The channel's plan, or None."""
    return _DIGESTS.get(redis, channel)


def shown_in(redis: Redis, channel: str) -> Digest | None:
    """The channel's plan, unless it is about another account than the one that the channel is tied to."""
    digest = get(redis, channel)
    return digest if digest is not None and is_shown(redis, digest) else None


def is_shown(redis: Redis, digest: Digest) -> bool:
    """Whether the channel may show what is of the account of the digest."""
    return channels.shows(redis, digest.channel, digest.account)


def remove(redis: Redis, channel: str) -> None:
    """The channel gets no digest any more."""
    with redis.pipeline() as pipeline:
        _DIGESTS.remove(pipeline, channel)
        pipeline.srem(_CHANNELS, channel)
        pipeline.execute()


def everything(redis: Redis) -> list[Digest]:
    """Every channel's plan."""
    raw: Any = redis.smembers(_CHANNELS)
    return _DIGESTS.many(redis, sorted(str(channel, "ascii") for channel in raw))


def go_on(redis: Redis, digest: Digest, now: float) -> None:
    """This moment of the plan is taken care of: the next one counts, unless the plan was changed meanwhile."""
    following = digest.after(now)
    _DIGESTS.change(
        redis, digest.channel, lambda newest: replace(newest, due=following) if newest.due == digest.due else None
    )
