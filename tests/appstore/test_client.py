"""The client retries, waits, follows pages and raises the right error."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from typing import Any

import httpx
import pytest
import structlog

from appstore.calls.budget import Budget
from appstore.calls.retry import after_failure, after_rate_limit, retry_after
from appstore.client import AppStore, Document, Resource
from appstore.errors import Incomplete, RateLimited, Refused, Unauthorized, Unavailable
from sandbox.threaded_server import served
from tests.appstore.scripted_apple import NoAuth, ScriptedApple, answer, refusal, resource

SHOT = resource("appScreenshots", "7")
LIMITS = {"X-Rate-Limit": "user-hour-lim:3600;user-hour-rem:100;"}
LOST = [
    httpx.Response(500, text="<html>oops</html>"),
    httpx.Response(503),
    httpx.Response(408),
    httpx.Response(200, text='{"data": {"type'),
    httpx.Response(200, json=["what"]),
    httpx.ReadTimeout("slow"),
    httpx.ReadError("reset"),
    httpx.RemoteProtocolError("hung up"),
]


def looked_up(*found: Resource | None) -> Callable[[], Resource | None]:
    """A look-up that finds these one after the other."""
    left = list(found)
    return lambda: left.pop(0)


def test_pages_are_read_to_the_end_as_one_document() -> None:
    author = resource("authors", "a")
    first = answer(
        [resource("things", "1")],
        links={"next": "https://apple.test/v1/things?cursor=x%2By&limit=200"},
        included=[author],
        meta={"paging": {"total": 2, "limit": 200}},
    )
    scripted = ScriptedApple(first, answer([resource("things", "2")], included=[author, resource("authors", "b")]))
    document = scripted.apple.pages("/v1/things", {"filter[name]": "a,b"})
    assert [item.id for item in document.data] == ["1", "2"]
    assert [item.id for item in document.included] == ["a", "b"]
    assert [str(request.url.query, "ascii") for request in scripted.script.requests] == [
        "limit=200&filter%5Bname%5D=a%2Cb",
        "cursor=x%2By&limit=200",
    ]


def test_a_next_page_that_repeats_itself_ends_the_list() -> None:
    links = {"next": "https://apple.test/v1/things?cursor=1"}
    scripted = ScriptedApple(answer([], links=links), answer([], links=links))
    assert scripted.apple.pages("/v1/things").data == ()


def test_a_cursor_leads_to_the_next_page_where_apple_gives_no_link() -> None:
    first = answer([resource("things", "1")], meta={"paging": {"nextCursor": "two", "total": 2}})
    scripted = ScriptedApple(first, answer([resource("things", "2")], meta={"paging": {"total": 2}}))
    assert [item.id for item in scripted.apple.pages("/v1/things", {"filter[a]": "b"}).data] == ["1", "2"]
    assert dict(scripted.script.requests[1].url.params) == {"limit": "200", "filter[a]": "b", "cursor": "two"}


def test_a_list_that_is_shorter_than_its_total_is_incomplete() -> None:
    scripted = ScriptedApple(answer([resource("things", "1")], meta={"paging": {"total": 2}}))
    with pytest.raises(Incomplete) as failure:
        scripted.apple.pages("/v1/things")
    assert not failure.value.permanent


@pytest.mark.parametrize(
    ("relationship", "listed"),
    [
        ({"data": [{"id": "1"}]}, 1),
        ({"data": [{"id": str(number)} for number in range(9)]}, 9),
        ({"data": [{"id": str(number)} for number in range(10)]}, None),
        ({"data": [{"id": str(number)} for number in range(50)]}, None),
        ({"data": [{"id": str(number)} for number in range(50)], "meta": {"paging": {"total": 50}}}, 50),
        ({"data": [{"id": str(number)} for number in range(50)], "meta": {"paging": {"total": 51}}}, None),
        ({"data": [{"id": str(number)} for number in range(50)], "meta": {"paging": {"limit": 50}}}, None),
        ({"data": [{"id": str(number)} for number in range(50)], "meta": {"paging": {"total": None}}}, None),
        ({"data": [{"id": "1"}], "links": {"next": "https://apple.test/v1/more"}}, None),
        ({"data": [], "meta": None}, 0),
        ({"data": {"id": "1"}}, 1),
        ({"data": None}, 0),
        ({"links": {"related": "https://apple.test/v1/more"}}, None),
        ({}, None),
    ],
)
def test_related_resources_count_as_listed_only_where_apple_shows_that_they_are_all(
    relationship: dict[str, Any], listed: int | None
) -> None:
    ids = Resource("apps", "1", relationships={"things": relationship}).related("things")
    assert (None if ids is None else len(ids)) == listed


def test_a_resource_reads_as_empty_what_apple_leaves_out() -> None:
    data = resource("things", "1", {"name": None, "size": "big"}, parts=[{"type": "parts", "id": "2"}], owner=None)
    data["relationships"]["silent"] = {"links": {"related": "https://apple.test/"}}
    thing = ScriptedApple(answer(data)).apple.get("/v1/things/1").first
    assert (thing.text("name"), thing.text("other"), thing.number("size"), thing.date("name")) == ("", "", 0, None)
    assert thing.related("parts") == ("2",)
    assert thing.related("owner") == ()
    assert thing.related("silent") is None
    assert thing.related("other") is None


def test_an_empty_answer_has_no_one() -> None:
    document = ScriptedApple(httpx.Response(200, json={"data": None})).apple.get("/v1/things/1")
    with pytest.raises(LookupError):
        _ = document.first


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (refusal(400, "PARAMETER_ERROR.ILLEGAL"), Refused),
        (refusal(404, "NOT_FOUND"), Refused),
        (httpx.Response(406, text="Not Acceptable"), Refused),
        (refusal(409, "STATE_ERROR"), Refused),
        (refusal(403, "FORBIDDEN_ERROR"), Unauthorized),
    ],
)
def test_a_no_is_final(response: httpx.Response, error: type[Exception]) -> None:
    scripted = ScriptedApple(response)
    with pytest.raises(error):
        scripted.apple.get("/v1/apps", {"sort": "secret"})
    assert scripted.apple.calls == 1
    assert not scripted.waits


def test_an_error_names_the_request_without_its_query() -> None:
    scripted = ScriptedApple(refusal(400, "PARAMETER_ERROR.ILLEGAL"))
    with pytest.raises(Refused) as caught:
        scripted.apple.get("/v1/apps", {"sort": "secret"})
    assert caught.value.request == "GET /v1/apps"
    assert caught.value.code == "PARAMETER_ERROR.ILLEGAL"


@pytest.mark.parametrize("failure", [*LOST, httpx.ConnectError("refused"), httpx.ConnectTimeout("nobody")])
def test_a_question_is_asked_again_after_failure(failure: httpx.Response | Exception) -> None:
    scripted = ScriptedApple(failure, answer(SHOT))
    assert scripted.apple.get("/v1/appScreenshots/7").first.id == "7"
    assert [wait.why for wait in scripted.waits] == ["failure"]
    assert 0.2 <= scripted.clock.slept[0] <= 0.5


def test_after_six_tries_apple_is_unavailable() -> None:
    scripted = ScriptedApple(*[httpx.Response(500)] * 6)
    with pytest.raises(Unavailable) as caught:
        scripted.apple.get("/v1/apps")
    assert scripted.apple.calls == 6
    assert scripted.clock.slept == sorted(scripted.clock.slept)
    assert len(scripted.waits) == 5
    assert not caught.value.maybe_done


@pytest.mark.parametrize("failure", LOST)
def test_a_write_whose_answer_was_lost_is_looked_up_and_not_repeated(failure: httpx.Response | Exception) -> None:
    scripted = ScriptedApple(failure)
    found = Resource("appScreenshots", "7")
    document = scripted.apple.post("/v1/appScreenshots", {"data": {}}, find=lambda: found)
    assert document == Document((found,))
    assert scripted.script.requested == ["POST /v1/appScreenshots"]


def test_a_write_that_left_nothing_behind_is_repeated_the_same() -> None:
    scripted = ScriptedApple(httpx.ReadTimeout("slow"), httpx.Response(502), answer(SHOT, status=201))
    document = scripted.apple.post("/v1/appScreenshots", {"data": {"x": "é"}}, find=looked_up(None, None))
    assert document.first.id == "7"
    assert [scripted.script.sent(index) for index in range(3)] == [{"data": {"x": "é"}}] * 3


def test_a_write_that_never_reached_apple_is_repeated_without_looking() -> None:
    scripted = ScriptedApple(httpx.ConnectError("refused"), answer(SHOT, status=201))
    assert scripted.apple.post("/v1/appScreenshots", {"data": {}}, find=looked_up()).first.id == "7"


def test_a_conflict_after_a_lost_answer_is_looked_up() -> None:
    found = Resource("appScreenshotSets", "3")
    scripted = ScriptedApple(httpx.Response(504), refusal(409, "ENTITY_ERROR"))
    assert scripted.apple.post("/v1/appScreenshotSets", {"data": {}}, find=looked_up(None, found)).first is found


def test_a_conflict_at_first_is_a_no() -> None:
    scripted = ScriptedApple(refusal(409, "STATE_ERROR"))
    with pytest.raises(Refused) as caught:
        scripted.apple.post("/v1/appScreenshots", {"data": {}}, find=looked_up())
    assert caught.value.conflict


def test_a_write_that_cannot_be_looked_up_may_have_been_done() -> None:
    scripted = ScriptedApple(*[httpx.Response(500)] * 7)

    def find() -> Resource | None:
        return scripted.apple.get("/v1/appScreenshots/7").first

    with pytest.raises(Unavailable) as caught:
        scripted.apple.post("/v1/appScreenshots", {"data": {}}, find=find)
    assert caught.value.maybe_done
    assert scripted.script.requested.count("POST /v1/appScreenshots") == 1


@pytest.mark.parametrize(("failure", "maybe"), [(httpx.Response(500), True), (httpx.ConnectError("no"), False)])
def test_giving_up_on_a_write_says_whether_it_may_have_been_done(
    failure: httpx.Response | Exception, *, maybe: bool
) -> None:
    scripted = ScriptedApple(*[failure] * 6)
    with pytest.raises(Unavailable) as caught:
        scripted.apple.patch("/v1/apps/1", {"data": {}})
    assert caught.value.maybe_done is maybe


def test_a_change_without_look_up_is_made_again() -> None:
    scripted = ScriptedApple(httpx.Response(500), httpx.Response(204))
    assert scripted.apple.patch("/v1/appScreenshotSets/1/relationships/appScreenshots", {"data": []}) == Document()


def test_a_deletion_is_repeated_until_it_is_gone() -> None:
    scripted = ScriptedApple(httpx.Response(500), refusal(404, "NOT_FOUND"))
    scripted.apple.delete("/v1/appScreenshots/7")
    assert scripted.apple.calls == 2


def test_deleting_what_never_was_is_told() -> None:
    with pytest.raises(Refused) as caught:
        ScriptedApple(refusal(404, "NOT_FOUND")).apple.delete("/v1/appScreenshots/7")
    assert caught.value.gone


def test_a_429_is_waited_out_as_apple_asks() -> None:
    scripted = ScriptedApple(refusal(429, "RATE_LIMIT_EXCEEDED", headers={"Retry-After": "2"}), answer(SHOT))
    began = scripted.clock.at
    assert scripted.apple.get("/v1/appScreenshots/7").first.id == "7"
    assert scripted.clock.slept == [2]
    assert [(wait.why, wait.seconds, wait.until) for wait in scripted.waits] == [("pause", 2, began + 2)]


def test_a_429_may_name_a_date() -> None:
    scripted = ScriptedApple(answer(SHOT))
    date = formatdate(scripted.clock.at + 30, usegmt=True)
    scripted.script.answers.insert(0, refusal(429, headers={"Retry-After": date}))
    scripted.apple.get("/v1/appScreenshots/7")
    assert scripted.clock.slept == [30]


def test_a_429_that_names_no_time_backs_off() -> None:
    scripted = ScriptedApple(*[refusal(429)] * 4, answer(SHOT))
    scripted.apple.get("/v1/appScreenshots/7")
    assert scripted.clock.slept == pytest.approx([0.4, 0.8, 1.6, 3.2])


def test_a_429_on_a_write_is_no_lost_answer() -> None:
    scripted = ScriptedApple(refusal(429), answer(SHOT, status=201))
    assert scripted.apple.post("/v1/appScreenshots", {"data": {}}, find=looked_up()).first.id == "7"


def test_patience_ends() -> None:
    scripted = ScriptedApple(refusal(429, "RATE_LIMIT_EXCEEDED", headers={"Retry-After": "7200"}))
    with pytest.raises(RateLimited) as caught:
        scripted.apple.get("/v1/apps")
    assert caught.value.again_at == scripted.clock.at + 7200
    assert caught.value.is_code("RATE_LIMIT_EXCEEDED")
    assert not scripted.clock.slept


def test_a_pause_that_outlasts_patience_costs_no_call() -> None:
    scripted = ScriptedApple()
    scripted.budget.pause(scripted.clock.at + 4000)
    with pytest.raises(RateLimited) as caught:
        scripted.apple.get("/v1/apps")
    assert caught.value.again_at == scripted.clock.at + 4000
    assert scripted.apple.calls == 0


def test_a_pause_holds_for_everyone_with_the_same_budget() -> None:
    scripted = ScriptedApple(answer([]))
    scripted.budget.pause(scripted.clock.at + 5)
    scripted.apple.with_options().get("/v1/apps")
    assert scripted.clock.slept == [5]


def test_the_allowance_is_learned_from_every_answer() -> None:
    scripted = ScriptedApple(httpx.Response(404, headers=LIMITS))
    with pytest.raises(Refused):
        scripted.apple.get("/v1/apps/1")
    assert (known := scripted.budget.allowance())
    assert (known.limit, known.left) == (3600, 100)


def test_scheduled_work_leaves_the_last_tenth_to_people() -> None:
    scripted = ScriptedApple(httpx.Response(200, json={"data": []}, headers=LIMITS), answer([]), answer([]))
    clock = scripted.apple.with_options(scheduled=True)
    scripted.apple.get("/v1/apps")
    with pytest.raises(RateLimited) as caught:
        clock.get("/v1/apps")
    scripted.apple.get("/v1/apps")
    scripted.clock.at = caught.value.again_at
    clock.get("/v1/apps")
    assert (scripted.apple.calls, clock.calls) == (2, 1)


def test_a_wait_can_be_cancelled() -> None:
    class CancelledError(Exception):
        pass

    def sleep(_: float) -> None:
        raise CancelledError

    scripted = ScriptedApple(refusal(429))
    with pytest.raises(CancelledError):
        scripted.apple.with_options(sleep=sleep).get("/v1/apps")


def test_each_listener_hears_its_own_waits() -> None:
    scripted = ScriptedApple(httpx.Response(500), answer([]))
    heard: list[str] = []
    scripted.apple.with_options(on_wait=lambda wait: heard.append(wait.why)).get("/v1/apps")
    assert heard == ["failure"]
    assert not scripted.waits


def test_the_log_tells_the_call_without_query_or_token() -> None:
    scripted = ScriptedApple(answer([]))
    with structlog.testing.capture_logs() as lines:
        scripted.apple.get("/v1/apps", {"filter[bundleId]": "com.example.secret"})
    assert [(line["request"], line["status"]) for line in lines] == [("GET /v1/apps", 200)]
    assert "secret" not in str(lines)


@pytest.mark.parametrize("path", ["@evil.example/v1/apps", ".evil.example/v1", ":81/v1", "http://apple.test/v1/apps"])
def test_no_path_leads_to_another_host(path: str) -> None:
    with pytest.raises(Refused, match="own host"):
        ScriptedApple().apple.get(path)


@pytest.mark.parametrize("header", ["", "soon", "-3", "1.5", "Wed, 21 Oct 2015 07:28:00 GMT", "0"])
def test_a_retry_after_that_names_no_time_to_come_asks_for_nothing(header: str) -> None:
    assert retry_after(header, now=1_800_000_000.0) == 0


def test_waits_grow_to_a_minute_and_no_further() -> None:
    assert (after_failure(1, lambda: 0.0), after_failure(1, lambda: 1.0)) == (0.2, 0.5)
    assert after_failure(40, lambda: 1.0) == 60
    assert after_rate_limit(1, lambda: 0.0) == 0.4
    assert after_rate_limit(1, lambda: 1.0) == pytest.approx(0.6)
    assert after_rate_limit(4000, lambda: 1.0) == 60


class Throttled(BaseHTTPRequestHandler):
    """A real server that refuses the first five calls, closes the sixth in the middle and answers the rest."""

    protocol_version = "HTTP/1.1"
    lock = threading.Lock()
    calls = 0

    def do_GET(self) -> None:
        with self.lock:
            type(self).calls += 1
            call = self.calls
        body = b'{"data": {"type": "apps", "id": "1"}}'
        self.send_response(429 if call <= 5 else 200)
        self.send_header("Content-Length", str(len(body) + (call == 6)))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = call == 6


def test_threads_get_through_a_storm_of_refusals() -> None:
    with served(Throttled) as url, httpx.Client(timeout=5) as http:
        apple = AppStore(NoAuth(), Budget(), base_url=url, http=http, random=lambda: 0.1)
        with ThreadPoolExecutor(5) as threads:
            ids = set(threads.map(lambda _: apple.get("/v1/apps/1").first.id, range(10)))
    assert ids == {"1"}
    assert apple.calls == 16
