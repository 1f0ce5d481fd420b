"""The command `sales`, from the message to Apple's reports and back, with its CSV."""

from __future__ import annotations

import csv
import gzip
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from appstore.sales.days import Frequency
from appstore.sales.reports import Missing
from appstore.sales.tables import OwnApp
from records.keys import key
from records.sales.reports import KEPT_SECONDS, KeptReports
from tasks.sales.reader import SalesReader
from tests.support import wording
from tests.support.env import Env

DAY = date(2025, 3, 12)
WEEK = timedelta(days=7)


@pytest.fixture
def shop(env: Env) -> Env:
    """An app whose sales are known, and a key that may read them."""
    env.kit = replace(env.kit, vendor_numbers={"": env.apple.vendor_number})
    env.apple.give_role(env.apple_key.key_id, "SALES")
    env.apple.newest_report = DAY
    return env


def asks(env: Env, line: str) -> str:
    """What Eddie reads in the thread of a mention."""
    ts = env.says(env.eddie, f"<@BOT> {line}")
    env.work()
    return env.read(ts)


def reports_read(env: Env) -> list[str]:
    """The sales reports that were asked for, in the order of their dates."""
    calls = [call for call in env.apple.calls if call.path == "/v1/salesReports"]
    return sorted(f"{call.query['filter[frequency]']} {call.query['filter[reportDate]']}" for call in calls)


def test_a_day_is_shown_beside_the_week_before_with_a_csv(shop: Env) -> None:
    app = shop.app_id
    shop.apple.add_sale(app, DAY, 100)
    shop.apple.add_sale(app, DAY, 20, country="DE")
    shop.apple.add_sale(app, DAY, 30, kind="3F")
    shop.apple.add_sale(app, DAY, 400, kind="7F")
    shop.apple.add_sale(app, DAY, 5, product="Moon *Pack*", kind="IA1", proceeds="2.09")
    shop.apple.add_sale(app, DAY, 2, product="Pro", kind="IAY", proceeds="17.49", currency="EUR", country="DE")
    shop.apple.add_sale(app, DAY, -1, product="Moon *Pack*", kind="IA1", proceeds="2.09")
    shop.apple.add_sale(app, DAY - WEEK, 100)
    kettle = shop.apple.add_app("com.example.kettle", "Kettle")
    shop.apple.add_sale(kettle, DAY, 7000)
    ts = shop.says(shop.eddie, "<@BOT> sales 2025-03-12 --app com.example.tide")
    shop.work()
    shown = shop.read(ts)
    assert wording.SALES_UNITS in shown
    assert wording.SALES_UNCOUNTED in shown
    assert wording.SALES_PROCEEDS in shown
    assert wording.SALES_REFUNDS in shown
    assert wording.SALES_AFTER_REFUNDS in shown
    assert wording.SALES_OF_A_PRODUCT in shown
    assert wording.SALES_IN_GERMANY in shown
    (message,) = [reply for reply in shop.replies(ts) if reply.blocks]
    for essential in (wording.SALES_UNITS, wording.SALES_REFUNDS, wording.SALES_IN_GERMANY):
        assert essential in message.text
    (file,) = [file for reply in shop.replies(ts) for file in reply.files]
    rows = list(csv.DictReader(shop.slack.workspace.files[file["id"]].data.decode("utf-8-sig").splitlines()))
    assert [(row["product"], row["units"], row["proceeds"], row["refunded"]) for row in rows if row["currency"]] == [
        ("Moon *Pack*", "5", "10.45", "2.09"),
        ("Pro", "2", "34.98", "0"),
    ]
    assert "7,000" not in shown
    assert reports_read(shop) == ["DAILY 2025-03-05", "DAILY 2025-03-12"]


def test_a_territory_narrows_the_figures(shop: Env) -> None:
    shop.apple.add_sale(shop.app_id, DAY, 100)
    shop.apple.add_sale(shop.app_id, DAY, 20, country="DE")
    shown = asks(shop, "sales 2025-03-12 --territory germany")
    assert "20 units" in shown
    assert "United States" not in shown


def test_a_slash_command_is_answered_in_private(shop: Env) -> None:
    shop.apple.add_sale(shop.app_id, DAY, 100)
    shop.eddie.types("/asc sales 2025-03-12", shop.release)
    shop.slack.settled()
    shop.work()
    assert "100 units" in shop.ephemeral_text(shop.eddie)
    (file,) = shop.slack.messages(shop.eddie.dm)[-1].files
    assert file["name"] == "com.example.tide-sales-2025-03-12-2025-03-12.csv"
    assert not shop.slack.messages(shop.release)


def reader_at(shop: Env, now: str) -> SalesReader:
    """The figures of Tide as of a moment, with a client that counts its own calls."""
    apple = shop.kit.apple_of("").with_options()
    kept_reports = KeptReports(shop.kit.redis, shop.apple.vendor_number, shop.app_id)
    return SalesReader(OwnApp(shop.app_id, "TIDE"), apple, kept_reports, datetime.fromisoformat(now).timestamp())


def test_long_spans_read_weekly_files_and_keep_what_is_final(shop: Env) -> None:
    first, last = date(2025, 2, 12), date(2025, 3, 13)
    shop.apple.newest_report = last
    for ago in range(40):
        shop.apple.add_sale(shop.app_id, last - timedelta(days=ago), 10)
    reader = reader_at(shop, "2025-03-14T12:00:00+00:00")
    for calls in (12, 12 + 5):
        span = reader.sales(first, last)
        assert (span.totals().sold, span.missing) == (300, ())
        assert (reader.apple.calls, span.count(Frequency.WEEKLY), span.is_final) == (calls, 3, False)
    kept = [str(name, "utf-8") for name in shop.kit.redis.scan_iter(key("sales", "*"))]
    assert len(kept) == 7
    assert all(KEPT_SECONDS - 60 < shop.kit.redis.ttl(name) <= KEPT_SECONDS for name in kept)
    assert [name for name in reports_read(shop) if "WEEKLY" in name] == [
        "WEEKLY 2025-02-23",
        "WEEKLY 2025-03-02",
        "WEEKLY 2025-03-09",
        "WEEKLY 2025-03-09",
    ]


def test_a_week_that_is_not_there_is_read_by_day_and_what_is_missing_is_named(shop: Env) -> None:
    saturday = date(2025, 3, 15)
    shop.apple.newest_report = saturday
    shop.apple.add_sale(shop.app_id, saturday, 4)
    span = reader_at(shop, "2025-03-17T12:00:00+00:00").sales(date(2025, 3, 9), date(2025, 3, 16))
    assert span.totals().sold == 4
    assert span.without(Missing.LATER) == (date(2025, 3, 16),)
    assert len(span.without(Missing.ZERO)) == 6


def test_a_month_that_is_not_there_is_read_by_week_and_by_day(shop: Env) -> None:
    first, last = date(2025, 2, 1), date(2025, 2, 28)
    shop.apple.newest_report = date(2025, 2, 27)
    for ago in range(1, 28):
        shop.apple.add_sale(shop.app_id, last - timedelta(days=ago), 10)
    reader = reader_at(shop, "2025-03-01T20:00:00+00:00")
    span = reader.sales(first, last)
    assert (span.totals().sold, span.missing) == (270, ((last, Missing.LATER),))
    assert (span.count(Frequency.WEEKLY), reader.apple.calls) == (3, 11)
    shop.apple.newest_report = last
    assert reader.sales(first, last).count(Frequency.MONTHLY) == 1


def test_a_restated_day_replaces_what_was_shown(shop: Env) -> None:
    reader = reader_at(shop, "2025-03-13T20:00:00+00:00")
    for units in (4, 3):
        shop.apple.remove_sales(DAY)
        shop.apple.add_sale(shop.app_id, DAY, units)
        assert reader.sales(DAY, DAY).totals().sold == units


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("sales 2025-03-13", wording.SALES_NOT_YET),
        ("sales 2024-03-01", wording.SALES_TOO_OLD),
        ("sales 2025-03-11", wording.SALES_ZERO),
        ("sales 3024-03-01", wording.SALES_NOT_BEGUN),
        ("sales fortnight", wording.SALES_UNCLEAR),
        ("sales yesteray", wording.SALES_DID_YOU_MEAN),
    ],
)
def test_a_day_without_figures_says_why(shop: Env, line: str, answer: str) -> None:
    assert answer in asks(shop, line)


def test_what_is_lacking_is_explained(shop: Env) -> None:
    shop.apple.give_role(shop.apple_key.key_id, "APP_MANAGER")
    assert wording.SALES_TAKE_A_ROLE in asks(shop, "sales 2025-03-12")
    shop.apple.give_role(shop.apple_key.key_id, "FINANCE")
    shop.kit = replace(shop.kit, vendor_numbers={"": "123"})
    assert wording.SALES_WRONG_VENDOR in asks(shop, "sales 2025-03-12")
    shop.kit = replace(shop.kit, vendor_numbers={"": ""})
    assert wording.SALES_TAKE_A_VENDOR in asks(shop, "sales 2025-03-12")


def test_a_damaged_report_is_fetched_once_more(shop: Env) -> None:
    shop.apple.serve_report("DAILY", "2025-03-12", b"\x1f\x8bnonsense")
    assert wording.SALES_DAMAGED in asks(shop, "sales 2025-03-12")
    assert reports_read(shop) == ["DAILY 2025-03-12"] * 2


def test_a_report_with_other_columns_shows_nothing(shop: Env) -> None:
    shop.apple.serve_report("DAILY", "2025-03-12", gzip.compress(b"Provider\tUnits\nAPPLE\t3\n"))
    shown = asks(shop, "sales 2025-03-12")
    assert wording.SALES_OTHER_COLUMNS in shown
    assert "3 units" not in shown
