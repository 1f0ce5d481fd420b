"""Sales reports in the stand-in: what is refused, and what a report holds."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from datetime import date, timedelta

import httpx
import pytest

from sandbox.tests.appstore_visitor import BUNDLE_ID, Visitor, codes, visiting

DAY = date(2026, 11, 22)  # a Sunday
ACCEPT = {"Accept": "application/a-gzip, application/json"}
UNFIT = [("PARAMETER_ERROR.INVALID.INVALID_COMBINATION", "")]


@pytest.fixture
def sam() -> Iterator[Visitor]:
    with visiting("SALES") as visitor:
        visitor.apple.newest_report = DAY
        yield visitor


def read(sam: Visitor, frequency: str = "DAILY", written: str = "2026-11-22", **more: str) -> httpx.Response:
    filters = {"vendorNumber": sam.apple.vendor_number, "reportType": "SALES", "reportSubType": "SUMMARY"}
    filters |= {"frequency": frequency, "reportDate": written, **more}
    params = {f"filter[{name}]": value for name, value in filters.items() if value}
    return sam.client.get("/v1/salesReports", params=params, headers=ACCEPT)


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/a-gzip"
    return list(csv.DictReader(gzip.decompress(answer.content).decode().splitlines(), delimiter="\t"))


def test_a_report_covers_all_apps_of_the_vendor(sam: Visitor) -> None:
    tide, kettle = sam.apple.add_app(BUNDLE_ID, "Tide"), sam.apple.add_app("com.example.kettle", "Kettle")
    sam.apple.add_sale(tide, DAY, 3)
    sam.apple.add_sale(tide, DAY, -1, product="Moon Pack", kind="IA1", proceeds="2.09")
    sam.apple.add_sale(kettle, DAY - timedelta(days=1), 5, country="DE", currency="EUR")
    oldest, other = rows(read(sam))
    assert (oldest["Apple Identifier"], oldest["SKU"], oldest["Units"], oldest["Begin Date"]) == (
        tide,
        "TIDE",
        "3",
        "11/22/2026",
    )
    assert (other["Parent Identifier"], other["Units"], other["Developer Proceeds"]) == ("TIDE", "-1", "2.09")
    assert len(rows(read(sam, "WEEKLY"))) == 3
    assert len(rows(read(sam, written=""))) == 2, "the newest day"


@pytest.mark.parametrize(
    ("frequency", "written", "status", "detail"),
    [
        ("DAILY", "2026-11-21", 404, "There were no sales for the date specified."),
        ("DAILY", "2026-11-23", 404, "Report is not available yet."),
        ("WEEKLY", "2026-11-29", 404, "Report is not available yet."),
        ("MONTHLY", "2026-11", 404, "Report is not available yet."),
        ("DAILY", "2020-11-22", 410, "Report is no longer available."),
    ],
)
def test_a_report_that_is_missing_says_why(
    sam: Visitor, frequency: str, written: str, status: int, detail: str
) -> None:
    answer = read(sam, frequency, written)
    assert answer.status_code == status
    assert answer.json()["errors"][0]["detail"].startswith(detail)


@pytest.mark.parametrize(
    ("frequency", "written"),
    [
        ("DAILY", "2026-11"),
        ("WEEKLY", "2026-11-21"),
        ("MONTHLY", "2026-11-22"),
        ("YEARLY", "2026-11"),
        ("DAILY", "2026-13-01"),
    ],
)
def test_a_date_that_does_not_fit_is_refused(sam: Visitor, frequency: str, written: str) -> None:
    assert codes(read(sam, frequency, written)) == UNFIT


def test_combinations_versions_and_vendors_that_apple_has_not_are_refused(sam: Visitor) -> None:
    assert codes(read(sam, reportType="SUBSCRIPTION_EVENT", frequency="MONTHLY", reportDate="2026-10")) == UNFIT
    assert codes(read(sam, version="1_9")) == [("PARAMETER_ERROR.INVALID", "filter[version]")]
    assert codes(read(sam, vendorNumber="1")) == [("PARAMETER_ERROR.INVALID", "filter[vendorNumber]")]
    assert codes(read(sam, vendorNumber="")) == [("PARAMETER_ERROR.REQUIRED", "filter[vendorNumber]")]


def test_a_client_must_accept_gzip_and_have_the_role(sam: Visitor) -> None:
    assert sam.client.get("/v1/salesReports", headers={"Accept": "application/json"}).status_code == 406
    sam.become(sam.apple.add_key("APP_MANAGER"))
    assert read(sam).status_code == 403
