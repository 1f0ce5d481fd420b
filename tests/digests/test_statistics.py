"""The figures of a digest add up, whatever the reviews are."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as some

from appstore.reviews import Response, ResponseState, Review
from records.digests.statistics import TREND_DAYS, Stars, first_needed, review_statistics

DAY = 86400.0
END = datetime(2026, 11, 20, 9, tzinfo=UTC).timestamp()
BERLIN = ZoneInfo("Europe/Berlin")


def review(number: int, rating: int, days_ago: float, territory: str = "USA", answered_after: float = -1) -> Review:
    """A review so many days before the end, answered after so many hours."""
    at = END - days_ago * DAY
    response = None
    if answered_after >= 0:
        modified = datetime.fromtimestamp(at + answered_after * 3600, UTC)
        response = Response(f"r{number}", "Thanks", ResponseState.PUBLISHED, modified)
    created = datetime.fromtimestamp(at, UTC)
    return Review(f"{number}", rating, "Title", "Body", "nick", territory, created, response)


reviews = some.lists(
    some.builds(
        review,
        some.integers(0, 40),
        some.integers(0, 5),
        some.floats(-1, 40),
        some.sampled_from(["USA", "DEU", "XKX"]),
        some.sampled_from([-1, 0, 1, 50]),
    ),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(reviews, some.sampled_from([1, 7]))
def test_every_review_of_the_period_counts_once_in_each_figure(found: list[Review], days: int) -> None:
    reported = review_statistics(found, END - days * DAY, END, BERLIN)
    expected = {review.id: review for review in found if review.created.timestamp() < END and review.rating}
    inside = [item for item in expected.values() if item.created.timestamp() >= END - days * DAY]
    assert reported.now.total == len(inside) == sum(stars.total for _, stars in reported.places)
    assert len(reported.waiting) == sum(review.response is None for review in inside)
    assert [review.rating for review in reported.waiting] == sorted(item.rating for item in reported.waiting)
    assert reported.now.average is None or 1 <= reported.now.average <= 5
    assert (reported.seconds is None) == (reported.answered == 0)


@settings(max_examples=50, deadline=None)
@given(reviews, some.randoms())
def test_the_order_in_which_reviews_come_does_not_matter(found: list[Review], dice: object) -> None:
    unique = list({review.id: review for review in found}.values())
    mixed = list(unique)
    dice.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis gives a Random
    assert review_statistics(unique, END - DAY, END, BERLIN) == review_statistics(mixed, END - DAY, END, BERLIN)


@settings(max_examples=50, deadline=None)
@given(reviews)
def test_the_trend_has_its_days_in_order_without_a_gap(found: list[Review]) -> None:
    days = [day for day, _ in review_statistics(found, END - DAY, END, BERLIN).days]
    assert len(days) == TREND_DAYS
    assert [day.toordinal() for day in days] == list(range(days[0].toordinal(), days[0].toordinal() + TREND_DAYS))


def test_the_period_is_compared_with_the_one_before_it() -> None:
    found = [review(1, 5, 0.5), review(2, 1, 0.6), review(3, 4, 1.5), review(4, 3, 2.5)]
    reported = review_statistics(found, END - DAY, END, BERLIN)
    assert (reported.now, reported.before) == (Stars(counts=(1, 0, 0, 0, 1)), Stars(counts=(0, 0, 0, 1, 0)))
    assert reported.now.average == 3
    assert reported.before.average == 4


def test_a_reply_counts_in_the_period_in_which_it_was_written() -> None:
    found = [review(1, 1, 2, answered_after=36), review(2, 1, 0.5, answered_after=2), review(3, 1, 3, answered_after=1)]
    reported = review_statistics(found, END - DAY, END, BERLIN)
    assert reported.answered == 2
    assert reported.seconds == 19 * 3600


def test_reviews_are_needed_back_to_the_trend_or_the_period_before() -> None:
    assert first_needed(END - DAY, END) == END - 31 * DAY
    assert first_needed(END - 20 * DAY, END) == END - 40 * DAY
