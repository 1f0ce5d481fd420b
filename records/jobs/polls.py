"""When apps are polled next, and since when their polls fail."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Annotated

from redis import Redis

from records.storage.documents import Documents, stored_as

# A poll that is due later than this by more than the interval was planned with a longer interval.
CLOCKS_DIFFER_SECONDS = 60.0

# Apple is often unavailable for some minutes; an outage of so long is reported.
REPORT_AFTER_SECONDS = 1800.0


@dataclass(frozen=True, kw_only=True)
class Poll:
    """When an app is polled next, and when the last successful poll began (epoch seconds).

    `failing`: since when polls fail, else 0; `failure_reported`: whether the channels know.
    """

    app_id: str
    due: float = 0.0
    began: float = 0.0
    failing: float = 0.0
    failure_reported: Annotated[bool, stored_as("failure_told")] = False
    account: str = ""


REVIEW_POLLS = Documents("watch", Poll, seconds=None)
RELEASE_POLLS = Documents("releasepoll", Poll, seconds=None)


def take_due(redis: Redis, polls: Documents[Poll], app_ids: Iterable[str], every: int, now: float) -> Iterator[str]:
    """Plan the next poll, in `every` seconds, of each app whose poll is due; yields the ids of these apps."""

    def planned(poll: Poll) -> Poll | None:
        is_due = poll.due <= now or poll.due > now + every + CLOCKS_DIFFER_SECONDS
        return replace(poll, due=now + every) if is_due else None

    for app_id in app_ids:
        polls.add(redis, app_id, Poll(app_id=app_id))
        if polls.change(redis, app_id, planned) is not None:
            yield app_id


def hasten(redis: Redis, polls: Documents[Poll], app_id: str) -> None:
    """Have an app polled at once."""
    advance(redis, polls, app_id, 0.0)


def advance(redis: Redis, polls: Documents[Poll], app_id: str, at: float) -> None:
    """Have an app polled then (epoch seconds), if not before."""
    polls.change(redis, app_id, lambda newest: replace(newest, due=min(newest.due, at)))


def succeed(redis: Redis, polls: Documents[Poll], app_id: str, began: float) -> None:
    """Record that a poll that began then has succeeded."""
    polls.add(redis, app_id, Poll(app_id=app_id))
    polls.change(redis, app_id, lambda newest: replace(newest, began=began, failing=0.0, failure_reported=False))


def fail(
    redis: Redis, polls: Documents[Poll], app_id: str, every: int, now: float, *, permanent: bool = False
) -> Poll | None:
    """Record that a poll has failed; returns the poll if the outage is so long that it is reported now.

    A `permanent` failure, such as a key that Apple no longer accepts, is reported when the next poll fails too.
    """
    polls.change(redis, app_id, lambda newest: replace(newest, failing=newest.failing or now))
    last = polls.get(redis, app_id)
    if last is None or last.failure_reported:
        return None
    is_long = now - last.failing >= max(REPORT_AFTER_SECONDS, 3.0 * every)
    return last if is_long or (permanent and now > last.failing) else None


def mark_reported(redis: Redis, polls: Documents[Poll], app_id: str) -> None:
    """Record that the channels know of the outage."""
    polls.change(redis, app_id, lambda newest: replace(newest, failure_reported=True))
