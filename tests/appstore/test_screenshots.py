"""Screenshots are reserved, uploaded in parts, committed, ordered and deleted."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from appstore.errors import Refused, Unavailable
from appstore.media.assets import SCREENSHOTS
from appstore.media.transfers import AssetState, Operation
from tests.appstore.scripted_apple import ScriptedApple, answer, refusal, resource

UPLOAD = {
    "method": "PUT",
    "url": "https://upload.test/a?signature=secret",
    "offset": 0,
    "length": 9,
    "requestHeaders": [{"name": "Content-Type", "value": "image/png"}],
}


def screenshot(identity: str, state: str = "AWAITING_UPLOAD", **attributes: Any) -> dict[str, Any]:  # noqa: ANN401
    known = {"fileName": "a.png", "fileSize": 9, "assetDeliveryState": {"state": state, "errors": [], "warnings": None}}
    if state == "AWAITING_UPLOAD":
        known["uploadOperations"] = [UPLOAD]
    return resource("appScreenshots", identity, known | attributes)


def screenshot_set(identity: str, display_type: str, *, shots: str | None = None) -> dict[str, Any]:
    related: dict[str, Any] = {}
    if shots is not None:
        related["appScreenshots"] = [{"type": "appScreenshots", "id": shot_id} for shot_id in shots]
    return resource("appScreenshotSets", identity, {"screenshotDisplayType": display_type}, **related)


def test_all_sets_of_a_language_come_in_one_call_in_apples_order() -> None:
    sets = [
        screenshot_set("s1", "APP_IPHONE_67", shots="21"),
        screenshot_set("s2", "APP_WATCH_ULTRA", shots=""),
    ]
    scripted = ScriptedApple(answer(sets, included=[screenshot("1", "COMPLETE"), screenshot("2")]))
    found = SCREENSHOTS.sets_of(scripted.apple, "8")
    assert found["APP_WATCH_ULTRA"] == ("s2", ())
    set_id, shots = found["APP_IPHONE_67"]
    assert (set_id, [item.id for item in shots]) == ("s1", ["2", "1"])


@pytest.mark.parametrize(
    "vague", [screenshot_set("s1", "APP_IPHONE_67"), screenshot_set("s1", "APP_IPHONE_67", shots="1")]
)
def test_a_set_that_apple_leaves_vague_is_asked_for(vague: dict[str, Any]) -> None:
    scripted = ScriptedApple(answer([vague]), answer([screenshot("2"), screenshot("1")]))
    _, shots = SCREENSHOTS.sets_of(scripted.apple, "8")["APP_IPHONE_67"]
    assert [item.id for item in shots] == ["2", "1"]
    assert scripted.script.requested[1] == "GET /v1/appScreenshotSets/s1/appScreenshots"


def test_a_finished_screenshot_is_read() -> None:
    scripted = ScriptedApple(answer([screenshot("1", "COMPLETE", sourceFileChecksum="abc", uploadOperations=None)]))
    (found,) = SCREENSHOTS.in_set(scripted.apple, "s1")
    assert (found.state, found.checksum, found.operations) == (AssetState.COMPLETE, "abc", ())


def test_a_failed_screenshot_has_apples_reasons() -> None:
    errors = [{"code": "IMAGE_ALPHA_NOT_ALLOWED", "description": "No alpha."}, {"code": "NEW"}]
    scripted = ScriptedApple(answer([screenshot("1", assetDeliveryState={"state": "FAILED", "errors": errors})]))
    (found,) = SCREENSHOTS.in_set(scripted.apple, "s1")
    assert found.reasons == (("IMAGE_ALPHA_NOT_ALLOWED", "No alpha."), ("NEW", ""))


@pytest.mark.parametrize("delivery", [None, {}, {"state": "PONDERING"}])
def test_a_state_that_apple_adds_is_unknown(delivery: dict[str, str] | None) -> None:
    scripted = ScriptedApple(answer([screenshot("1", assetDeliveryState=delivery)]))
    (found,) = SCREENSHOTS.in_set(scripted.apple, "s1")
    assert (found.state, found.checksum) == (AssetState.UNKNOWN, "")


def test_a_set_is_created() -> None:
    scripted = ScriptedApple(answer(screenshot_set("s1", "APP_IPHONE_67"), status=201))
    assert SCREENSHOTS.create_set(scripted.apple, "8", "APP_IPHONE_67")[0] == "s1"
    assert scripted.script.sent(0)["data"]["relationships"] == {
        "appStoreVersionLocalization": {"data": {"type": "appStoreVersionLocalizations", "id": "8"}}
    }


@pytest.mark.parametrize("failure", [httpx.ReadTimeout("slow"), refusal(409, detail="Screenshot Set Already Exists!")])
def test_a_set_that_is_there_already_is_used(failure: httpx.Response | Exception) -> None:
    scripted = ScriptedApple(
        failure, answer([screenshot_set("s0", "APP_IPHONE_65"), screenshot_set("s1", "APP_IPHONE_67")])
    )
    assert SCREENSHOTS.create_set(scripted.apple, "8", "APP_IPHONE_67")[0] == "s1"


def test_a_set_that_apple_does_not_take_is_refused() -> None:
    scripted = ScriptedApple(refusal(409, "STATE_ERROR"), answer([screenshot_set("s0", "APP_IPHONE_65")]))
    with pytest.raises(Refused):
        SCREENSHOTS.create_set(scripted.apple, "8", "APP_IPHONE_67")


def test_a_reservation_says_how_to_send_the_file() -> None:
    scripted = ScriptedApple(answer(screenshot("1"), status=201))
    reserved = SCREENSHOTS.reserve(scripted.apple, "s1", "a.png", 9, known=())
    assert (reserved.id, reserved.state) == ("1", AssetState.AWAITING_UPLOAD)
    assert reserved.operations == (Operation("PUT", UPLOAD["url"], 0, 9, (("Content-Type", "image/png"),)),)  # type: ignore[arg-type]
    assert scripted.script.sent(0)["data"]["attributes"] == {"fileName": "a.png", "fileSize": 9}
    assert "secret" not in repr(reserved)


def test_a_part_with_only_an_address_is_the_whole_file() -> None:
    scripted = ScriptedApple(
        answer(screenshot("1", uploadOperations=[{"url": UPLOAD["url"], "requestHeaders": [{"name": "X-Odd"}]}]))
    )
    (part,) = SCREENSHOTS.reserve(scripted.apple, "s1", "a.png", 9, known=()).operations
    assert part == Operation("PUT", str(UPLOAD["url"]), 0, 9, (("X-Odd", ""),))


def test_a_reservation_whose_response_was_lost_is_used() -> None:
    others = [
        screenshot("known"),
        screenshot("done", "UPLOAD_COMPLETE"),
        screenshot("longer", fileSize=10),
        screenshot("other", fileName="b.png"),
    ]
    scripted = ScriptedApple(httpx.Response(500), answer([*others, screenshot("ours")]))
    assert SCREENSHOTS.reserve(scripted.apple, "s1", "a.png", 9, known={"known"}).id == "ours"
    assert scripted.script.requested == ["POST /v1/appScreenshots", "GET /v1/appScreenshotSets/s1/appScreenshots"]


def test_a_place_that_is_listed_without_operations_is_read_once_more() -> None:
    scripted = ScriptedApple(
        httpx.Response(500), answer([screenshot("ours", uploadOperations=None)]), answer(screenshot("ours"))
    )
    assert SCREENSHOTS.reserve(scripted.apple, "s1", "a.png", 9, known=()).operations


def test_a_place_that_was_never_made_is_reserved_again() -> None:
    scripted = ScriptedApple(httpx.Response(500), answer([]), answer(screenshot("2"), status=201))
    assert SCREENSHOTS.reserve(scripted.apple, "s1", "a.png", 9, known=()).id == "2"


def test_an_eleventh_place_is_refused() -> None:
    scripted = ScriptedApple(refusal(409, "STATE_ERROR.SCREENSHOT_TOO_MANY"))
    with pytest.raises(Refused) as caught:
        SCREENSHOTS.reserve(scripted.apple, "s1", "a.png", 9, known=())
    assert caught.value.is_code("STATE_ERROR.SCREENSHOT_TOO_MANY")


def test_an_upload_is_committed_with_its_checksum() -> None:
    scripted = ScriptedApple(answer(screenshot("1", "UPLOAD_COMPLETE")))
    assert SCREENSHOTS.commit(scripted.apple, "1", "abc").state == AssetState.UPLOAD_COMPLETE
    assert scripted.script.sent(0)["data"] == {
        "type": "appScreenshots",
        "id": "1",
        "attributes": {"uploaded": True, "sourceFileChecksum": "abc"},
    }


@pytest.mark.parametrize("failure", [httpx.Response(504), refusal(409, "ENTITY_ERROR.ATTRIBUTE.INVALID.UNMODIFIABLE")])
@pytest.mark.parametrize("state", ["UPLOAD_COMPLETE", "COMPLETE", "FAILED"])
def test_a_commit_that_was_made_before_counts(failure: httpx.Response, state: str) -> None:
    scripted = ScriptedApple(failure, answer(screenshot("1", state)))
    assert SCREENSHOTS.commit(scripted.apple, "1", "abc").state == state
    assert scripted.apple.calls == 2


def test_a_commit_that_did_not_arrive_is_made_again() -> None:
    scripted = ScriptedApple(httpx.Response(504), answer(screenshot("1")), answer(screenshot("1", "UPLOAD_COMPLETE")))
    assert SCREENSHOTS.commit(scripted.apple, "1", "abc").state == AssetState.UPLOAD_COMPLETE


def test_a_commit_of_too_few_bytes_is_refused() -> None:
    scripted = ScriptedApple(refusal(409, "ENTITY_ERROR"), answer(screenshot("1")))
    with pytest.raises(Refused):
        SCREENSHOTS.commit(scripted.apple, "1", "abc")


@pytest.mark.parametrize("response", [httpx.Response(204), refusal(404, "NOT_FOUND")])
def test_deleting_leaves_it_gone(response: httpx.Response) -> None:
    scripted = ScriptedApple(response)
    SCREENSHOTS.delete(scripted.apple, "1")
    assert scripted.script.requested == ["DELETE /v1/appScreenshots/1"]


def test_a_screenshot_that_may_not_be_deleted_is_told() -> None:
    with pytest.raises(Refused):
        SCREENSHOTS.delete(ScriptedApple(refusal(409, "STATE_ERROR")).apple, "1")


def test_the_order_is_sent_whole() -> None:
    scripted = ScriptedApple(httpx.Response(500), httpx.Response(204))
    SCREENSHOTS.put_in_order(scripted.apple, "s1", ["2", "1"])
    assert scripted.script.requested == ["PATCH /v1/appScreenshotSets/s1/relationships/appScreenshots"] * 2
    links = [{"type": "appScreenshots", "id": "2"}, {"type": "appScreenshots", "id": "1"}]
    assert scripted.script.sent(1) == {"data": links}


def test_a_look_up_that_fails_leaves_the_place_in_doubt() -> None:
    scripted = ScriptedApple(*[httpx.Response(500)] * 7)
    with pytest.raises(Unavailable) as caught:
        SCREENSHOTS.reserve(scripted.apple, "s1", "a.png", 9, known=())
    assert caught.value.maybe_done
