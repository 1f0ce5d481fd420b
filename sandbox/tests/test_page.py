"""The page's server: what each user sees, the requests it accepts, and the events it sends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from sandbox import pictures
from sandbox.page.server import STATIC
from sandbox.tests.page_visit import Visit, visiting
from sandbox.tests.slack_app import modal, text


@pytest.fixture(scope="module")
def visit() -> Iterator[Visit]:
    with visiting() as visit:
        yield visit


def test_a_message_with_a_dropped_image_is_said_by_that_person(visit: Visit) -> None:
    vera, release = visit.world.cast.vera, visit.world.release.id
    data = pictures.png(30, 60, seed=1)
    token = visit.http.post("/uploads", params={"name": "1.png"}, content=data).json()["token"]
    visit.does("say", vera, channel=release, text="look :wave:", uploads=[token])
    shown_text = visit.messages(visit.world.cast.olive, release)[-1]
    assert (shown_text["user"], shown_text["files"][0]["name"], shown_text["files"][0]["height"]) == (
        vera.id,
        "1.png",
        60,
    )
    file_id = shown_text["files"][0]["id"]
    assert visit.http.get(f"/files/{file_id}?full").content == data
    assert visit.http.get(f"/files/{file_id}").headers["content-type"] == "image/png"


def test_a_guest_sees_no_other_channels(visit: Visit) -> None:
    names = [position["name"] for position in visit.sees(visit.world.cast.gus)["places"] if not position["direct"]]
    assert names == ["release"]


def test_what_cannot_be_done_is_said(visit: Visit) -> None:
    cast, support = visit.world.cast, visit.world.support.id
    assert "no form is open" in visit.does("submit", cast.vera)["error"]
    assert "is not in #support" in visit.does("say", cast.gus, channel=support, text="let me in")["error"]


def test_a_command_that_nobody_answers_leaves_a_note_that_one_person_sees(visit: Visit) -> None:
    release = visit.world.release.id
    assert visit.does("command", visit.world.cast.ada, channel=release, line="/asc help")["failure"]
    assert visit.messages(visit.world.cast.ada, release)[-1]["seen_by"] == visit.world.cast.ada.id
    assert not any(message["seen_by"] for message in visit.messages(visit.world.cast.vera, release))


def test_the_right_side_shows_versions_screenshots_and_reviews(visit: Visit) -> None:
    state = visit.http.get("/state/apple").json()
    tide, kettle = state["apps"]
    assert [version["name"] for version in tide["versions"] + kettle["versions"]] == ["1.2.0", "1.1.0", "3.0"]
    german = next(each for each in tide["versions"][0]["locales"] if each["locale"] == "de-DE")
    assert [screenshot["state"] for screenshot in german["sets"][0]["shots"]] == ["COMPLETE"] * 4
    screenshot = german["sets"][0]["shots"][0]["id"]
    assert visit.http.get(f"/shots/{screenshot}").headers["content-type"] == "image/png"
    assert {review["rating"] for review in tide["reviews"]} == {1, 2, 3, 4, 5}
    assert [(price["territory"], price["price"], price["base"]) for price in tide["prices"]] == [
        ("USA", "4.99", True),
        ("DEU", "5.49", False),
        ("JPN", "830.0", False),
    ]
    assert any("\u0600" < review["title"][:1] < "\u06ff" for review in tide["reviews"])


def test_the_analytics_are_the_data_behind_apples_reports(visit: Visit) -> None:
    app, apple = visit.world.tide, visit.apple
    today = apple.analytics_today()
    apple.break_report("App Downloads Standard", today - timedelta(days=2), "corrupt")
    state = visit.http.get(f"/state/analytics/{app}").json()
    apple.break_report("App Downloads Standard", today - timedelta(days=2), "")
    assert state["requested"]
    assert [day["day"] for day in state["days"][:2]] == [(today - timedelta(days=n)).isoformat() for n in (1, 2)]
    for day in state["days"]:
        assert day.items() >= apple.analytics_day(app, date.fromisoformat(day["day"])).items()
    complete = state["days"][2:]
    assert [(sums["days"], sums["first_time"]) for sums in state["sums"]] == [
        (count, sum(day["first_time"] for day in complete[:count])) for count in (7, 30)
    ]
    assert [day["corrected"] for day in state["days"][:4]] == [True, True, False, False]
    assert [day["day"] for day in state["days"] if day["faults"]] == [str(today - timedelta(days=4))]
    assert state["days"][3]["faults"] == [f"App Downloads Standard of {today - timedelta(days=2)}: corrupt"]
    assert "error" in visit.http.get("/state/analytics/unknown").json()


def test_move_on_acts_as_apples_reviewer_would(visit: Visit) -> None:
    def shown() -> Any:  # noqa: ANN401 - JSON
        return visit.http.get("/state/apple").json()["apps"][0]["versions"][0]

    def move(name: str = "on") -> str:
        return str(visit.http.post(f"/move/{name}/{shown()['id']}").json()["said"])

    assert shown()["moves"] == []
    apple, version = visit.apple, visit.world.tide_next
    apple.distribution = 600.0
    apple.set_phased_release(version, "INACTIVE", day=0)
    for name, state in (
        ("on", "IN_REVIEW"),
        ("reject", "REJECTED"),
        ("", "WAITING_FOR_REVIEW"),
        ("on", "IN_REVIEW"),
        ("on", "PROCESSING_FOR_DISTRIBUTION"),
        ("on", "READY_FOR_DISTRIBUTION"),
    ):
        if shown()["state"] in {"PREPARE_FOR_SUBMISSION", "REJECTED"}:
            apple.set_version_state(version, "WAITING_FOR_REVIEW")
        if name:
            assert name in [each["name"] for each in shown()["moves"]]
            assert state in move(name)
        assert shown()["state"] == state
    assert (shown()["phased_state"], shown()["phased_day"]) == ("ACTIVE", 1)
    assert "day 2 of 7" in move()
    apple.set_version_state(version, "PREPARE_FOR_SUBMISSION")
    assert shown()["moves"] == []
    assert "PREPARE_FOR_SUBMISSION" in move("reject")


def test_a_build_that_is_processed_can_be_finished(visit: Visit) -> None:
    (build,) = visit.http.get("/state/apple").json()["apps"][0]["processing"]
    assert (build["number"], build["version"]) == ("43", "1.2.0")
    assert "processed" in visit.http.post(f"/move/on/{build['id']}").json()["said"]
    assert visit.http.get("/state/apple").json()["apps"][0]["processing"] == []
    assert "error" in visit.http.post("/move/on/unknown").json()


@pytest.mark.parametrize("name", ["slow", "429", "500", "lost", "failed", "review", "bad", "kill", "ci", "calm"])
def test_every_trouble_can_be_made(visit: Visit, name: str) -> None:
    assert visit.http.post(f"/trouble/{name}").json()["said"].endswith(".")


def test_calm_ends_all_trouble(visit: Visit) -> None:
    visit.http.post("/trouble/slow")
    visit.http.post("/trouble/500")
    visit.http.post("/trouble/calm")
    trouble = visit.http.get("/state/apple").json()["trouble"]
    assert not trouble["waiting"]
    assert not any(button["on"] for button in trouble["buttons"])


def test_changes_are_told_at_once(visit: Visit) -> None:
    with visit.http.stream("GET", "/events") as news:
        lines = news.iter_lines()
        assert next(lines).startswith("retry")
        # First of all both sides, for what has changed since the page asked.
        assert [next(line for line in lines if line.startswith("event")) for _ in range(2)] == [
            "event: apple",
            "event: slack",
        ]
        threading.Thread(target=visit.world.cast.olive.says, args=(visit.world.release, "hello")).start()
        assert next(line for line in lines if line.startswith("event")) == "event: slack"


def test_a_form_and_how_many_are_open_are_of_the_same_moment(visit: Visit) -> None:
    vera, views, over = visit.world.cast.vera, visit.slack.actions.views, threading.Event()

    def open_and_close() -> None:
        while not over.is_set():
            visit.slack.ask(lambda: views.open(vera.id, modal(title=text("1"))))
            visit.slack.ask(lambda: views.push(vera.id, modal(title=text("2"))))
            visit.slack.ask(lambda: views.close_all(vera.id))

    thread = threading.Thread(target=open_and_close)
    thread.start()
    try:
        states = [visit.sees(vera) for _ in range(40)]
    finally:
        over.set()
        thread.join()
    seen = {(state["depth"], state["view"]["title"] if state["view"] else "") for state in states}
    assert seen <= {(0, ""), (1, "1"), (2, "2")}


def test_other_pages_give_no_orders(visit: Visit) -> None:
    foreign = visit.http.post("/trouble/kill", headers={"Origin": "http://elsewhere.example"})
    assert foreign.status_code == 403
    assert visit.http.get("/", headers={"Host": "elsewhere.example"}).status_code == 400
    assert "default-src 'self'" in visit.http.get("/").headers["content-security-policy"]


def test_nothing_on_the_page_comes_from_elsewhere() -> None:
    for path in STATIC.iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        addresses = [line for line in text.splitlines() if "://" in line and "docs.slack.dev" not in line]
        assert not [line for line in addresses if "src=" in line or "@import" in line or "fetch(" in line], path
        assert len(text.splitlines()) <= 250, path
