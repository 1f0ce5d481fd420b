"""The faults that a test can inject into the App Store Connect stand-in."""

from __future__ import annotations

import time

import httpx
import pytest

from sandbox import pictures
from sandbox.appstore import Fault
from sandbox.tests.appstore_visitor import BUNDLE_ID, Visitor, codes, md5, token, visiting

RESERVE = r"^/v1/appScreenshots$"
WATCH = "APP_WATCH_SERIES_3"


@pytest.fixture
def version_id(eddie: Visitor) -> str:
    return eddie.apple.add_version(eddie.apple.add_app(BUNDLE_ID, "Tide"), "1.0", locales=["en-US"])


@pytest.fixture
def set_id(eddie: Visitor, version_id: str) -> str:
    return eddie.new_set(version_id)


def picture(seed: int = 1) -> bytes:
    return pictures.png(312, 390, seed=seed)


def held(eddie: Visitor, version_id: str) -> int:
    return len(eddie.apple.screenshots(version_id, "en-US", WATCH))


def test_a_failing_status_does_nothing(eddie: Visitor, version_id: str, set_id: str) -> None:
    rule = eddie.apple.faults.add(Fault.status(503, method="POST", path=RESERVE, times=2))
    assert [eddie.reserve(set_id, "a.png", 1).status_code for _ in range(3)] == [503, 503, 201]
    assert (rule.fired, held(eddie, version_id)) == (2, 1)
    assert codes(eddie.get("/v1/nothing"))[0][0] == "PATH_ERROR"


@pytest.mark.parametrize(
    ("pointer", "source"), [(None, "/data/attributes/keywords"), ("", None), ("/data/x", "/data/x")]
)
def test_a_text_is_rejected_with_or_without_a_pointer(
    eddie: Visitor, version_id: str, pointer: str | None, source: str | None
) -> None:
    eddie.apple.faults.add(Fault.rejects("🚨", pointer=pointer, method="PATCH"))
    row_id = eddie.locale(version_id)
    answer = eddie.patch("appStoreVersionLocalizations", row_id, keywords="🚨", description="Fine")
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error.get("source", {}).get("pointer")) == (409, source)
    assert eddie.apple.texts(version_id)["en-US"]["description"] is None


def test_a_status_may_bring_its_own_body_and_headers(eddie: Visitor) -> None:
    body, headers = b"Could not process this request", {"Content-Type": "text/plain", "Retry-After": "3"}
    eddie.apple.faults.add(Fault.status(502, body, headers))
    answer = eddie.get("/v1/apps")
    assert (answer.status_code, answer.text, answer.headers["Retry-After"]) == (502, body.decode(), "3")


@pytest.mark.parametrize(
    ("status", "code"), [(401, "NOT_AUTHORIZED"), (429, "RATE_LIMIT_EXCEEDED"), (500, "UNEXPECTED_ERROR")]
)
def test_a_status_without_a_body_speaks_as_apple_does(eddie: Visitor, status: int, code: str) -> None:
    eddie.apple.faults.add(Fault.status(status))
    assert codes(eddie.get("/v1/apps")) == [(code, "")]


def test_a_lost_answer_was_done_all_the_same(eddie: Visitor, version_id: str, set_id: str) -> None:
    eddie.apple.faults.add(Fault.lost(504, method="POST", path=RESERVE))
    assert eddie.reserve(set_id, "a.png", 1).status_code == 504
    assert held(eddie, version_id) == 1
    assert eddie.apple.calls[-1].status == 504


@pytest.mark.parametrize(
    ("fault", "count"),
    [
        (Fault.drop(method="POST", path=RESERVE, times=1), 1),
        (Fault.drop(done=False, method="POST", path=RESERVE, times=1), 0),
    ],
)
def test_a_dropped_connection_was_done_or_not(
    eddie: Visitor, version_id: str, set_id: str, fault: Fault, count: int
) -> None:
    rule = eddie.apple.faults.add(fault)
    with pytest.raises(httpx.RemoteProtocolError):
        eddie.reserve(set_id, "a.png", 1)
    assert (rule.fired, held(eddie, version_id)) == (1, count)
    assert eddie.apple.calls[-1].status == 0
    assert eddie.reserve(set_id, "b.png", 1).status_code == 201


def test_a_connection_is_reset_while_a_part_is_sent(eddie: Visitor, version_id: str, set_id: str) -> None:
    rule = eddie.apple.faults.add(Fault.reset(path="^/_upload/", times=1))
    data = b"\0" * 20_000_000
    eddie.apple.part_size = len(data)
    (operation,) = eddie.reserve(set_id, "a.png", len(data)).json()["data"]["attributes"]["uploadOperations"]
    with pytest.raises(httpx.TransportError):
        eddie.send(operation, data)
    assert rule.fired == 1
    assert eddie.send(operation, data).status_code == 200


def test_the_nth_call_is_met(eddie: Visitor) -> None:
    eddie.apple.faults.add(Fault.status(500, nth=2))
    assert [eddie.get("/v1/apps").status_code for _ in range(3)] == [200, 500, 200]


def test_chance_is_the_same_in_every_run(eddie: Visitor) -> None:
    rule = eddie.apple.faults.add(Fault.status(500, probability=0.3))
    statuses = [eddie.get("/v1/apps").status_code for _ in range(30)]
    assert rule.fired == statuses.count(500)
    assert 3 < rule.fired < 20
    with visiting() as twin:
        twin.apple.faults.add(Fault.status(500, probability=0.3))
        assert [twin.get("/v1/apps").status_code for _ in range(30)] == statuses


def test_faults_end_when_they_are_cleared(eddie: Visitor) -> None:
    eddie.apple.faults.add(Fault.status(500))
    assert eddie.get("/v1/apps").status_code == 500
    eddie.apple.faults.clear()
    assert eddie.get("/v1/apps").status_code == 200


def test_slowness_and_latency_add_up_and_another_fault_may_follow(eddie: Visitor) -> None:
    eddie.apple.latency = 0.05
    eddie.apple.faults.add(Fault.slow(0.05))
    eddie.apple.faults.add(Fault.status(500))
    begin = time.monotonic()
    assert eddie.get("/v1/apps").status_code == 500
    assert time.monotonic() - begin >= 0.1


def test_uploads_have_a_latency_of_their_own(eddie: Visitor, set_id: str) -> None:
    (operation,) = eddie.reserve(set_id, "a.png", 5).json()["data"]["attributes"]["uploadOperations"]
    eddie.apple.upload_latency = 3600
    assert eddie.get("/v1/apps").status_code == 200
    eddie.apple.upload_latency = 0.05
    begin = time.monotonic()
    assert eddie.send(operation, b"12345").status_code == 200
    assert time.monotonic() - begin >= 0.05


def test_faults_count_the_calls_that_another_one_met(eddie: Visitor) -> None:
    eddie.apple.faults.add(Fault.status(500, nth=1))
    eddie.apple.faults.add(Fault.status(503, nth=2))
    assert [eddie.get("/v1/apps").status_code for _ in range(3)] == [500, 503, 200]


def test_the_second_picture_fails_in_processing(eddie: Visitor, set_id: str) -> None:
    rule = eddie.apple.faults.add(Fault.processing_fails("IMAGE_TOOL_FAILURE", nth=2))
    states = [eddie.state(eddie.upload(set_id, f"{number}.png", picture(number))) for number in range(3)]
    assert [state["state"] for state in states] == ["COMPLETE", "FAILED", "COMPLETE"]
    assert states[1]["errors"][0]["code"] == "IMAGE_TOOL_FAILURE"
    assert rule.fired == 1


def test_a_picture_can_be_stuck_by_its_name(eddie: Visitor, set_id: str) -> None:
    eddie.apple.faults.add(Fault.stuck(path=r"^02"))
    states = [eddie.state(eddie.upload(set_id, name, picture()))["state"] for name in ("01.png", "02.png")]
    assert states == ["COMPLETE", "UPLOAD_COMPLETE"]


def test_a_checksum_can_come_late(eddie: Visitor, set_id: str) -> None:
    moment = [1_800_000_000.0]
    eddie.apple.clock = lambda: moment[0]
    eddie.client.headers["Authorization"] = f"Bearer {token(eddie.key, issued=moment[0])}"
    eddie.apple.faults.add(Fault.late_checksum(5))
    path = f"/v1/appScreenshots/{eddie.upload(set_id, 'a.png', picture())}"
    assert eddie.data(path)["attributes"]["assetDeliveryState"]["state"] == "COMPLETE"
    assert eddie.data(path)["attributes"]["sourceFileChecksum"] is None
    moment[0] += 5
    assert eddie.data(path)["attributes"]["sourceFileChecksum"] == md5(picture())
