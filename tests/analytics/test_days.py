"""PeriodStatistics are kept day by day: the newest report replaces a day and never adds to it, and 400 days stay."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import redis

from appstore.analytics.counts import Cell, ReportTable
from appstore.analytics.reports import AnalyticsReport
from cards.analytics.changes import changes, headline
from records.analytics import days, readings
from records.analytics.readings import ReadInstance
from records.analytics.statistics import (
    Counts,
    Dimension,
    Gap,
    ReportData,
    Span,
    complete_until,
    ending,
    period_statistics,
)
from tests.support import wording

APP = "default:1"
TODAY = date(2027, 1, 10)
DOWNLOADS, DISCOVERY = AnalyticsReport.DOWNLOADS, AnalyticsReport.DISCOVERY
GERMANY = Cell("DEU", "App Store search", "iPhone", "No page")
FRANCE = Cell("FRA", "Web referrer", "iPad", "Product page")


def on(days_ago: int) -> date:
    return TODAY - timedelta(days=days_ago)


def test_the_newest_report_replaces_a_day_whatever_the_order_of_reading(redis_client: redis.Redis) -> None:
    for made, count in ((on(1), 10), (on(0), 12), (on(2), 7)):
        days.put(redis_client, APP, DOWNLOADS, made, ReportTable(days={on(3): {GERMANY: (count, 1), FRANCE: (0, 2)}}))
    assert days.read(redis_client, APP, DOWNLOADS, [on(3), on(2)]) == {
        on(3): (on(0), {GERMANY: [12, 1], FRANCE: [0, 2]})
    }
    assert days.read(redis_client, "default:2", DOWNLOADS, [on(3)]) == {}


def test_days_are_kept_for_400_days_across_years(redis_client: redis.Redis) -> None:
    for days_ago in (400, 399, 0):
        days.put(redis_client, APP, DOWNLOADS, on(0), ReportTable(days={on(days_ago): {GERMANY: (1, 0)}}))
    assert set(days.days_of(redis_client, APP, DOWNLOADS)) == {on(399), on(0)}


def test_readings_are_listed_by_day(redis_client: redis.Redis) -> None:
    found = {
        on(1): ReadInstance(instance="b", fault="columns"),
        on(2): ReadInstance(instance="a", skipped=2, columns=("Mood",)),
    }
    for made, reading in found.items():
        readings.put(redis_client, APP, DISCOVERY, made, reading)
    assert list(readings.everything(redis_client, APP, DISCOVERY).items()) == sorted(found.items())


def data(
    report: AnalyticsReport, counts: dict[int, int], *, made: range = range(30), faults: tuple[int, ...] = ()
) -> ReportData:
    """A report: so many downloads or impressions so many days ago, in instances made so many days ago."""
    return ReportData(
        report=report,
        readings={on(ago): ReadInstance(instance=str(ago), fault="columns" if ago in faults else "") for ago in made},
        days={
            on(ago): (next((on(made) for made in range(ago) if made not in faults), on(0)), {GERMANY: (count, 0)})
            for ago, count in counts.items()
        },
    )


def test_a_day_is_complete_when_both_reports_no_longer_change() -> None:
    assert complete_until([data(DOWNLOADS, {}), data(DISCOVERY, {})]) == on(3)
    assert complete_until([data(DOWNLOADS, {}), data(DISCOVERY, {}, faults=(0,))]) == on(4)
    assert complete_until([data(DOWNLOADS, {}), data(DISCOVERY, {}, made=range(0))]) == on(2)
    assert complete_until([data(DOWNLOADS, {}, made=range(0))]) is None


def test_a_span_has_as_many_days_as_asked_and_is_preceded_by_one_of_the_same_length() -> None:
    span = ending(date(2027, 1, 3), 7)
    assert (span, span.before) == (
        Span(start=date(2026, 12, 28), end=date(2027, 1, 3)),
        Span(start=date(2026, 12, 21), end=date(2026, 12, 27)),
    )
    assert len(span.days) == 7


def test_figures_are_sums_and_days_without_rows_are_zero() -> None:
    downloads = data(DOWNLOADS, {4: 10, 5: 5, 11: 30})
    discovery = data(DISCOVERY, {4: 100, 5: 50, 12: 600})
    found = period_statistics([discovery, downloads], ending(on(4), 7))
    assert found.now == Counts(impressions=150, first_downloads=15)
    assert found.before == Counts(impressions=600, first_downloads=30)
    assert found.now.per_impression == pytest.approx(0.1)
    assert [counts.downloads for _, counts in found.by_day] == [0, 0, 0, 0, 0, 5, 10]
    (part,) = found.parts[Dimension.TERRITORY]
    assert (part.name, part.now, part.before) == ("DEU", found.now, found.before)
    nothing = period_statistics([discovery, downloads], ending(on(4), 7), lambda cell: cell.territory == "FRA")
    assert (nothing.now, nothing.before, nothing.now.per_impression) == (Counts(), Counts(), None)


@pytest.mark.parametrize(
    ("faults", "stored", "gap"),
    [
        ((3, 4), {5: 1}, Gap.OUTDATED),
        ((2, 1), {5: 1}, None),
        ((3, 4), {}, Gap.UNREAD),
        ((4,), {}, None),
        ((), {}, None),
    ],
)
def test_a_day_whose_newest_report_could_not_be_read_is_no_complete_day(
    faults: tuple[int, ...], stored: dict[int, int], gap: Gap | None
) -> None:
    made = on(4) if stored and 3 in faults else on(3)
    report = data(DOWNLOADS, {}, faults=faults)
    report = ReportData(
        report=DOWNLOADS,
        readings=report.readings,
        days={on(ago): (made - timedelta(days=3 in faults), {GERMANY: (1, 0)}) for ago in stored},
    )
    assert report.gap(on(5)) == gap


def test_a_report_of_which_nothing_is_known_is_not_shown_as_zero() -> None:
    found = period_statistics([data(DISCOVERY, {4: 100}), data(DOWNLOADS, {}, made=range(0))], ending(on(4), 7))
    assert headline(found) == wording.NO_DOWNLOADS_KNOWN
    lines = {change.text for change in changes(found)}
    assert {"*Impressions* 100", "*Redownloads*: no data", "*Downloads per impression*: no data"} <= lines


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (1000, 998, "Downloads stayed about the same: 998, 1,000 before"),
        (1000, 1009, "Downloads stayed about the same: 1,009, 1,000 before"),
        (1000, 1000, "Downloads stayed at 1,000"),
        (1000, 990, "Downloads fell 1.0 %"),
        (0, 1, "Downloads rose from 0 to 1"),
    ],
)
def test_a_change_below_one_percent_is_no_headline(before: int, now: int, expected: str) -> None:
    downloads = data(DOWNLOADS, {5: now, 12: before})
    assert headline(period_statistics([downloads], ending(on(4), 7))) == expected


def test_there_is_no_comparison_where_a_day_before_is_missing() -> None:
    discovery = data(DISCOVERY, dict.fromkeys(range(4, 12), 100), made=range(9))
    downloads = data(DOWNLOADS, dict.fromkeys(range(4, 30), 5))
    found = period_statistics([discovery, downloads], ending(on(4), 7))
    assert found.before is None
    assert found.by_day_before == ()
    assert not any(found.gaps.values())
    assert found.gaps_before[DISCOVERY][0] == (on(17), Gap.ABSENT)
    assert found.gaps_before[DOWNLOADS] == ()
