"""When a channel gets something regularly, and which moments of that plan are still to come."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from redis import Redis

from records.dispatch import channels
from records.keys import key
from records.storage.documents import Documents
from records.times import dates

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, kw_only=True)
class ChannelPlan:
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
        """How many days one post is about."""
        return 1 if self.weekday is None else 7

    def after(self, moment: float) -> float:
        """The first moment of the plan after that one, both epoch seconds: once a local day, whatever clocks do."""
        return next(at for at in self._runs(dates.local(moment, self.tz).date()) if at > moment)

    def before(self, moment: float) -> float:
        """Where the period ends that a post at this moment is about: the same local time a day or a week ago."""
        seen = dates.local(moment, self.tz)
        return dates.resolve(seen.replace(tzinfo=None, fold=0) - timedelta(days=self.days), self.tz).at

    def _runs(self, today: date) -> Iterator[float]:
        for number in range(-1, 16):
            day = today + timedelta(days=number)
            if self.weekday in {None, day.weekday()}:
                yield dates.resolve(datetime.combine(day, time(self.hour, self.minute)), self.tz).at


class Plans:
    """The plans of one kind, at most one for each channel: documents of that noun, and the channels in a set."""

    def __init__(self, noun: str, index: str) -> None:
        self.documents = Documents(noun, ChannelPlan, seconds=None)
        self._channels = key(index)

    def put(self, redis: Redis, plan: ChannelPlan) -> None:
        """Store the channel's plan from now on."""
        with redis.pipeline() as pipeline:
            self.documents.put(pipeline, plan.channel, plan)
            pipeline.sadd(self._channels, plan.channel)
            pipeline.execute()

    def get(self, redis: Redis, channel: str) -> ChannelPlan | None:
        """Return the channel's plan, or None."""
        return self.documents.get(redis, channel)

    def shown_in(self, redis: Redis, channel: str) -> ChannelPlan | None:
        """Return the channel's plan, unless it is about another account than the one that the channel is tied to."""
        plan = self.get(redis, channel)
        return plan if plan is not None and is_shown(redis, plan) else None

    def remove(self, redis: Redis, channel: str) -> None:
        """Remove the channel's plan."""
        with redis.pipeline() as pipeline:
            self.documents.remove(pipeline, channel)
            pipeline.srem(self._channels, channel)
            pipeline.execute()

    def everything(self, redis: Redis) -> list[ChannelPlan]:
        """Return every channel's plan."""
        raw: Any = redis.smembers(self._channels)
        return self.documents.many(redis, sorted(str(channel, "ascii") for channel in raw))

    def go_on(self, redis: Redis, plan: ChannelPlan, now: float) -> None:
        """Count the next moment of the plan from now on, unless the plan was changed meanwhile."""
        following = plan.after(now)
        self.documents.change(
            redis, plan.channel, lambda newest: replace(newest, due=following) if newest.due == plan.due else None
        )


def is_shown(redis: Redis, plan: ChannelPlan) -> bool:
    """Return whether the channel may show what is of the account of the plan."""
    return channels.shows(redis, plan.channel, plan.account)
