"""A video is examined by its headers: everything that Apple would refuse hours later is found at once."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from appstore.catalog import preview_types
from appstore.catalog.display_types import DisplayType
from appstore.catalog.preview_types import PreviewType
from appstore.media import video_probe
from appstore.media.video_checks import CheckedVideo, Codec, Container, VideoFault, VideoFaultCode, mime_type
from appstore.media.videos import examine
from sandbox.videos import Video, video, write

MOST_SECONDS, MOST_MEGABYTES = 2, 50
# Looks into a file and prints how many kilobytes of memory that took at most, Python's own among them.
MEASURED = """
import runpy, sys
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print("\\n" + status["VmHWM"].split()[0])
"""
# The interpreter from which the environment was made, without its packages.
BARE_PYTHON = str(Path(sys.base_prefix) / "bin" / "python3")
PRORES = Video(codec="apch", sound="sowt", brand="qt  ")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "video"


def found(path: Path, wanted: Video, name: str = "tide.mp4") -> CheckedVideo:
    checked = examine(write(path, wanted), name)
    assert isinstance(checked, CheckedVideo), checked
    return checked


def faults(path: Path, wanted: Video | bytes) -> dict[VideoFaultCode, VideoFault]:
    if isinstance(wanted, Video):
        write(path, wanted)
    else:
        path.write_bytes(wanted)
    checked = examine(path, "tide.mp4")
    assert isinstance(checked, tuple), checked
    assert {fault.name for fault in checked} == {"tide.mp4"}
    return {fault.code: fault for fault in checked}


def test_what_headers_say_is_read(path: Path) -> None:
    checked = found(path, Video(seconds=15.5, rate=29.97, sampling=44_100))
    assert checked == CheckedVideo(
        path=path,
        name="tide.mp4",
        width=886,
        height=1920,
        seconds=15.5,
        rate=29.97,
        codec=Codec.H264,
        profile="High@L4",
        sound="AAC",
        channels=2,
        sampling=44_100,
        size=path.stat().st_size,
        container=Container.MP4,
    )


def test_a_prores_movie_is_read(path: Path) -> None:
    checked = found(path, PRORES, "Tide.MOV")
    assert (checked.codec, checked.sound, checked.container) == (Codec.PRORES_HQ, "PCM", Container.MOV)
    assert (checked.true_name, checked.mime_type) == ("Tide.MOV", "video/quicktime")


@pytest.mark.parametrize("headers_first", [True, False])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_width_and_height_are_those_that_people_see(path: Path, rotation: int, *, headers_first: bool) -> None:
    checked = found(path, Video(width=1920, height=886, rotation=rotation, headers_first=headers_first))
    assert (checked.width, checked.height) == ((886, 1920) if rotation in {90, 270} else (1920, 886))
    assert PreviewType.IPHONE_67 in checked.preview_types


@pytest.mark.parametrize(
    ("brand", "name", "true_name", "type_"),
    [
        ("isom", "tide.mp4", "tide.mp4", "video/mp4"),
        ("mp42", "tide", "tide.mp4", "video/mp4"),
        ("M4V ", "tide", "tide.m4v", "video/x-m4v"),
        ("qt  ", "tide.video", "tide.video.mov", "video/quicktime"),
        ("qt  ", "tide.mp4", "tide.mp4", "video/mp4"),
    ],
)
def test_a_file_gets_a_name_and_type_that_apple_takes(
    path: Path, brand: str, name: str, true_name: str, type_: str
) -> None:
    checked = found(path, Video(brand=brand), name)
    assert (checked.true_name, checked.mime_type) == (true_name, type_)
    assert mime_type(true_name) == type_


@pytest.mark.parametrize("seconds", [15, 30])
@pytest.mark.parametrize("rate", [23.976, 24, 25, 29.97, 30])
def test_what_is_just_within_the_limits_is_taken(path: Path, seconds: int, rate: float) -> None:
    assert found(path, Video(seconds=seconds, rate=rate)).seconds == pytest.approx(seconds, abs=0.03)


@pytest.mark.parametrize(
    ("wanted", "code", "what", "number", "limit"),
    [
        (Video(codec="apcn"), VideoFaultCode.CODEC, "ProRes 422", 0, 0),
        (Video(profile=122), VideoFaultCode.CODEC, "H.264 High 4:2:2", 0, 0),
        (Video(codec="hvc1"), VideoFaultCode.HEVC, "", 0, 0),
        (Video(interlaced=True), VideoFaultCode.INTERLACED, "", 0, 0),
        (replace(PRORES, interlaced=True), VideoFaultCode.INTERLACED, "", 0, 0),
        (Video(codec=None), VideoFaultCode.NO_VIDEO, "", 0, 0),
        (Video(sound=None), VideoFaultCode.NO_SOUND, "", 0, 0),
        (Video(channels=1), VideoFaultCode.CHANNELS, "", 1, 2),
        (Video(channels=6), VideoFaultCode.CHANNELS, "", 6, 2),
        (Video(sampling=22_050), VideoFaultCode.SAMPLING, "", 22_050, 0),
        (Video(seconds=14.9), VideoFaultCode.TOO_SHORT, "", 14.9, 15),
        (Video(seconds=30.1), VideoFaultCode.TOO_LONG, "", 30.1, 30),
        (Video(rate=20), VideoFaultCode.TOO_SLOW, "", 20, 23),
        (Video(rate=60), VideoFaultCode.TOO_FAST, "", 60, 30),
        (Video(size=500_000_001), VideoFaultCode.TOO_LARGE, "", 500_000_001, 500_000_000),
        (Video(brand="3gp4"), VideoFaultCode.CONTAINER, "3GP", 0, 0),
    ],
)
def test_a_fault_is_found(
    path: Path, wanted: Video, code: VideoFaultCode, what: str, number: float, limit: float
) -> None:
    (fault,) = faults(path, wanted).values()
    assert fault == VideoFault("tide.mp4", code, what=what, found=fault.found, limit=limit)
    assert fault.found == pytest.approx(number, abs=0.01)


def test_a_size_that_no_type_takes_is_told_with_the_nearest(path: Path) -> None:
    fault = faults(path, Video(width=2868, height=1320, rotation=90))[VideoFaultCode.RESOLUTION]
    assert (fault.size, fault.accepted[0]) == ((1320, 2868), (886, 1920))
    fault = faults(path, Video(width=2732, height=2048))[VideoFaultCode.RESOLUTION]
    assert fault.accepted[0] == (1600, 1200)


def test_all_faults_of_a_file_come_at_once(path: Path) -> None:
    assert set(faults(path, Video(codec="hvc1", sound=None, seconds=5, rate=60, width=1290, size=600_000_000))) == {
        VideoFaultCode.TOO_LARGE,
        VideoFaultCode.HEVC,
        VideoFaultCode.RESOLUTION,
        VideoFaultCode.TOO_SHORT,
        VideoFaultCode.TOO_FAST,
        VideoFaultCode.NO_SOUND,
    }


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", VideoFaultCode.EMPTY),
        (video()[:-1], VideoFaultCode.DAMAGED),
        (video()[:-9000], VideoFaultCode.DAMAGED),
        (video(Video(headers_first=False))[:-100], VideoFaultCode.DAMAGED),
        (video(Video(headers_first=False))[:5000], VideoFaultCode.DAMAGED),
        (b"a text, not a video", VideoFaultCode.CONTAINER),
        (b"\x1aE\xdf\xa3" + bytes(50), VideoFaultCode.CONTAINER),
    ],
)
def test_a_file_that_is_cut_off_or_no_video_is_told_alone(path: Path, data: bytes, code: VideoFaultCode) -> None:
    assert set(faults(path, data)) == {code}


def test_a_table_that_claims_billions_of_frames_ends_only_the_process_that_looks(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The process as it is, but it may compute for one second only.
    impatient = path.with_name("video_probe.py")
    limit, least = f"MOST_CPU_SECONDS = {video_probe.MOST_CPU_SECONDS}\n", "MOST_CPU_SECONDS = 1\n"
    text = Path(video_probe.__file__).read_text(encoding="utf-8")
    assert limit in text
    impatient.write_text(text.replace(limit, least), encoding="utf-8")
    monkeypatch.setattr(video_probe, "__file__", str(impatient))
    data = video()
    count = data.index(b"stts") + 8
    claimed = data[:count] + struct.pack(">I", 0xFFFFFFFF) + data[count + 4 :]
    assert set(faults(path, claimed)) == {VideoFaultCode.DAMAGED}


def test_a_file_of_500_megabytes_with_its_headers_at_the_end_is_examined_at_once_in_little_memory(path: Path) -> None:
    begin = time.monotonic()
    assert found(path, Video(size=500_000_000, headers_first=False)).size == 500_000_000
    assert time.monotonic() - begin < MOST_SECONDS
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", MEASURED, video_probe.__file__, str(path)], capture_output=True, check=True, text=True
    )
    found_there, most = done.stdout.splitlines()
    assert json.loads(found_there)["Video"]
    assert int(most) / 1024 < MOST_MEGABYTES


def test_without_the_library_no_file_is_called_damaged(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(path)
    monkeypatch.setattr(sys, "executable", BARE_PYTHON)
    with pytest.raises(RuntimeError, match="No module named 'pymediainfo'"):
        examine(path, "tide.mp4")


def test_a_missing_file_is_an_error(path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        examine(path, "tide.mp4")


@pytest.mark.parametrize(
    ("size", "types"),
    [
        ((886, 1920), ["IPHONE_67", "IPHONE_65", "IPHONE_61", "IPHONE_58", "IPHONE_DUO"]),
        ((1080, 1920), ["IPHONE_55", "IPHONE_40"]),
        ((1920, 1080), ["IPHONE_55", "IPHONE_40", "DESKTOP", "APPLE_TV"]),
        ((1600, 1200), ["IPAD_PRO_3GEN_129", "IPAD_PRO_3GEN_11", "IPAD_PRO_129", "IPAD_105"]),
        ((900, 1200), ["IPAD_PRO_129", "IPAD_97"]),
        ((3840, 2160), ["APPLE_VISION_PRO"]),
        ((2160, 3840), []),
        ((1290, 2796), []),
    ],
)
def test_the_size_of_a_video_tells_the_types_that_take_it(size: tuple[int, int], types: list[str]) -> None:
    assert list(preview_types.for_size(*size)) == types
    assert all(size in preview_types.sizes(PreviewType(type_)) for type_ in types)


@pytest.mark.parametrize(
    ("size", "platforms", "existing", "expected"),
    [
        ((886, 1920), {"IOS"}, (), "IPHONE_67"),
        ((886, 1920), {"IOS"}, ("IPHONE_61",), "IPHONE_61"),
        ((886, 1920), {"IOS"}, ("IPHONE_61", "IPHONE_58"), "IPHONE_67"),
        ((1600, 1200), {"IOS"}, ("IPAD_97", "IPHONE_67"), "IPAD_PRO_3GEN_129"),
        ((900, 1200), {"IOS"}, ("IPAD_97",), "IPAD_97"),
        ((1920, 1080), {"IOS"}, (), "IPHONE_55"),
        ((1920, 1080), {"MAC_OS"}, (), "DESKTOP"),
        ((1920, 1080), {"TV_OS"}, (), "APPLE_TV"),
        ((886, 1920), {"VISION_OS"}, (), None),
        ((1290, 2796), {"IOS"}, (), None),
    ],
)
def test_of_types_that_share_a_size_the_set_that_exists_is_chosen_or_the_largest_device(
    size: tuple[int, int], platforms: set[str], existing: tuple[str, ...], expected: str | None
) -> None:
    assert preview_types.settle(*size, platforms, [PreviewType(name) for name in existing]) == expected


def test_a_preview_type_is_a_display_type_without_app() -> None:
    for preview_type in PreviewType:
        assert preview_types.beside(preview_types.display_type_of(preview_type)) is preview_type
    assert preview_types.beside(DisplayType.APP_WATCH_ULTRA) is None
    assert preview_types.beside(DisplayType.IMESSAGE_APP_IPHONE_67) is None
    assert preview_types.label(PreviewType.IPHONE_67) == 'iPhone 6.9"'
    assert preview_types.platform_of(PreviewType.DESKTOP) == "MAC_OS"


def test_videos_made_for_tests_are_as_large_as_they_should_be_and_differ_by_seed(path: Path) -> None:
    wanted = Video(size=60_000)
    assert len(video(wanted)) == write(path, wanted).stat().st_size == 60_000
    assert path.read_bytes() == video(wanted)
    assert video(replace(wanted, seed=1)) != video(wanted)
