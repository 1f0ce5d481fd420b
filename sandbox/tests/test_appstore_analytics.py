"""Analytics reports of the App Store Connect stand-in: requested once, made daily, restated, kept."""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from sandbox.tests.appstore_visitor import BUNDLE_ID, CERTIFICATES, Visitor, codes, visiting

REQUESTS = "analyticsReportRequests"
DOWNLOADS, DISCOVERY = "App Downloads Standard", "App Store Discovery and Engagement Standard"


@pytest.fixture
def olive() -> Iterator[Visitor]:
    with visiting("ADMIN") as visitor:
        visitor.apple.add_app(BUNDLE_ID, "Tide")
        yield visitor


def app_of(visitor: Visitor) -> str:
    return visitor.apple.look()[0].id


def request(visitor: Visitor) -> httpx.Response:
    return visitor.post(REQUESTS, {"accessType": "ONGOING"}, app=("apps", app_of(visitor)))


def instances(visitor: Visitor, request_id: str, name: str) -> list[Any]:
    (report,) = visitor.data(f"/v1/{REQUESTS}/{request_id}/reports", filter__name__=name)
    found: list[Any] = visitor.data(f"/v1/analyticsReports/{report['id']}/instances", limit=200)
    return found


def segments(visitor: Visitor, instance: Any) -> list[Any]:  # noqa: ANN401 - JSON
    found: list[Any] = visitor.data(f"/v1/analyticsReportInstances/{instance['id']}/segments")
    return found


def rows(visitor: Visitor, instance: Any) -> list[dict[str, str]]:  # noqa: ANN401 - JSON
    found: list[dict[str, str]] = []
    for segment in segments(visitor, instance):
        content = httpx.get(segment["attributes"]["url"], verify=CERTIFICATES).content
        assert hashlib.md5(content, usedforsecurity=False).hexdigest() == segment["attributes"]["checksum"]
        assert len(content) == segment["attributes"]["sizeInBytes"]
        found += csv.DictReader(gzip.decompress(content).decode().splitlines(), delimiter="\t")
    return found


def test_an_app_has_one_request_of_an_access_type(olive: Visitor) -> None:
    request_id = request(olive).json()["data"]["id"]
    refusal = request(olive)
    assert (refusal.status_code, codes(refusal)) == (409, [("STATE_ERROR", "")])
    olive.apple.stop_analytics(request_id)
    (row,) = olive.data(f"/v1/apps/{app_of(olive)}/{REQUESTS}", filter__accessType__="ONGOING")
    assert row["attributes"]["stoppedDueToInactivity"]
    assert request(olive).status_code == 409
    assert olive.delete(REQUESTS, request_id).status_code == 204
    assert request(olive).status_code == 201


@pytest.mark.parametrize(
    ("role", "read", "write"), [("APP_MANAGER", 200, 403), ("SALES", 200, 403), ("DEVELOPER", 403, 403)]
)
def test_only_some_roles_may(olive: Visitor, role: str, read: int, write: int) -> None:
    olive.become(olive.apple.add_key(role))
    assert olive.get(f"/v1/apps/{app_of(olive)}/{REQUESTS}").status_code == read
    assert request(olive).status_code == write


def test_the_first_reports_are_made_a_day_and_a_half_after_the_request(olive: Visitor) -> None:
    request_id = olive.apple.request_analytics(app_of(olive), days_ago=1)
    assert instances(olive, request_id, DOWNLOADS) == []
    olive.apple.first_report = 0.0
    assert len(instances(olive, request_id, DOWNLOADS)) == 2
    assert instances(olive, request_id, "App Clip Usage Standard") == []


def test_the_newest_instance_of_a_data_day_has_its_complete_figures(olive: Visitor) -> None:
    app_id = app_of(olive)
    request_id = olive.apple.request_analytics(app_id)
    found = instances(olive, request_id, DOWNLOADS)
    assert len(found) == 35
    newest, before = found[:2]
    made = date.fromisoformat(newest["attributes"]["processingDate"])
    day = made - timedelta(days=2)
    for instance, complete in ((newest, True), (before, False)):
        sums = Counter[str]()
        for row in rows(olive, instance):
            if row["Date"] == day.isoformat():
                sums[row["Download Type"]] += int(row["Counts"])
        truth = olive.apple.analytics_day(app_id, day)["first_time"]
        assert (sums["First-time download"] == truth) is complete
        assert sums["First-time download"] > truth * 0.8


def test_an_address_works_for_five_minutes_and_without_a_token(olive: Visitor) -> None:
    now = olive.apple.clock()
    olive.apple.clock = lambda: now
    newest, *_ = instances(olive, olive.apple.request_analytics(app_of(olive)), DISCOVERY)
    url = segments(olive, newest)[0]["attributes"]["url"]
    assert olive.client.get(url).status_code == 400
    assert httpx.get(url, verify=CERTIFICATES).status_code == 200
    assert httpx.get(url + "0", verify=CERTIFICATES).status_code == 403
    now += 301
    assert httpx.get(url, verify=CERTIFICATES).status_code == 403


@pytest.mark.parametrize("how", ["error", "missing", "corrupt", "empty", "columns"])
def test_an_instance_can_be_broken(olive: Visitor, how: str) -> None:
    newest, *_ = instances(olive, olive.apple.request_analytics(app_of(olive)), DISCOVERY)
    olive.apple.break_report(DISCOVERY, date.fromisoformat(newest["attributes"]["processingDate"]), how)
    answer = olive.get(f"/v1/analyticsReportInstances/{newest['id']}/segments")
    assert answer.status_code == (500 if how == "error" else 200)
    if how == "error":
        return
    _, second = answer.json()["data"]
    response = httpx.get(second["attributes"]["url"], verify=CERTIFICATES)
    assert response.status_code == (404 if how == "missing" else 200)
    if response.status_code == 200:
        intact = hashlib.md5(response.content, usedforsecurity=False).hexdigest() == second["attributes"]["checksum"]
        assert intact is (how != "corrupt")
        head, *lines = gzip.decompress(response.content).decode().splitlines()
        assert bool(lines) is (how != "empty")
        assert head.startswith("date\t" if how == "columns" else "Date\t")
