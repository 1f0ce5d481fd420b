"""Screenshots in the stand-in: reserved, uploaded in parts, committed and processed."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from PIL import Image

from sandbox import pictures
from sandbox.tests.appstore_visitor import Visitor, codes, md5, token

WATCH = "APP_WATCH_SERIES_3"
SIZE = (312, 390)


def picture(seed: int = 1) -> bytes:
    return pictures.png(*SIZE, seed=seed)


@pytest.fixture
def set_id(eddie: Visitor, version_id: str) -> str:
    return eddie.new_set(version_id)


def test_an_uploaded_picture_ends_complete_with_its_checksum_and_bytes(
    eddie: Visitor, version_id: str, set_id: str
) -> None:
    screenshot_id = eddie.upload(set_id, "one.png", picture())
    attributes = eddie.data(f"/v1/appScreenshots/{screenshot_id}")["attributes"]
    assert attributes["assetDeliveryState"] == {"errors": [], "warnings": [], "state": "COMPLETE"}
    assert attributes["sourceFileChecksum"] == md5(picture())
    assert attributes["uploadOperations"] is None
    (screenshot,) = eddie.apple.screenshots(version_id, "en-US", WATCH)
    assert (screenshot.id, screenshot.name, screenshot.data, screenshot.checksum) == (
        screenshot_id,
        "one.png",
        picture(),
        md5(picture()),
    )


def test_a_reservation_shows_neither_checksum_nor_picture(eddie: Visitor, set_id: str) -> None:
    attributes = eddie.reserve(set_id, "one.png", 10).json()["data"]["attributes"]
    assert attributes["assetDeliveryState"]["state"] == "AWAITING_UPLOAD"
    assert attributes["sourceFileChecksum"] is None
    assert attributes["imageAsset"] is None
    assert attributes["assetType"] == "SCREENSHOT"


def test_a_large_file_is_asked_for_in_ranges_that_may_come_in_any_order(
    eddie: Visitor, version_id: str, set_id: str
) -> None:
    data = picture()
    eddie.apple.part_size, eddie.apple.upload_methods = 1000, ("PUT", "POST")
    screenshot = eddie.reserve(set_id, "one.png", len(data)).json()["data"]
    operations = screenshot["attributes"]["uploadOperations"]
    assert len(operations) == -(-len(data) // 1000)
    assert [operation["method"] for operation in operations[:3]] == ["PUT", "POST", "PUT"]
    assert sum(operation["length"] for operation in operations) == len(data)
    for operation in reversed(operations):
        assert eddie.send(operation, data).status_code == 200
    assert eddie.commit(screenshot["id"], md5(data)).status_code == 200
    assert eddie.apple.screenshots(version_id, "en-US", WATCH)[0].data == data


def test_a_part_may_be_sent_again_until_the_commit_and_not_after(eddie: Visitor, set_id: str) -> None:
    data = picture()
    screenshot = eddie.reserve(set_id, "one.png", len(data)).json()["data"]
    (operation,) = screenshot["attributes"]["uploadOperations"]
    assert eddie.send(operation, b"\0" * len(data)).status_code == 200
    assert eddie.send(operation, data).status_code == 200
    assert eddie.commit(screenshot["id"], md5(data)).status_code == 200
    assert eddie.send(operation, data).status_code == 403


def test_the_upload_host_refuses_a_token_a_wrong_header_a_wrong_length_and_a_late_part(
    eddie: Visitor, set_id: str
) -> None:
    data = picture()
    screenshot = eddie.reserve(set_id, "one.png", len(data)).json()["data"]
    (operation,) = screenshot["attributes"]["uploadOperations"]
    headers = {header["name"]: header["value"] for header in operation["requestHeaders"]}
    assert eddie.client.put(operation["url"], headers=headers, content=data).status_code == 400
    assert eddie.send(operation | {"requestHeaders": []}, data).status_code == 403
    assert eddie.send(operation | {"length": 5}, data).status_code == 400
    assert eddie.send(operation | {"method": "POST"}, data).status_code == 405
    assert eddie.send(operation | {"url": operation["url"].partition("?")[0]}, data).status_code == 403
    eddie.apple.upload_window = -1
    late = eddie.reserve(set_id, "two.png", len(data)).json()["data"]["attributes"]["uploadOperations"][0]
    assert eddie.send(late, data).status_code == 403
    assert eddie.apple.calls[-1].kind == "upload"


def test_a_commit_without_all_bytes_is_refused(eddie: Visitor, set_id: str) -> None:
    screenshot_id = eddie.reserve(set_id, "one.png", 10).json()["data"]["id"]
    missing = eddie.commit(screenshot_id, "0" * 32)
    assert (missing.status_code, codes(missing)) == (409, [("STATE_ERROR", "")])


@pytest.mark.parametrize("more", [{}, {"sourceFileChecksum": None}])
def test_a_commit_without_a_checksum_is_taken_with_a_warning(
    eddie: Visitor, set_id: str, caplog: pytest.LogCaptureFixture, more: dict[str, None]
) -> None:
    data = picture()
    screenshot = eddie.reserve(set_id, "one.png", len(data)).json()["data"]
    eddie.send(screenshot["attributes"]["uploadOperations"][0], data)
    assert eddie.patch("appScreenshots", screenshot["id"], uploaded=True, **more).status_code == 200
    assert eddie.state(screenshot["id"])["state"] == "COMPLETE"
    assert "without a checksum" in caplog.text


def test_a_second_commit_is_refused(eddie: Visitor, set_id: str) -> None:
    screenshot_id = eddie.upload(set_id, "one.png", picture())
    again = eddie.commit(screenshot_id, md5(picture()))
    assert (again.status_code, codes(again)) == (409, [("STATE_ERROR", "")])


def test_a_wrong_checksum_fails_in_processing(eddie: Visitor, set_id: str) -> None:
    data = picture()
    screenshot = eddie.reserve(set_id, "one.png", len(data)).json()["data"]
    eddie.send(screenshot["attributes"]["uploadOperations"][0], data)
    assert eddie.commit(screenshot["id"], "0" * 32).status_code == 200
    assert eddie.state(screenshot["id"])["state"] == "FAILED"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (pictures.png(300, 300, seed=1), "IMAGE_INCORRECT_DIMENSIONS"),
        (pictures.png(*SIZE, seed=1, alpha="opaque"), "IMAGE_ALPHA_NOT_ALLOWED"),
        (pictures.png(*SIZE, seed=1, alpha="transparent"), "IMAGE_ALPHA_NOT_ALLOWED"),
        (pictures.jpeg(*SIZE, seed=1, mode="CMYK"), "IMG_BAD_COLOR_SPACE"),
        (pictures.png(*SIZE, seed=1)[:-200], "IMG_APPEARS_CORRUPT"),
        (pictures.jpeg(*SIZE, seed=1)[:-200], "IMG_APPEARS_CORRUPT"),
        (b"not a picture", "IMG_APPEARS_CORRUPT"),
        (b"BM" + b"\0" * 60, "IMG_APPEARS_CORRUPT"),
    ],
)
def test_a_bad_picture_fails_with_the_code_of_its_fault(eddie: Visitor, set_id: str, data: bytes, code: str) -> None:
    state = eddie.state(eddie.upload(set_id, "one.png", data))
    assert state["state"] == "FAILED"
    assert [error["code"] for error in state["errors"]] == [code]


def test_a_picture_of_another_format_fails(eddie: Visitor, set_id: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", SIZE).save(out, "GIF")
    state = eddie.state(eddie.upload(set_id, "one.png", out.getvalue()))
    assert [error["code"] for error in state["errors"]] == ["IMG_BAD_FORMAT"]


def test_a_sound_jpeg_is_taken(eddie: Visitor, set_id: str) -> None:
    assert eddie.state(eddie.upload(set_id, "one.jpg", pictures.jpeg(*SIZE, seed=1)))["state"] == "COMPLETE"


def test_the_template_serves_the_picture_drawn_again_at_any_size(eddie: Visitor, set_id: str) -> None:
    screenshot_id = eddie.upload(set_id, "one.png", picture())
    asset = eddie.data(f"/v1/appScreenshots/{screenshot_id}")["attributes"]["imageAsset"]
    assert (asset["width"], asset["height"]) == SIZE
    address = asset["templateUrl"].replace("{c}", "bb").replace("{f}", "png")
    whole = httpx.get(address.replace("{w}", "312").replace("{h}", "390"))
    assert Image.open(io.BytesIO(whole.content)).size == SIZE
    assert whole.content != picture()
    small = httpx.get(address.replace("{w}", "156").replace("{h}", "195"))
    assert Image.open(io.BytesIO(small.content)).size == (156, 195)
    assert httpx.get(address).status_code == 404


def test_a_deleted_screenshot_is_gone_and_its_address_takes_nothing(eddie: Visitor, set_id: str) -> None:
    screenshot = eddie.reserve(set_id, "one.png", 10).json()["data"]
    assert eddie.delete("appScreenshots", screenshot["id"]).status_code == 204
    assert eddie.get(f"/v1/appScreenshots/{screenshot['id']}").status_code == 404
    assert eddie.delete("appScreenshots", screenshot["id"]).status_code == 404
    assert eddie.send(screenshot["attributes"]["uploadOperations"][0], b"0" * 10).status_code == 404


def test_processing_and_the_checksum_take_the_time_that_was_set(eddie: Visitor, set_id: str) -> None:
    moment = [1_800_000_000.0]
    eddie.apple.clock = lambda: moment[0]
    eddie.apple.processing, eddie.apple.checksum_delay = 3, 5
    eddie.client.headers["Authorization"] = f"Bearer {token(eddie.key, issued=moment[0])}"
    screenshot_id = eddie.upload(set_id, "one.png", picture())
    assert eddie.state(screenshot_id)["state"] == "UPLOAD_COMPLETE"
    moment[0] += 3
    assert eddie.state(screenshot_id)["state"] == "COMPLETE"
    assert eddie.data(f"/v1/appScreenshots/{screenshot_id}")["attributes"]["sourceFileChecksum"] is None
    moment[0] += 5
    assert eddie.data(f"/v1/appScreenshots/{screenshot_id}")["attributes"]["sourceFileChecksum"] == md5(picture())


def test_many_threads_may_upload_at_once(eddie: Visitor, version_id: str, set_id: str) -> None:
    with ThreadPoolExecutor(5) as pool:
        ids = set(pool.map(lambda number: eddie.upload(set_id, f"{number}.png", picture(number)), range(10)))
    screenshots = eddie.apple.screenshots(version_id, "en-US", WATCH)
    assert {screenshot.id for screenshot in screenshots} == ids
    assert {screenshot.state for screenshot in screenshots} == {"COMPLETE"}
