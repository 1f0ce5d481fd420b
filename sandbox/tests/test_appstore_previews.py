"""App previews in the stand-in: reserved, uploaded in parts, committed, processed for a while, and shown by a frame."""

from __future__ import annotations

import io

import httpx
import pytest
from PIL import Image

from sandbox.appstore import Fault
from sandbox.tests.appstore_visitor import Visitor, codes, md5, token
from sandbox.tests.preview_calls import PHONE, new_preview_set, preview_attributes, reserve_preview, upload_preview
from sandbox.videos import Video, video


@pytest.fixture
def set_id(eddie: Visitor, version_id: str) -> str:
    return str(new_preview_set(eddie, eddie.locale(version_id)).json()["data"]["id"])


class Clock:
    """A clock that stands still until it is moved, and a visitor whose token knows it."""

    def __init__(self, visitor: Visitor) -> None:
        self.now = 1_800_000_000.0
        visitor.apple.clock = lambda: self.now
        visitor.client.headers["Authorization"] = f"Bearer {token(visitor.key, issued=self.now)}"


def state(visitor: Visitor, preview_id: str) -> str:
    return str(preview_attributes(visitor, preview_id)["videoDeliveryState"]["state"])


def test_an_uploaded_video_ends_complete_with_its_address_checksum_and_poster(
    eddie: Visitor, version_id: str, set_id: str
) -> None:
    preview_id = upload_preview(eddie, set_id, "one.mov", video(), mimeType="video/quicktime")
    attributes = preview_attributes(eddie, preview_id)
    assert attributes["videoDeliveryState"] == {"errors": [], "warnings": [], "state": "COMPLETE"}
    assert attributes["assetDeliveryState"]["state"] == "COMPLETE"
    assert (attributes["mimeType"], attributes["sourceFileChecksum"]) == ("video/quicktime", md5(video()))
    assert attributes["previewFrameTimeCode"] == "00:00:05:00"
    assert attributes["previewFrameImage"]["state"]["state"] == "COMPLETE"
    assert "assetToken" not in attributes
    assert httpx.get(attributes["videoUrl"]).content == video()
    address = attributes["previewFrameImage"]["image"]["templateUrl"].replace("{c}", "bb").replace("{f}", "png")
    frame = httpx.get(address.replace("{w}", "443").replace("{h}", "960"))
    assert Image.open(io.BytesIO(frame.content)).size == (443, 960)
    (stored,) = eddie.apple.previews(version_id, "en-US", PHONE)
    assert (stored.id, stored.name, stored.data, stored.state) == (preview_id, "one.mov", video(), "COMPLETE")


def test_a_reservation_shows_the_type_of_the_file_and_no_video(eddie: Visitor, set_id: str) -> None:
    attributes = reserve_preview(eddie, set_id, "one.m4v", 10).json()["data"]["attributes"]
    assert attributes["videoDeliveryState"]["state"] == "AWAITING_UPLOAD"
    assert (attributes["mimeType"], attributes["videoUrl"], attributes["sourceFileChecksum"]) == (
        "video/x-m4v",
        None,
        None,
    )
    headers = attributes["uploadOperations"][0]["requestHeaders"]
    assert {"name": "Content-Type", "value": "video/x-m4v"} in headers


def test_a_video_is_sent_in_parts_until_it_is_committed(eddie: Visitor, version_id: str, set_id: str) -> None:
    eddie.apple.part_size = 5000
    data = video()
    preview = reserve_preview(eddie, set_id, "one.mp4", len(data)).json()["data"]
    operations = preview["attributes"]["uploadOperations"]
    assert len(operations) == -(-len(data) // 5000)
    early = eddie.patch("appPreviews", preview["id"], uploaded=True, sourceFileChecksum=md5(data))
    assert (early.status_code, codes(early)) == (409, [("STATE_ERROR", "")])
    for operation in reversed(operations):
        assert eddie.send(operation, data).status_code == 200
    assert eddie.patch("appPreviews", preview["id"], uploaded=True, sourceFileChecksum=md5(data)).status_code == 200
    assert eddie.send(operations[0], data).status_code == 403
    again = eddie.patch("appPreviews", preview["id"], uploaded=True, sourceFileChecksum=md5(data))
    assert (again.status_code, codes(again)) == (409, [("STATE_ERROR", "")])
    assert eddie.apple.previews(version_id, "en-US", PHONE)[0].data == data


def test_processing_a_video_takes_longer_than_receiving_it(eddie: Visitor, set_id: str) -> None:
    clock = Clock(eddie)
    eddie.apple.processing, eddie.apple.video_processing, eddie.apple.poster_processing = 3, 60, 20
    preview_id = upload_preview(eddie, set_id, "one.mp4", video())
    assert state(eddie, preview_id) == "UPLOAD_COMPLETE"
    clock.now += 3
    attributes = preview_attributes(eddie, preview_id)
    assert attributes["videoDeliveryState"]["state"] == "PROCESSING"
    assert attributes["assetDeliveryState"]["state"] == "COMPLETE"
    assert (attributes["videoUrl"], attributes["previewFrameImage"]) == (None, None)
    clock.now += 60
    attributes = preview_attributes(eddie, preview_id)
    assert attributes["videoDeliveryState"]["state"] == "COMPLETE"
    assert attributes["previewFrameImage"]["state"]["state"] == "PROCESSING"
    clock.now += 20
    assert preview_attributes(eddie, preview_id)["previewFrameImage"]["state"]["state"] == "COMPLETE"


@pytest.mark.parametrize("on_creation", [True, False])
@pytest.mark.parametrize(("loses", "expected"), [(True, "00:00:05:00"), (False, "00:00:09:12")])
def test_a_time_code_that_is_set_before_the_video_is_processed_is_lost(
    eddie: Visitor, set_id: str, *, loses: bool, expected: str, on_creation: bool
) -> None:
    clock = Clock(eddie)
    eddie.apple.video_processing, eddie.apple.loses_early_time_codes = 60, loses
    early = {"previewFrameTimeCode": "00:00:09:12"} if on_creation else {}
    preview_id = upload_preview(eddie, set_id, "one.mp4", video(), **early)
    if not on_creation:
        assert eddie.patch("appPreviews", preview_id, previewFrameTimeCode="00:00:09:12").status_code == 200
    assert preview_attributes(eddie, preview_id)["previewFrameTimeCode"] == "00:00:09:12"
    clock.now += 60
    assert preview_attributes(eddie, preview_id)["previewFrameTimeCode"] == expected


def test_the_poster_of_a_processed_video_can_be_set(eddie: Visitor, set_id: str) -> None:
    preview_id = upload_preview(eddie, set_id, "one.mp4", video())
    clock = Clock(eddie)
    eddie.apple.poster_processing = 20
    before = preview_attributes(eddie, preview_id)["previewFrameImage"]
    assert eddie.patch("appPreviews", preview_id, previewFrameTimeCode="00:00:19:29").status_code == 200
    assert preview_attributes(eddie, preview_id)["previewFrameImage"]["state"]["state"] == "PROCESSING"
    clock.now += 20
    attributes = preview_attributes(eddie, preview_id)
    assert attributes["previewFrameTimeCode"] == "00:00:19:29"
    assert attributes["previewFrameImage"]["state"]["state"] == "COMPLETE"
    assert attributes["previewFrameImage"]["image"] != before.get("image")


@pytest.mark.parametrize("time_code", ["00:00:20:00", "00:01:00:00", "5", "00:00:61:00", "00:00:05"])
def test_a_time_code_outside_the_video_or_that_is_none_is_refused(eddie: Visitor, set_id: str, time_code: str) -> None:
    preview_id = upload_preview(eddie, set_id, "one.mp4", video())
    answer = eddie.patch("appPreviews", preview_id, previewFrameTimeCode=time_code)
    assert (answer.status_code, codes(answer)) == (
        409,
        [("ENTITY_ERROR.ATTRIBUTE.INVALID", "/data/attributes/previewFrameTimeCode")],
    )
    assert preview_attributes(eddie, preview_id)["previewFrameTimeCode"] == "00:00:05:00"


def test_an_early_time_code_outside_the_video_fails_with_its_frame(eddie: Visitor, set_id: str) -> None:
    eddie.apple.loses_early_time_codes = False
    preview_id = upload_preview(eddie, set_id, "one.mp4", video(), previewFrameTimeCode="00:01:00:00")
    attributes = preview_attributes(eddie, preview_id)
    assert attributes["videoDeliveryState"]["state"] == "COMPLETE"
    assert attributes["previewFrameImage"]["state"]["state"] == "FAILED"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (video(Video(sound=None)), "MOV_RESAVE_STEREO"),
        (video(Video(channels=1)), "MOV_RESAVE_STEREO"),
        (video(Video(seconds=14.5)), "MOV_RESAVE_LONGER"),
        (video(Video(seconds=31)), "MOV_RESAVE_TRIM"),
        (video(Video(rate=60)), "MOV_RESAVE_FRAME_RATE"),
        (video(Video(width=1290, height=2796)), "MOV_INCORRECT_DIMENSIONS"),
        (video(Video(codec=None)), "MOV_APPEARS_CORRUPT"),
        (video()[:-1], "MOV_APPEARS_CORRUPT"),
        (video(Video(headers_first=False))[:-100], "MOV_APPEARS_CORRUPT"),
        (b"not a video", "MOV_APPEARS_CORRUPT"),
    ],
)
def test_a_bad_video_fails_in_processing_with_the_code_of_its_fault(
    eddie: Visitor, set_id: str, data: bytes, code: str
) -> None:
    attributes = preview_attributes(eddie, upload_preview(eddie, set_id, "one.mp4", data))
    assert attributes["videoDeliveryState"]["state"] == "FAILED"
    assert [error["code"] for error in attributes["videoDeliveryState"]["errors"]] == [code]
    assert attributes["videoUrl"] is None


@pytest.mark.parametrize(
    "wanted",
    [
        Video(headers_first=False, brand="qt  "),
        Video(width=1920, height=886),
        Video(width=1920, height=886, rotation=90),
        Video(seconds=30, rate=29.97),
        Video(seconds=15, rate=24, codec="apch", sound="sowt", sampling=8000),
    ],
)
def test_a_sound_video_is_taken(eddie: Visitor, set_id: str, wanted: Video) -> None:
    assert state(eddie, upload_preview(eddie, set_id, "one.mov", video(wanted))) == "COMPLETE"


def test_faults_of_files_hit_videos_too(eddie: Visitor, set_id: str) -> None:
    eddie.apple.faults.add(Fault.stuck(path="stuck"))
    eddie.apple.faults.add(Fault.processing_fails("MOV_RESAVE_STEREO", path="mute"))
    eddie.apple.faults.add(Fault.late_checksum(60, path="late"))
    ids = [upload_preview(eddie, set_id, f"{name}.mp4", video()) for name in ("stuck", "mute", "late")]
    assert [state(eddie, preview_id) for preview_id in ids] == ["UPLOAD_COMPLETE", "FAILED", "COMPLETE"]
    assert preview_attributes(eddie, ids[2])["sourceFileChecksum"] is None


def test_a_wrong_checksum_fails_in_processing(eddie: Visitor, set_id: str) -> None:
    preview = reserve_preview(eddie, set_id, "one.mp4", len(video())).json()["data"]
    eddie.send(preview["attributes"]["uploadOperations"][0], video())
    assert eddie.patch("appPreviews", preview["id"], uploaded=True, sourceFileChecksum="0" * 32).status_code == 200
    assert state(eddie, preview["id"]) == "FAILED"
