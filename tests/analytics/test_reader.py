"""Analytics reports are read by the names of their columns, a piece at a time, whatever Apple adds to them."""

from __future__ import annotations

import gzip
import tracemalloc
from datetime import date
from pathlib import Path

import httpx
import pytest

from appstore.analytics.counts import Cell, closest_source, find_source
from appstore.analytics.download import Fault, Unreadable, download
from appstore.analytics.reader import read
from appstore.analytics.reports import AnalyticsReport, Segment, which

MADE_ON = date(2027, 1, 2)
HEAD = "Date\tEvent\tPage Type\tSource Type\tDevice\tTerritory\tCounts\tUnique Counts\n"
SEARCH = "App Store search"


def file(folder: Path, *lines: str, name: str = "1") -> Path:
    path = folder / name
    path.write_bytes(gzip.compress("".join(lines).encode()))
    return path


def row(count: str, *, day: str = "2026-12-31", event: str = "Impression", page: str = "No page") -> str:
    return f"{day}\t{event}\t{page}\t{SEARCH}\tiPhone\tDE\t{count}\t1\n"


def test_segments_are_added_up_by_day_territory_source_device_and_page(tmp_path: Path) -> None:
    first = file(tmp_path, "\ufeff", HEAD, row("3"), row("4", day="2027-01-01"))
    second = file(tmp_path, HEAD.replace("\n", "\r\n"), row("2").replace("\n", "\r\n"), row("9", event="tap"), name="2")
    table = read([first, second], AnalyticsReport.DISCOVERY, MADE_ON)
    cell = Cell("DEU", SEARCH, "iPhone", "No page")
    assert table.days == {date(2026, 12, 31): {cell: [5, 0]}, date(2027, 1, 1): {cell: [4, 0]}}
    assert (table.skipped_rows, table.unknown_columns) == (0, ())


def test_values_are_compared_without_case(tmp_path: Path) -> None:
    lines = [row("3"), row("4").replace(SEARCH, "APP STORE SEARCH").replace("iPhone", "iphone")]
    (day,) = read([file(tmp_path, HEAD, *lines)], AnalyticsReport.DISCOVERY, MADE_ON).days.values()
    assert day == {Cell("DEU", SEARCH, "iPhone", "No page"): [7, 0]}


def test_only_views_of_a_product_page_or_a_store_sheet_are_counted(tmp_path: Path) -> None:
    pages = ["Product page", "STORE SHEET", "Developer page"]
    lines = [row("10", event="page view", page=page) for page in pages]
    (day,) = read([file(tmp_path, HEAD, *lines)], AnalyticsReport.DISCOVERY, MADE_ON).days.values()
    assert sorted(tuple(counts) for counts in day.values()) == [(0, 10), (0, 10)]


def test_columns_may_move_and_new_ones_and_unknown_rows_are_counted(tmp_path: Path) -> None:
    lines = [
        "Mood\tCounts\tEvent\tTerritory\n",
        "fine\t7.0\tImpression\tUS\n",
        "fine\t7\tHover\tUS\n",
        "fine\tmany\tImpression\tUS\n",
        "too\tshort\n",
    ]
    table = read([file(tmp_path, *lines)], AnalyticsReport.DISCOVERY, MADE_ON)
    assert table.days == {MADE_ON: {Cell("USA", "", "", ""): [7, 0]}}
    assert (table.skipped_rows, table.unknown_columns) == (3, ("Mood",))


@pytest.mark.parametrize("only", [row("3", day="31.12.2026"), row("3", event="Anzeige"), row("3,0")])
def test_rows_that_nobody_can_read_are_not_a_quiet_day(tmp_path: Path, only: str) -> None:
    with pytest.raises(Unreadable):
        read([file(tmp_path, HEAD, only)], AnalyticsReport.DISCOVERY, MADE_ON)


def test_updates_are_no_downloads(tmp_path: Path) -> None:
    kinds = ("First-time download", "redownload", "Auto-update", "Manual update", "Restore")
    lines = [f"2026-12-31\t{kind}\tFR\t2\n" for kind in kinds]
    table = read(
        [file(tmp_path, "date\tDownload Type\tTerritory\tCounts\n", *lines)], AnalyticsReport.DOWNLOADS, MADE_ON
    )
    assert table.days == {date(2026, 12, 31): {Cell("FRA", "", "", ""): [2, 2]}}
    assert table.skipped_rows == 0


@pytest.mark.parametrize("content", ["", HEAD])
def test_an_empty_report_has_no_days(tmp_path: Path, content: str) -> None:
    assert read([file(tmp_path, content)], AnalyticsReport.DISCOVERY, MADE_ON).days == {}


def test_a_file_that_is_not_packed_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "plain"
    path.write_text(HEAD + row("3"), encoding="utf-8")
    assert len(read([path], AnalyticsReport.DISCOVERY, MADE_ON).days) == 1


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    cut = file(tmp_path, HEAD, *(row(str(number * 7919 % 999_983)) for number in range(5000)))
    cut.write_bytes(cut.read_bytes()[:-200])
    with pytest.raises(Unreadable) as error:
        read([cut], AnalyticsReport.DISCOVERY, MADE_ON)
    assert error.value.fault is Fault.DAMAGED
    with pytest.raises(Unreadable) as error:
        read([file(tmp_path, "Date\tTerritory\n")], AnalyticsReport.DISCOVERY, MADE_ON)
    assert error.value.fault is Fault.COLUMNS


@pytest.mark.parametrize(
    ("status", "fault"), [(302, Fault.NOT_FOUND), (403, Fault.NOT_FOUND), (503, Fault.UNAVAILABLE)]
)
def test_a_segment_is_fetched_without_following_redirects(tmp_path: Path, status: int, fault: Fault) -> None:
    sent: list[httpx.Request] = []

    def storage(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(status, headers={"location": "https://example.com/"})

    http = httpx.Client(transport=httpx.MockTransport(storage))
    segment = Segment(url="https://storage.example.com/1?X-Amz-Signature=a%2Fb", checksum="", size=1)
    with pytest.raises(Unreadable) as error:
        download(http, segment, tmp_path / "1")
    assert (error.value.fault, error.value.passing) == (fault, True)
    assert [(str(request.url), "authorization" in request.headers) for request in sent] == [(segment.url, False)]


def test_a_bomb_is_not_unpacked_and_a_line_without_end_takes_no_memory(tmp_path: Path) -> None:
    bomb = file(tmp_path, HEAD, row("1"), "\t" * 40_000_000)
    tracemalloc.start()
    table = read([bomb], AnalyticsReport.DISCOVERY, MADE_ON)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert table.skipped_rows == 1
    assert most < 20_000_000
    with pytest.raises(Unreadable) as error:
        read([bomb], AnalyticsReport.DISCOVERY, MADE_ON, most_unpacked=10_000_000)
    assert error.value.fault is Fault.TOO_LARGE


@pytest.mark.parametrize(
    ("name", "report"),
    [
        ("App Store Discovery and Engagement Standard", AnalyticsReport.DISCOVERY),
        ("app store discovery & engagement - standard", AnalyticsReport.DISCOVERY),
        ("App Downloads Standard", AnalyticsReport.DOWNLOADS),
        ("App Store Downloads", AnalyticsReport.DOWNLOADS),
        ("App Downloads Detailed", None),
        ("App Store Web Preview Engagement Standard", None),
        ("App Store Pre-Orders Standard", None),
    ],
)
def test_the_name_of_a_report_is_matched_tolerantly(name: str, report: AnalyticsReport | None) -> None:
    found = which(name)
    assert (found and found[0]) == report


@pytest.mark.parametrize(
    ("word", "source"), [("search", SEARCH), ("App Store Browse", "App Store browse"), ("WEB", "Web referrer")]
)
def test_sources_have_short_names(word: str, source: str) -> None:
    assert find_source(word) == source
    assert closest_source(word[:-1]) == source
