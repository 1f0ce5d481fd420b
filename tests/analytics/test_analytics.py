"""`analytics`: the reports are requested once, fetched when Apple has made them, and shown with what is missing."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.analytics.commands import read_span
from cards.analytics import charts
from cards.listing.audit_tags import TEXT_CHANGED
from cards.releases.audit_tags import VERSION_RELEASED
from cards.uploads.audit_tags import UPLOADED
from records import audit
from records.analytics.subscriptions import PLANS
from records.audit import AuditEntry
from sandbox import pictures
from sandbox.appstore import Fault
from sandbox.slack.rendering import as_text
from tasks import clock
from tests.support import wording
from tests.support.env import Env

DISCOVERY, DOWNLOADS = "App Store Discovery and Engagement Standard", "App Downloads Standard"


def asks(env: Env, line: str) -> str:
    """What Olive, who owns the workspace, reads in the thread of her message."""
    ts = env.says(env.olive, f"<@{env.slack.bot.id}> {line}")
    env.work()
    return env.read(ts)


def ready(env: Env, *, days_ago: float = 20.0) -> date:
    """An admin's key, and reports that were requested so long ago; returns the last complete day."""
    env.apple.give_role(env.apple_key.key_id, "ADMIN")
    env.apple.request_analytics(env.app_id, days_ago)
    return env.apple.analytics_today() - timedelta(days=3)


def downloaded(env: Env, file: Any) -> str:  # noqa: ANN401 - Slack's JSON
    token = {"Authorization": "Bearer xoxb-made-up-for-tests"}
    return env.kit.http.get(file["url_private_download"], headers=token).content.decode("utf-8-sig")


def truth(env: Env, end: date, days: int, **only: str) -> Counter[str]:
    """The sums of so many days up to `end`, as the store knows them."""
    sums = Counter[str]()
    for number in range(days):
        sums += env.apple.analytics_day(env.app_id, end - timedelta(days=number), **only)
    return sums


def posts(env: Env) -> str:
    """What the bot has posted in the channel, outside of threads."""
    return "\n".join(
        as_text(message)
        for message in env.slack.messages(env.release)
        if message.user == env.slack.bot.id and not message.thread_ts
    )


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any picture in place of the charts, which take most of the time, where the figures alone are looked at."""
    picture = pictures.png(200, 100, seed=1)
    for name in ("by_day", "by_part"):
        monkeypatch.setattr(charts, name, lambda *_: picture)


def test_the_figures_of_a_week_are_those_of_the_newest_reports(env: Env) -> None:
    end = ready(env)
    ts = env.says(env.vera, f"<@{env.slack.bot.id}> analytics")
    env.work()
    message, file = env.replies(ts)
    sums, before = truth(env, end, 7), truth(env, end - timedelta(days=7), 7)
    for count in (sums["impressions"], sums["views"], sums["first_time"], sums["redownloads"]):
        assert f"{count:,}" in message.text
    assert f"{before['impressions']:,} before" in message.text
    downloads = sums["first_time"] + sums["redownloads"]
    assert f"{downloads / sums['impressions'] * 100:.1f} %" in message.text
    assert wording.ANALYTICS_RATIO in message.text
    assert f"complete up to {end:%B} {end.day}" in message.text
    assert len([block for block in message.blocks if block["type"] == "image" and block["alt_text"]]) == 2
    (attached,) = file.files
    rows = list(csv.DictReader(io.StringIO(downloaded(env, attached))))
    assert sum(int(row["impressions"]) for row in rows) == sums["impressions"]
    assert sum(int(row["first-time downloads"]) for row in rows) == sums["first_time"]


@pytest.mark.usefixtures("undrawn")
def test_a_second_look_takes_three_calls_and_shows_a_territory_and_a_source(env: Env) -> None:
    end = ready(env)
    asks(env, "analytics 7d")
    count = len(env.apple.calls)
    shown = asks(env, "analytics 7d --territory germany --source search")
    assert len(env.apple.calls) - count <= 3
    sums = truth(env, end, 7, territory="DE", source="App Store search")
    assert f"{sums['impressions']:,}" in shown
    assert wording.analytics_only("Germany", "App Store search") in shown


@pytest.mark.usefixtures("undrawn")
def test_what_changed_most_comes_first_with_where(env: Env) -> None:
    end = ready(env)
    env.apple.shift_analytics(env.app_id, end - timedelta(days=6), 0.3, "DE")
    shown = asks(env, "analytics 7d")
    assert "Downloads fell" in shown
    assert wording.MOST_IN_GERMANY in shown
    assert shown.index("First-time downloads") < shown.index("Impressions")


@pytest.mark.usefixtures("undrawn")
def test_the_request_is_made_once_and_its_first_data_announced(env: Env) -> None:
    env.apple.give_role(env.apple_key.key_id, "ADMIN")
    assert wording.analytics_not_on("Tide") in asks(env, "analytics")
    assert wording.ANALYTICS_DUE in asks(env, "analytics on")
    assert wording.analytics_requested("Tide") in asks(env, "analytics on")
    assert len(env.apple.analytics_requests(env.app_id)) == 1
    assert wording.NO_ANALYTICS_YET in asks(env, "analytics")
    assert posts(env) == ""
    env.apple.first_report = 0.0
    now = env.kit.clock()
    for minutes in (2, 4 * 60):
        env.kit = replace(env.kit, clock=lambda: now + minutes * 60)  # noqa: B023 - read at once
        clock.tick(env.kit)
        env.work()
    assert posts(env).count(wording.ANALYTICS_ARRIVED) == 1


def test_a_stopped_request_is_replaced(env: Env) -> None:
    ready(env)
    (old,) = env.apple.analytics_requests(env.app_id)
    env.apple.first_report = 90 * 24 * 3600.0
    env.apple.stop_analytics(old)
    assert wording.ANALYTICS_STOPPED in asks(env, "analytics")
    assert wording.ANALYTICS_REPLACED in asks(env, "analytics on")
    (new,) = env.apple.analytics_requests(env.app_id)
    assert new != old


@pytest.mark.usefixtures("undrawn")
def test_a_request_that_was_stopped_or_replaced_is_noticed_at_once(env: Env) -> None:
    end = ready(env)
    asks(env, "analytics")
    (old,) = env.apple.analytics_requests(env.app_id)
    env.apple.stop_analytics(old)
    assert wording.NO_NEWER_REPORTS in asks(env, "analytics")
    env.kit.apple_of("").delete(f"/v1/analyticsReportRequests/{old}")
    env.apple.request_analytics(env.app_id, 20.0)
    shown = asks(env, "analytics")
    assert wording.NO_NEWER_REPORTS not in shown
    assert f"{truth(env, end, 7)['impressions']:,}" in shown


@pytest.mark.usefixtures("undrawn")
def test_a_report_that_apple_does_not_know_for_once_hides_no_other(env: Env) -> None:
    end = ready(env)
    env.apple.faults.add(Fault.status(404, path="analyticsReports/[^/]+/instances", times=1))
    downloads = truth(env, end + timedelta(days=1), 7)["first_time"]
    assert f"{downloads:,}" in asks(env, "analytics")
    assert f"{truth(env, end, 7)['impressions']:,}" in asks(env, "analytics")


def test_a_key_without_the_role_is_explained(env: Env) -> None:
    assert wording.ANALYTICS_NEEDS_ADMIN in asks(env, "analytics on")
    assert env.apple.analytics_requests(env.app_id) == []
    env.apple.give_role(env.apple_key.key_id, "DEVELOPER")
    assert wording.ANALYTICS_NEEDS_READER in asks(env, "analytics")


def test_a_request_whose_response_is_lost_is_made_once(env: Env) -> None:
    env.retry_at_once()
    env.apple.give_role(env.apple_key.key_id, "ADMIN")
    env.apple.faults.add(Fault.lost(method="POST", path="analyticsReportRequests", times=1))
    assert wording.ANALYTICS_DUE in asks(env, "analytics on")
    assert len(env.apple.analytics_requests(env.app_id)) == 1


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("how", ["corrupt", "error"])
def test_a_report_that_cannot_be_read_is_named_and_read_when_it_can(env: Env, how: str) -> None:
    env.retry_at_once()
    end = ready(env)
    # The last word on the day before the last complete one.
    made = end + timedelta(days=2)
    env.apple.break_report(DISCOVERY, made, how)
    shown = asks(env, "analytics 7d")
    assert wording.not_last_word("impressions and page views", made - timedelta(days=3)) in shown
    assert wording.NOT_COMPARED in shown
    env.apple.break_report(DISCOVERY, made, "")
    shown = asks(env, "analytics 7d")
    assert wording.NOT_COMPARED not in shown
    assert f"{truth(env, end, 7)['impressions']:,}" in shown


@pytest.mark.usefixtures("undrawn")
def test_a_newest_report_that_cannot_be_read_ends_the_period_earlier_and_is_named(env: Env) -> None:
    env.retry_at_once()
    end = ready(env)
    env.apple.break_report(DISCOVERY, env.apple.analytics_today(), "missing")
    shown = asks(env, "analytics 7d")
    assert f"complete up to {end - timedelta(days=1):%B} {(end - timedelta(days=1)).day}" in shown
    assert wording.newest_not_read(env.apple.analytics_today()) in shown
    assert wording.NOT_COMPARED not in shown


@pytest.mark.usefixtures("undrawn")
def test_reports_that_cannot_be_read_hold_up_no_others(env: Env) -> None:
    env.retry_at_once()
    end = ready(env, days_ago=30.0)
    for days in range(10, 15):
        env.apple.break_report(DISCOVERY, end - timedelta(days=days), "error")
    shown = asks(env, "analytics 7d")
    assert f"{truth(env, end, 7)['first_time']:,}" in shown
    assert wording.not_read(end - timedelta(days=10)) in shown


def test_no_report_that_can_be_read_is_not_the_same_as_none(env: Env) -> None:
    env.retry_at_once()
    end = ready(env, days_ago=3.0)
    for report in (DISCOVERY, DOWNLOADS):
        for days in range(6):
            env.apple.break_report(report, end + timedelta(days=days), "corrupt")
    shown = asks(env, "analytics 7d")
    assert wording.NO_FIGURES in shown
    assert wording.not_read(end + timedelta(days=3)) in shown


def test_changes_of_the_store_page_are_marked_on_their_day(env: Env) -> None:
    end = ready(env)
    at = datetime.combine(end - timedelta(days=2), time(12), UTC).timestamp()
    common = {"user": env.eddie.id, "channel": env.release.id, "app": "com.example.tide"}
    changes = ((TEXT_CHANGED, "keywords"), (TEXT_CHANGED, "supporturl"), (UPLOADED, "APP_IPHONE_67"))
    for tag, field in changes:
        audit.write(env.kit.redis, AuditEntry(at=at, tag=tag, field=field, **common))
    audit.write(env.kit.redis, AuditEntry(at=at, tag=VERSION_RELEASED, field="state", version="1.1", **common))
    audit.write(env.kit.redis, AuditEntry(at=at, tag=UPLOADED, **{**common, "app": "com.example.other"}))
    shown = asks(env, "analytics")
    env.apple.give_role(env.apple_key.key_id, "DEVELOPER")
    assert wording.ANALYTICS_NEEDS_READER in asks(env, "analytics")
    assert wording.marked(end - timedelta(days=2), "keywords, screenshots and 1.1 released") in shown


def test_other_columns_and_quiet_days_are_read(env: Env) -> None:
    end = ready(env)
    env.apple.break_report(DOWNLOADS, end + timedelta(days=2), "columns")
    env.apple.quiet_day(env.app_id, end - timedelta(days=1))
    shown = asks(env, "analytics 7d")
    assert f"{truth(env, end, 7)['first_time']:,}" in shown
    assert "“Mood”" in shown
    assert wording.NOT_COMPARED not in shown


@pytest.mark.usefixtures("undrawn")
def test_days_before_the_first_data_are_named_and_not_compared(env: Env) -> None:
    end = ready(env, days_ago=5.0)
    shown = asks(env, "analytics 7d")
    assert wording.NOT_COMPARED in shown
    assert wording.NO_REPORT in shown
    assert f"{truth(env, end, 90)['first_time']:,}" not in shown


def test_scheduled_figures_are_posted_once_and_nothing_new_is_said(env: Env) -> None:
    end = ready(env)
    assert wording.analytics_on("Tide", "every day at 09:00") in asks(env, "analytics daily 09:00 Europe/Berlin")
    plan = PLANS.get(env.kit.redis, env.release.id)
    assert plan is not None
    due_times = [plan.due + 1, plan.after(plan.due) + 1]
    for moment in due_times:
        env.kit = replace(env.kit, clock=lambda: moment)  # noqa: B023 - read at once
        for _ in range(2):
            clock.tick(env.kit)
            env.work()
    shown = posts(env)
    assert shown.count(f"{truth(env, end, 7)['impressions']:,} (") == 1
    assert shown.count(wording.NOTHING_NEW) == 1
    assert wording.ANALYTICS_OFF in asks(env, "analytics off")
    assert PLANS.get(env.kit.redis, env.release.id) is None


def test_what_is_not_understood_gets_the_closest(env: Env) -> None:
    answers = {
        "analytics 45d": wording.NO_PERIOD,
        "analytics --territory Germny": "Germany (DEU)",
        "analytics --source serch": "Did you mean --source search?",
        "analytics weekly": "When? Write /asc analytics daily 09:00",
        "analytics weekly Someday 09:00": "is not a day of the week",
        "analytics daily 25:00": "is not a time of day",
    }
    for line, answer in answers.items():
        assert answer in asks(env, line)


@pytest.mark.parametrize(
    ("text", "days"), [("", 7), ("7d", 7), ("30 days", 30), ("90D", 90), ("last month", 30), ("45d", None), ("x", None)]
)
def test_a_period_is_seven_thirty_or_ninety_days(text: str, days: int | None) -> None:
    assert read_span(text) == days
