"""The figures of a digest: how many reviews with how many stars, from where, day by day, and what was answered."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from appstore.reviews import Review
from records.times import dates

TREND_DAYS = 30
# Stars from which on a review is no complaint.
GOOD = 4


@dataclass(frozen=True, kw_only=True)
class Stars:
    """How many reviews with 1, 2, 3, 4 and 5 stars."""

    counts: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)

    @property
    def total(self) -> int:
        """How many reviews."""
        return sum(self.counts)

    @property
    def average(self) -> float | None:
        """Stars on average, None without reviews."""
        if not self.total:
            return None
        return sum(number * count for number, count in enumerate(self.counts, 1)) / self.total


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """A period from `start` to `end` (epoch seconds) with its `reviews`, and the one of the same length before it.

    `places`: territories, most reviews first. `days`: the last days up to the end of the period, oldest first.
    `answered` counts the replies written in the period, `seconds` is how long the median one took. `waiting`: reviews
    of the period without a reply, the lowest rating first, then the newest.
    """

    start: float
    end: float
    now: Stars
    before: Stars
    reviews: tuple[Review, ...]
    places: tuple[tuple[str, Stars], ...]
    days: tuple[tuple[date, Stars], ...]
    waiting: tuple[Review, ...]
    answered: int
    seconds: float | None


def first_needed(start: float, end: float) -> float:
    """How far back reviews are needed for a period (epoch seconds)."""
    return min(start - (end - start), end - (TREND_DAYS + 1) * 86400)


def review_statistics(reviews: Iterable[Review], start: float, end: float, tz: ZoneInfo) -> Statistics:
    """The figures of the period, `end` excluded; the days of the trend are those of `tz`."""
    every = {review.id: review for review in reviews if _at(review) < end and review.rating in range(1, 6)}
    now = [review for review in every.values() if _at(review) >= start]
    before = [review for review in every.values() if start - (end - start) <= _at(review) < start]
    took = [seconds for review in every.values() if (seconds := _answered_within(review, start, end)) is not None]
    return Statistics(
        start=start,
        end=end,
        now=stars(now),
        before=stars(before),
        reviews=tuple(sorted(now, key=lambda review: (-_at(review), review.id))),
        places=_places(now),
        days=_days(every.values(), end, tz),
        waiting=tuple(
            sorted(
                (review for review in now if review.response is None),
                key=lambda review: (review.rating, -_at(review), review.id),
            )
        ),
        answered=len(took),
        seconds=median(took) if took else None,
    )


def stars(reviews: Iterable[Review]) -> Stars:
    """How many with how many stars."""
    counted = Counter(review.rating for review in reviews)
    return Stars(counts=(counted[1], counted[2], counted[3], counted[4], counted[5]))


def _places(reviews: Sequence[Review]) -> tuple[tuple[str, Stars], ...]:
    found: dict[str, list[Review]] = defaultdict(list)
    for review in reviews:
        found[review.territory].append(review)
    counted = [(code, stars(those)) for code, those in found.items()]
    return tuple(sorted(counted, key=lambda tz: (-tz[1].total, tz[0])))


def _days(reviews: Iterable[Review], end: float, tz: ZoneInfo) -> tuple[tuple[date, Stars], ...]:
    found: dict[date, list[Review]] = defaultdict(list)
    for review in reviews:
        found[dates.local(_at(review), tz).date()].append(review)
    last = dates.local(end, tz).date()
    days = [last - timedelta(days=number) for number in reversed(range(TREND_DAYS))]
    return tuple((day, stars(found[day])) for day in days)


def _answered_within(review: Review, start: float, end: float) -> float | None:
    """Seconds from the review to its reply, where that was written in the period."""
    if review.response is None or review.response.modified is None:
        return None
    at = review.response.modified.timestamp()
    return max(0.0, at - _at(review)) if start <= at < end else None


def _at(review: Review) -> float:
    return review.created.timestamp() if review.created.year > 1 else 0.0
