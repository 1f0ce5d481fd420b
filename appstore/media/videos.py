"""Examines a video before it is sent to the App Store: Apple checks one only after its upload, at times hours later.

Only headers are read, by MediaInfo (https://mediaarea.net/en/MediaInfo), so that the size of a file does not matter.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appstore.catalog import preview_types
from appstore.media import video_probe
from appstore.media.video_checks import (
    CHANNELS,
    FASTEST_RATE,
    LONGEST_SECONDS,
    MOST_BYTES,
    SAMPLING_RATES,
    SHORTEST_SECONDS,
    SLOWEST_RATE,
    CheckedVideo,
    Codec,
    Container,
    VideoFault,
    VideoFaultCode,
)

# Longer than the process may compute: a machine may be busy.
TIMEOUT = 60
# Where some platforms keep the libraries that MediaInfo needs.
_ENVIRONMENT = ("LD_LIBRARY_PATH",)
# MediaInfo's names for what begins with the brand of a container, and for codecs.
_CONTAINER_FORMAT = "MPEG-4"
_BRANDS = {"qt": Container.MOV, "M4V": Container.M4V}
_OTHER_BRANDS = {"3gp": "3GP", "3g2": "3GP", "M4A": "audio"}
_H264, _HEVC, _PRORES, _PRORES_HQ = "AVC", "HEVC", "ProRes", "422 HQ"
# Apple takes profiles up to High; libx264 makes others of pictures with more than 8 bits or full colour.
_H264_PROFILES = frozenset({"Baseline", "Constrained Baseline", "Main", "Extended", "High", "Progressive High"})
# What stores half of the lines at a time; a header that says nothing of it is taken.
_SCANS_BY_FIELDS = frozenset({"Interlaced", "MBAFF"})
_SOUND_CODECS = frozenset({"AAC", "PCM"})
_Track = Mapping[str, Any]


@dataclass(frozen=True)
class _Probed:
    """What MediaInfo found in a file."""

    general: _Track
    videos: Sequence[_Track]
    sounds: Sequence[_Track]


def examine(path: Path, name: str) -> CheckedVideo | tuple[VideoFault, ...]:
    """Return what is known of a video that Apple takes, or everything that is wrong with it.

    Raises OSError if the file can't be opened, RuntimeError if MediaInfo can't be loaded.
    """
    size = path.stat().st_size
    if not size:
        return (VideoFault(name, VideoFaultCode.EMPTY),)
    found = _probe(path)
    if found is None or found.general.get("istruncated"):
        return (VideoFault(name, VideoFaultCode.DAMAGED),)
    container = _container(found.general)
    if not isinstance(container, Container):
        return (VideoFault(name, VideoFaultCode.CONTAINER, what=container),)
    try:
        faults = tuple(_faults(found, name, size))
        return faults or _checked(found, path, name, size, container)
    except (TypeError, ValueError, ZeroDivisionError):
        return (VideoFault(name, VideoFaultCode.DAMAGED),)


def _probe(path: Path) -> _Probed | None:
    """Let a process of its own look into a file; None if it crashes, or ends because it takes too long."""
    command = [sys.executable, "-I", video_probe.__file__, str(path.absolute())]
    # Without the rest of our environment, which has the secrets of this process.
    needed = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    try:
        done = subprocess.run(command, env=needed, capture_output=True, timeout=TIMEOUT, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return None
    if done.returncode == video_probe.UNREADABLE or done.returncode < 0:
        return None
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace").strip().rpartition("\n")[2])
    tracks: dict[str, list[_Track]] = json.loads(done.stdout)
    return _Probed(next(iter(tracks["General"]), {}), tracks["Video"], tracks["Audio"])


def _container(general: _Track) -> Container | str:
    """Return the container, or the name of another one, "" for a file of no known kind."""
    # QuickTime files of before 2004 have no brand.
    brand = (general.get("codec_id") or "qt").strip()
    if general.get("format") != _CONTAINER_FORMAT:
        return general.get("format") or ""
    other = next((kind for start, kind in _OTHER_BRANDS.items() if brand.startswith(start)), None)
    return other or next((kind for start, kind in _BRANDS.items() if brand.startswith(start)), Container.MP4)


def _faults(found: _Probed, name: str, size: int) -> Iterator[VideoFault]:
    if size > MOST_BYTES:
        yield VideoFault(name, VideoFaultCode.TOO_LARGE, found=size, limit=MOST_BYTES)
    if found.videos:
        yield from _video_faults(found.videos[0], name)
    else:
        yield VideoFault(name, VideoFaultCode.NO_VIDEO)
    if found.sounds:
        yield from _sound_faults(found.sounds, name)
    else:
        yield VideoFault(name, VideoFaultCode.NO_SOUND)


def _video_faults(video: _Track, name: str) -> Iterator[VideoFault]:
    codec, profile = video["format"] or "", _profile(video)
    if codec == _HEVC:
        yield VideoFault(name, VideoFaultCode.HEVC)
    elif _codec(video) is None:
        shown = f"{Codec.H264.value if codec == _H264 else codec} {profile}".strip()
        yield VideoFault(name, VideoFaultCode.CODEC, what=shown)
    if video["scan_type"] in _SCANS_BY_FIELDS:
        yield VideoFault(name, VideoFaultCode.INTERLACED)
    if not preview_types.for_size(*(shape := _shape(video))):
        accepted = preview_types.nearest_sizes(*shape)
        yield VideoFault(name, VideoFaultCode.RESOLUTION, size=shape, accepted=accepted)
    if (seconds := _seconds(video)) < SHORTEST_SECONDS:
        yield VideoFault(name, VideoFaultCode.TOO_SHORT, found=seconds, limit=SHORTEST_SECONDS)
    if seconds > LONGEST_SECONDS:
        yield VideoFault(name, VideoFaultCode.TOO_LONG, found=seconds, limit=LONGEST_SECONDS)
    if (rate := _rate(video)) < SLOWEST_RATE:
        yield VideoFault(name, VideoFaultCode.TOO_SLOW, found=rate, limit=SLOWEST_RATE)
    if rate > FASTEST_RATE:
        yield VideoFault(name, VideoFaultCode.TOO_FAST, found=rate, limit=FASTEST_RATE)


def _sound_faults(sounds: Sequence[_Track], name: str) -> Iterator[VideoFault]:
    # Apple also takes two tracks with one channel each.
    if (channels := _channels(sounds)) != CHANNELS:
        yield VideoFault(name, VideoFaultCode.CHANNELS, found=channels, limit=CHANNELS)
    codec = next((sound["format"] or "" for sound in sounds if sound["format"] not in _SOUND_CODECS), None)
    if codec is not None:
        yield VideoFault(name, VideoFaultCode.SOUND_CODEC, what=codec)
    sampling = next((rate for sound in sounds if (rate := _first(sound["sampling_rate"])) not in SAMPLING_RATES), None)
    if sampling is not None:
        yield VideoFault(name, VideoFaultCode.SAMPLING, found=sampling)


def _checked(found: _Probed, path: Path, name: str, size: int, container: Container) -> CheckedVideo:
    video, sounds = found.videos[0], found.sounds
    width, height = _shape(video)
    return CheckedVideo(
        path=path,
        name=name,
        width=width,
        height=height,
        seconds=_seconds(video),
        rate=_rate(video),
        codec=_codec(video) or Codec.H264,
        profile=video["format_profile"] or "",
        sound=sounds[0]["format"],
        channels=_channels(sounds),
        sampling=_first(sounds[0]["sampling_rate"]),
        size=size,
        container=container,
    )


def _codec(video: _Track) -> Codec | None:
    """Return the codec if Apple takes it in this profile; Baseline and the like may be unknown."""
    if video["format"] == _H264 and _profile(video) in {*_H264_PROFILES, ""}:
        return Codec.H264
    return Codec.PRORES_HQ if (video["format"], _profile(video)) == (_PRORES, _PRORES_HQ) else None


def _profile(video: _Track) -> str:
    """Return the profile without its level: `High` of `High@L4`."""
    return str(video["format_profile"] or "").partition("@")[0]


def _shape(video: _Track) -> tuple[int, int]:
    """Return width and height as people see them: a phone stores a video as its camera lies, with a rotation."""
    width, height = int(video["width"]), int(video["height"])
    is_sideways = round(float(video["rotation"] or 0)) % 180 == 90  # noqa: PLR2004 - degrees
    return (height, width) if is_sideways else (width, height)


def _seconds(video: _Track) -> float:
    return round(float(video["duration"])) / 1000


def _rate(video: _Track) -> float:
    return round(float(video["frame_rate"]), 2)


def _channels(sounds: Sequence[_Track]) -> int:
    return sum(_first(sound["channel_s"]) for sound in sounds)


def _first(values: object) -> int:
    """Return the first of several numbers: sound that is stored for old and new players has two, `48000 / 24000`."""
    return int(str(values).partition("/")[0])
