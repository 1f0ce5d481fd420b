"""Validates videos as Apple does after opening them: what their boxes say of size, length, frames and sound."""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

# MOV_RESAVE_STEREO, _LONGER and _TRIM are codes that were observed of Apple; the others are made up.
SHORTEST, LONGEST, SLOWEST, FASTEST = 15.0, 30.0, 23.0, 30.0
# Frame rates such as 29.97 are rounded, and so are lengths in a movie's time scale.
TOLERANCE = 0.05
_CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl"})
_HEADER = 8


@dataclass(frozen=True, slots=True)
class VideoVerdict:
    """What a video is, in pixels, seconds and frames per second, and the code of its refusal, if any."""

    width: int = 0
    height: int = 0
    seconds: float = 0.0
    rate: float = 0.0
    channels: int = 0
    code: str | None = None
    description: str = ""


def inspect_video(data: bytes, sizes: Collection[tuple[int, int]]) -> VideoVerdict:
    """Validates a video that may have these sizes: integrity, sound, length, frame rate and size, in this order."""
    try:
        found = _read(memoryview(data))
    except (struct.error, LookupError, ValueError, ZeroDivisionError):
        found = VideoVerdict()
    return replace(found, code=(code := _code(found, sizes)), description=code or "")


def _code(found: VideoVerdict, sizes: Collection[tuple[int, int]]) -> str | None:
    wrong = {
        "MOV_APPEARS_CORRUPT": found.seconds <= 0 or found.rate <= 0,
        "MOV_RESAVE_STEREO": found.channels < 2,
        "MOV_RESAVE_LONGER": found.seconds < SHORTEST,
        "MOV_RESAVE_TRIM": found.seconds > LONGEST + TOLERANCE,
        "MOV_RESAVE_FRAME_RATE": not SLOWEST - TOLERANCE <= found.rate <= FASTEST + TOLERANCE,
        "MOV_INCORRECT_DIMENSIONS": (found.width, found.height) not in sizes,
    }
    return next((code for code, is_wrong in wrong.items() if is_wrong), None)


def _read(data: memoryview) -> VideoVerdict:
    found, boxes = VideoVerdict(), dict(_boxes(data))
    for kind, track in _boxes(boxes.get(b"moov", data[:0])):
        if kind == b"trak":
            inside = dict(_inside(track))
            handler = bytes(inside[b"hdlr"][8:12])
            if handler == b"vide":
                found = _with_picture(found, inside)
            elif handler == b"soun":
                found = replace(found, channels=struct.unpack_from(">H", inside[b"stsd"], 32)[0])
    return found


def _with_picture(found: VideoVerdict, boxes: dict[bytes, memoryview]) -> VideoVerdict:
    scale, length = struct.unpack_from(">II", boxes[b"mdhd"], 12)
    entries = struct.unpack_from(">I", boxes[b"stts"], 4)[0]
    frames = sum(struct.unpack_from(">I", boxes[b"stts"], 8 + 8 * number)[0] for number in range(entries))
    width, height = (side >> 16 for side in struct.unpack_from(">II", boxes[b"tkhd"], 76))
    turned = struct.unpack_from(">I", boxes[b"tkhd"], 40)[0] == 0
    seconds = length / scale
    size = (height, width) if turned else (width, height)
    return replace(found, width=size[0], height=size[1], seconds=seconds, rate=frames / seconds)


def _inside(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Yields every box in a track by its kind, those that hold others replaced by these."""
    for kind, content in _boxes(data):
        if kind in _CONTAINERS:
            yield from _inside(content)
        else:
            yield kind, content


def _boxes(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Yields the boxes of a file or box; ValueError at one that ends elsewhere than it says."""
    start = 0
    while start + _HEADER <= len(data):
        size, kind = struct.unpack_from(">I4s", data, start)
        header = _HEADER
        if size == 1:
            size, header = struct.unpack_from(">Q", data, start + _HEADER)[0], 2 * _HEADER
        size = size or len(data) - start
        if size < header or start + size > len(data):
            raise ValueError("a box is cut off")
        yield kind, data[start + header : start + size]
        start += size
