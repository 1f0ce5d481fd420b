"""App previews are read, reserved, committed, ordered and given a poster, whatever is lost on the way."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from appstore import localizations
from appstore.calls.auth import Key
from appstore.calls.budget import Budget
from appstore.client import AppStore
from appstore.errors import Refused
from appstore.media import previews, slots, transfers
from appstore.media.poster import time_code
from appstore.media.previews import PosterState
from appstore.media.slots import SlotKind
from appstore.media.transfers import AssetState
from sandbox.appstore import AppStoreConnect, Fault
from sandbox.videos import Video, video, write
from tests.appstore.scripted_apple import ScriptedApple, answer, resource

PHONE = "IPHONE_67"


def preview(identity: str, **attributes: Any) -> dict[str, Any]:  # noqa: ANN401
    return resource("appPreviews", identity, {"fileName": "a.mp4", "fileSize": 9, **attributes})


def read(**attributes: Any) -> previews.RemotePreview:  # noqa: ANN401
    scripted = ScriptedApple(answer([preview("1", **attributes)]))
    (found,) = previews.in_set(scripted.apple, "s1")
    return found


def delivery(state: str, *codes: str) -> dict[str, Any]:
    return {"state": state, "errors": [{"code": code, "description": code} for code in codes], "warnings": None}


@pytest.mark.parametrize("state", ["AWAITING_UPLOAD", "UPLOAD_COMPLETE", "PROCESSING", "COMPLETE", "FAILED"])
def test_the_state_is_that_of_the_video_and_not_of_its_bytes(state: str) -> None:
    found = read(videoDeliveryState=delivery(state), assetDeliveryState=delivery("COMPLETE"))
    assert found.state == AssetState(state)
    assert found.usable is (state not in {"AWAITING_UPLOAD", "FAILED"})


def test_a_failed_video_has_apples_reasons() -> None:
    found = read(videoDeliveryState=delivery("FAILED", "MOV_RESAVE_STEREO"))
    assert found.reasons == (("MOV_RESAVE_STEREO", "MOV_RESAVE_STEREO"),)


@pytest.mark.parametrize(
    ("received", "address", "state"),
    [
        ("COMPLETE", None, "PROCESSING"),
        ("COMPLETE", "https://video.test/a.m3u8", "COMPLETE"),
        ("FAILED", None, "FAILED"),
    ],
)
def test_without_a_state_of_the_video_its_address_tells_that_it_is_processed(
    received: str, address: str | None, state: str
) -> None:
    assert read(assetDeliveryState=delivery(received), videoUrl=address).state == AssetState(state)


def test_a_poster_has_a_state_a_moment_and_a_picture() -> None:
    image = {"templateUrl": "https://picture.test/{w}x{h}{c}.{f}", "width": 886, "height": 1920}
    frame = {"image": image, "state": delivery("COMPLETE")}
    found = read(previewFrameTimeCode="00:00:05:00", previewFrameImage=frame)
    assert (found.poster, found.time_code) == (PosterState.COMPLETE, "00:00:05:00")
    assert found.picture(960) == "https://picture.test/443x960bb.png"
    assert read(previewFrameImage={"state": {"state": "NEW"}}).poster is PosterState.UNKNOWN
    assert (read().poster, read().time_code, read().state) == (None, "", AssetState.UNKNOWN)


def test_a_reservation_names_the_type_of_the_file() -> None:
    scripted = ScriptedApple(answer(preview("1"), status=201))
    previews.reserve(scripted.apple, "s1", "Tide.MOV", 9)
    assert scripted.script.sent(0)["data"] == {
        "type": "appPreviews",
        "attributes": {"fileName": "Tide.MOV", "fileSize": 9, "mimeType": "video/quicktime"},
        "relationships": {"appPreviewSet": {"data": {"type": "appPreviewSets", "id": "s1"}}},
    }


@pytest.mark.parametrize(
    ("seconds", "rate", "expected"),
    [
        (5, 30, "00:00:05:00"),
        (5.5, 30, "00:00:05:15"),
        (5.999, 30, "00:00:05:29"),
        (0.04, 23.976, "00:00:00:01"),
        (3725, 25, "01:02:05:00"),
    ],
)
def test_a_moment_becomes_a_time_code_with_frames(seconds: float, rate: float, expected: str) -> None:
    assert time_code(seconds, rate) == expected


@pytest.fixture
def account() -> AppStoreConnect:
    return AppStoreConnect(seed=1)


@pytest.fixture
def version_id(account: AppStoreConnect) -> str:
    return account.add_version(account.add_app("com.example.nightsky", "Night Sky"), "1.1", locales=["en-US", "de-DE"])


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=5) as client:
        yield client


@pytest.fixture
def apple(account: AppStoreConnect, http: httpx.Client) -> Iterator[AppStore]:
    issued = account.add_key()
    key = Key(issued.key_id, issued.private_key_pem, issued.issuer_id)
    with account.serve() as url:
        yield AppStore(key, Budget(), base_url=url, http=http, random=lambda: 0.0, sleep=nap)


def nap(seconds: float) -> None:
    """A wait, ten times as short; a pause is looked at again after it."""
    time.sleep(seconds / 10)


def md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def german(apple: AppStore, version_id: str) -> str:
    return next(item.id for item in localizations.of_version(apple, version_id) if item.locale == "de-DE")


def upload(apple: AppStore, http: httpx.Client, set_id: str, path: Path) -> str:
    """Send one file from reservation to commit; gives its id."""
    data = path.read_bytes()
    known = {found.id for found in previews.in_set(apple, set_id)}
    reserved = previews.reserve(apple, set_id, path.name, len(data), known=known)
    transfers.send(http, path, reserved.operations, sleep=nap)
    return previews.commit(apple, reserved.id, md5(data)).id


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param([], id="no fault"),
        pytest.param([Fault.lost(500, method="POST", path="/appPreviewSets$", nth=1)], id="new set lost"),
        pytest.param([Fault.lost(500, method="POST", path="/appPreviews$", nth=1)], id="reservation lost"),
        pytest.param([Fault.drop(method="POST", path="/appPreviews$", nth=1)], id="reservation cut off"),
        pytest.param([Fault.status(500, method="POST", path="/appPreviews$", nth=1)], id="reservation failed"),
        pytest.param([Fault.reset(method="PUT", nth=1), Fault.status(503, method="PUT", nth=2)], id="bytes lost"),
        pytest.param([Fault.lost(504, method="PATCH", path="/appPreviews/[^/]+$", nth=1)], id="commit lost"),
        pytest.param([Fault.lost(500, method="PATCH", path="/relationships/", nth=1)], id="order lost"),
        pytest.param([Fault.lost(504, method="PATCH", path="/appPreviews/[^/]+$", nth=3)], id="poster lost"),
        pytest.param([Fault.lost(500, method="DELETE", nth=1)], id="deletion lost"),
        pytest.param([Fault.drop(method="GET", nth=2)], id="question cut off"),
    ],
)
def test_two_uploads_end_as_two_previews_in_the_wished_order_with_a_poster(
    apple: AppStore, http: httpx.Client, account: AppStoreConnect, version_id: str, tmp_path: Path, faults: list[Fault]
) -> None:
    account.part_size = 5000
    rules = [account.faults.add(fault) for fault in faults]
    set_id, is_new = previews.create_set(apple, german(apple, version_id), PHONE)
    path = write(tmp_path / "tide.mp4")
    first, second = upload(apple, http, set_id, path), upload(apple, http, set_id, path)
    previews.put_in_order(apple, set_id, [second, first])
    assert previews.set_poster(apple, second, "00:00:09:12").time_code == "00:00:09:12"
    assert {found.poster for found in previews.in_set(apple, set_id)} == {PosterState.COMPLETE}
    held = account.previews(version_id, "de-DE", PHONE)
    assert [(found.id, found.time_code) for found in held] == [(second, "00:00:09:12"), (first, "00:00:05:00")]
    assert {found.data for found in held} == {path.read_bytes()}
    assert {found.state for found in held} == {"COMPLETE"}
    previews.delete(apple, first)
    previews.delete(apple, first)
    assert [found.id for found in previews.in_set(apple, set_id)] == [second]
    assert is_new or "new set lost" in str(faults)
    assert all(rule.fired for rule in rules)


def test_a_processing_video_is_known_as_such_until_it_is_complete(
    apple: AppStore, http: httpx.Client, account: AppStoreConnect, version_id: str, tmp_path: Path
) -> None:
    account.video_processing = 3600
    set_id, _ = previews.create_set(apple, german(apple, version_id), PHONE)
    path = write(tmp_path / "tide.mp4")
    preview_id = upload(apple, http, set_id, path)
    (found,) = previews.in_set(apple, set_id)
    assert (found.id, found.state, found.poster, found.usable) == (preview_id, AssetState.PROCESSING, None, True)
    assert previews.commit(apple, preview_id, md5(path.read_bytes())).state == AssetState.PROCESSING


def test_a_poster_outside_the_video_is_refused(apple: AppStore, account: AppStoreConnect, version_id: str) -> None:
    (preview_id,) = account.fill_preview_set(version_id, "de-DE", PHONE, [("tide.mp4", video())])
    with pytest.raises(Refused) as caught:
        previews.set_poster(apple, preview_id, "00:00:20:00")
    assert caught.value.about("previewFrameTimeCode")


def test_a_video_without_sound_fails_with_apples_code(
    apple: AppStore, http: httpx.Client, version_id: str, tmp_path: Path
) -> None:
    set_id, _ = previews.create_set(apple, german(apple, version_id), PHONE)
    upload(apple, http, set_id, write(tmp_path / "mute.mp4", Video(sound=None)))
    (found,) = previews.in_set(apple, set_id)
    assert (found.state, found.reasons[0][0]) == (AssetState.FAILED, "MOV_RESAVE_STEREO")


def test_a_slot_of_previews_is_filled_and_found_by_the_display_type_of_its_device(
    apple: AppStore, http: httpx.Client, account: AppStoreConnect, version_id: str, tmp_path: Path
) -> None:
    localization_id = german(apple, version_id)
    slot = slots.make(SlotKind.PREVIEWS, apple, http, localization_id, "APP_IPHONE_67", "", nap)
    assert not slot.find()
    assert slot.create()
    path = write(tmp_path / "tide.m4v")
    data = path.read_bytes()
    reserved = slot.reserve(path.name, len(data), (), md5(data))
    slot.send(reserved, path)
    slot.commit(reserved.id, md5(data))
    (stored,) = account.previews(version_id, "de-DE", PHONE)
    assert (stored.data, stored.mime_type) == (data, "video/x-m4v")
    account.fill_set(version_id, "de-DE", "APP_IPHONE_65", [])
    found = slots.existing(SlotKind.PREVIEWS, apple, localization_id)
    assert {name: (set_id, [file.id for file in files]) for name, (set_id, files) in found.items()} == {
        "APP_IPHONE_67": (slot.id, [reserved.id])
    }
    again = slots.make(SlotKind.PREVIEWS, apple, http, localization_id, "APP_IPHONE_67", "", nap)
    assert again.find()
    assert again.id == slot.id
    again.put_in_order([reserved.id])
    again.remove(reserved.id)
    assert again.images() == ()


@pytest.mark.parametrize("display_type", ["APP_WATCH_ULTRA", "IMESSAGE_APP_IPHONE_67"])
def test_a_display_type_without_previews_has_no_slot(apple: AppStore, http: httpx.Client, display_type: str) -> None:
    with pytest.raises(ValueError, match="no app previews"):
        slots.make(SlotKind.PREVIEWS, apple, http, "1", display_type, "").create()
