"""What is wrong with a video is said in one sentence: what, why, and what to do about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from appstore.media.video_checks import VideoFault, VideoFaultCode
from appstore.media.videos import examine
from cards.uploads.video_faults import video_sentence
from sandbox.videos import Video, video, write
from tests.support import wording


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (Video(size=500_000_001), wording.VIDEO_TOO_LARGE),
        (Video(brand="3gp4"), wording.VIDEO_CONTAINER),
        (Video(codec=None), wording.VIDEO_WITHOUT_PICTURE),
        (Video(codec="apcn"), wording.VIDEO_PRORES),
        (Video(profile=244), wording.VIDEO_PROFILE),
        (Video(codec="hvc1"), wording.VIDEO_HEVC),
        (Video(interlaced=True), wording.VIDEO_INTERLACED),
        (Video(width=2868, height=1320, rotation=90), wording.VIDEO_TO_SCALE),
        (Video(width=1000, height=1362), wording.VIDEO_TO_CROP),
        (Video(seconds=14.5), wording.VIDEO_TOO_SHORT),
        (Video(seconds=31), wording.VIDEO_TOO_LONG),
        (Video(rate=20), wording.VIDEO_TOO_SLOW),
        (Video(rate=59.94), wording.VIDEO_TOO_FAST),
        (Video(sound=None), wording.VIDEO_WITHOUT_SOUND),
        (Video(channels=1), wording.VIDEO_MONO),
        (Video(channels=6), wording.VIDEO_SURROUND),
        (Video(sampling=22_050), wording.VIDEO_SAMPLING),
    ],
)
def test_a_bad_video_gets_a_sentence_that_says_what_to_do(tmp_path: Path, wanted: Video, sentence: str) -> None:
    checked = examine(write(tmp_path / "video", wanted), "tide.mp4")
    assert isinstance(checked, tuple)
    assert [video_sentence(fault) for fault in checked] == [sentence]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", wording.VIDEO_EMPTY),
        (video()[:-1], wording.VIDEO_DAMAGED),
        (b"a text", wording.NOT_A_VIDEO),
    ],
)
def test_what_is_no_whole_video_gets_a_sentence(tmp_path: Path, data: bytes, sentence: str) -> None:
    (path := tmp_path / "video").write_bytes(data)
    checked = examine(path, "tide.mp4")
    assert isinstance(checked, tuple)
    assert [video_sentence(fault) for fault in checked] == [sentence]


def test_another_sound_codec_is_named() -> None:
    fault = VideoFault("tide.mp4", VideoFaultCode.SOUND_CODEC, what="MPEG Audio")
    assert video_sentence(fault) == wording.VIDEO_SOUND_CODEC


@pytest.mark.parametrize("code", VideoFaultCode)
def test_no_sentence_ends_in_a_period_which_the_message_adds(code: VideoFaultCode) -> None:
    sentence = video_sentence(VideoFault("tide.mp4", code, size=(1, 1), accepted=((886, 1920),)))
    assert sentence
    assert not sentence.endswith(".")
