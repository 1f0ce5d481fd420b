"""`analytics --quality`: sessions and crashes by version and device, from reports that small apps do not get."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from gzip import compress
from pathlib import Path

import pytest

from appstore.analytics.counts import Cell
from appstore.analytics.download import Unreadable
from appstore.analytics.reader import read
from appstore.analytics.reports import AnalyticsReport, which
from records.analytics.subscriptions import PLANS
from sandbox.appstore.analytics_names import REPORTS_BY_CATEGORY
from tests.support import wording
from tests.support.env import Env

MADE_ON = date(2027, 1, 2)
SESSIONS, CRASHES = "App Sessions Standard", "App Crashes"


def asks(env: Env, line: str) -> str:
    """What Vera, who may only view, reads in the thread of her message."""
    ts = env.says(env.vera, f"<@{env.slack.bot.id}> {line}")
    env.work()
    return env.read(ts)


def ready(env: Env, days_ago: float = 30.0) -> date:
    """Reports that were requested so long ago; returns the last day on which sessions and crashes are complete."""
    env.apple.give_role(env.apple_key.key_id, "ADMIN")
    env.apple.request_analytics(env.app_id, days_ago)
    return env.apple.analytics_today() - timedelta(days=5)


def truth(env: Env, end: date, days: int) -> Counter[str]:
    """The sums of so many days up to `end`, as the store knows them."""
    sums = Counter[str]()
    for number in range(days):
        sums += env.apple.analytics_day(env.app_id, end - timedelta(days=number))
    return sums


def test_sessions_and_crashes_are_those_of_the_newest_reports_and_compared(env: Env) -> None:
    end = ready(env)
    shown = asks(env, "analytics --quality 7d")
    sums, before = truth(env, end, 7), truth(env, end - timedelta(days=7), 7)
    assert f"Sessions {sums['sessions']:,} (" in shown
    assert f"{before['sessions']:,} before" in shown
    assert f"Crashes {sums['crashes']:,} (" in shown
    assert f"Crashes per 1,000 sessions {sums['crashes'] * 1000 / sums['sessions']:.1f}" in shown
    assert "Average session 1 min 35 s" in shown
    assert "Crashes by version: 1.1 " in shown
    assert "Sessions by device: iPhone " in shown
    assert f"complete up to {end:%B} {end.day}" in shown


def test_a_second_look_takes_three_calls_and_changes_nothing(env: Env) -> None:
    ready(env)
    first = asks(env, "analytics --quality")
    calls = len(env.apple.calls)
    assert asks(env, "analytics --quality") == first
    assert len(env.apple.calls) - calls <= 3


def test_what_is_shown_of_the_store_does_not_wait_for_sessions(env: Env) -> None:
    ready(env)
    asks(env, "analytics --quality")
    assert wording.ANALYTICS_RATIO in asks(env, "analytics")


def test_a_report_that_apple_has_not_made_is_no_zero(env: Env) -> None:
    ready(env)
    env.apple.withhold_report(env.app_id, CRASHES)
    shown = asks(env, "analytics --quality")
    assert wording.NO_CRASH_REPORT in shown
    assert "Crashes 0" not in shown
    assert "per 1,000" not in shown


def test_an_app_without_either_report_is_told_why(env: Env) -> None:
    ready(env)
    for name in (CRASHES, SESSIONS):
        env.apple.withhold_report(env.app_id, name)
    assert wording.NO_QUALITY_REPORTS in asks(env, "analytics --quality")


@pytest.mark.parametrize("how", ["error", "missing", "corrupt", "columns"])
def test_a_report_that_cannot_be_read_is_named_and_read_later(env: Env, how: str) -> None:
    env.retry_at_once()
    end = ready(env)
    made_on = end + timedelta(days=5)
    env.apple.break_report(CRASHES, made_on, how)
    shown = asks(env, "analytics --quality")
    # Columns in another order, and one that nobody knows, are read.
    assert (wording.NOT_READ in shown) is (how != "columns")
    env.apple.break_report(CRASHES, made_on, "")
    assert f"Crashes {truth(env, end, 7)['crashes']:,}" in asks(env, "analytics --quality")


def test_a_report_of_which_nothing_can_be_read_is_not_called_unmade(env: Env) -> None:
    env.retry_at_once()
    end = ready(env)
    for number in range(40):
        env.apple.break_report(CRASHES, end + timedelta(days=5 - number), "corrupt")
    shown = asks(env, "analytics --quality")
    assert wording.NO_CRASH_REPORT not in shown
    assert wording.NOT_READ in shown
    assert "Crashes 0" not in shown
    assert "per 1,000" not in shown


def test_days_without_a_report_are_not_compared(env: Env) -> None:
    ready(env, days_ago=12.0)
    shown = asks(env, "analytics --quality 7d")
    assert wording.NOT_COMPARED in shown
    assert " before)" not in shown


def test_a_territory_or_source_can_not_be_asked_for(env: Env) -> None:
    assert "can't be narrowed by --territory" in asks(env, "analytics --quality --territory DEU")
    assert "can't be narrowed by --source" in asks(env, "analytics --quality --source search")


@pytest.mark.parametrize("verb", ["daily 09:00", "weekly Monday 09:00", "on", "off"])
def test_nothing_is_set_up_with_quality(env: Env, verb: str) -> None:
    ts = env.says(env.olive, f"<@{env.slack.bot.id}> analytics {verb} --quality")
    env.work()
    assert wording.NOT_WITH_QUALITY in env.read(ts)
    assert PLANS.get(env.kit.redis, env.release.id) is None
    assert not env.writes()


def test_an_unknown_span_and_an_app_without_a_request_are_explained(env: Env) -> None:
    assert wording.NO_PERIOD in asks(env, "analytics --quality 45d")
    env.apple.give_role(env.apple_key.key_id, "ADMIN")
    assert "/asc analytics on" in asks(env, "analytics --quality")


def file(folder: Path, text: str) -> Path:
    """A packed segment."""
    path = folder / "segment"
    path.write_bytes(compress(text.encode()))
    return path


def test_sessions_are_summed_by_day_device_and_version(tmp_path: Path) -> None:
    head = "date\tApp Version\tDevice\tTerritory\tSessions\tTotal Session Duration (s)\tMood\n"
    rows = (
        "2026-12-31\t2.0\tiphone\tUS\t3\t90.5\tfine\n",
        "2026-12-31\t2.0\tiPhone\tDE\t4\t10\tfine\n",
        "\t2.1\tiPad\tDE\t1\t5\tfine\n",
        "2026-12-31\t2.0\tiPhone\tDE\tmany\t10\tfine\n",
        "2027-01-05\t2.0\tiPhone\tDE\t1\t10\tfine\n",
    )
    table = read([file(tmp_path, head + "".join(rows))], AnalyticsReport.SESSIONS, MADE_ON)
    assert table.days == {
        date(2026, 12, 31): {Cell("", "", "iPhone", "2.0"): [7, 100]},
        MADE_ON: {Cell("", "", "iPad", "2.1"): [1, 5]},
    }
    assert (table.skipped_rows, table.unknown_columns) == (2, ("Mood",))


@pytest.mark.parametrize("column", ["Crashes", "Count"])
def test_crashes_are_counted_in_either_column(tmp_path: Path, column: str) -> None:
    text = f"Date\tApp Version\tDevice\t{column}\n2026-12-31\t2.0\tiPhone\t2\n"
    table = read([file(tmp_path, text)], AnalyticsReport.CRASHES, MADE_ON)
    assert table.days == {date(2026, 12, 31): {Cell("", "", "iPhone", "2.0"): [2]}}


@pytest.mark.parametrize("report", [AnalyticsReport.SESSIONS, AnalyticsReport.CRASHES])
def test_a_report_without_the_column_that_counts_is_unreadable(tmp_path: Path, report: AnalyticsReport) -> None:
    with pytest.raises(Unreadable):
        read([file(tmp_path, "Date\tDevice\n2026-12-31\tiPhone\n")], report, MADE_ON)


def test_each_report_is_found_by_one_name_of_apples() -> None:
    names = [name for category in REPORTS_BY_CATEGORY.values() for name in category]
    found = {match[0]: name for name in names if (match := which(name)) is not None}
    assert found[AnalyticsReport.SESSIONS] == SESSIONS
    assert found[AnalyticsReport.CRASHES] == CRASHES
    assert which("App Crashes Expanded") is None
