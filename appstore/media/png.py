"""Checks whether a PNG is whole and what it holds, without unpacking its pixels."""

import struct
import zlib
from dataclasses import dataclass
from enum import IntEnum
from typing import BinaryIO

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# A picture of 500 MiB in the 8 KiB pieces that libpng writes has 64,000.
MOST_CHUNKS = 300_000

_BLOCK = 1 << 20


class DamagedError(Exception):
    """The file is cut off, or does not match its own checksums."""


class ColourType(IntEnum):
    """How a pixel is stored (https://www.w3.org/TR/png-3/#6Colour-values)."""

    GREYSCALE = 0
    RGB = 2
    PALETTE = 3
    GREYSCALE_ALPHA = 4
    RGB_ALPHA = 6


@dataclass(frozen=True)
class Png:
    """A whole PNG: its pixels, bits per channel, number of frames, and whether it can hold transparent pixels."""

    width: int
    height: int
    bit_depth: int
    colour_type: ColourType
    see_through: bool
    frames: int


def inspect(stream: BinaryIO) -> Png:
    """Check every chunk against its checksum, up to the last. Raises `DamagedError`."""
    if stream.read(len(SIGNATURE)) != SIGNATURE:
        raise DamagedError
    kind, header = _chunk(stream)
    if kind != b"IHDR":
        raise DamagedError
    width, height, bit_depth, colour_type = _header(header)
    see_through = colour_type in {ColourType.GREYSCALE_ALPHA, ColourType.RGB_ALPHA}
    frames, seen = 1, {kind}
    for _ in range(MOST_CHUNKS):
        kind, start = _chunk(stream)
        if kind == b"IHDR" or (kind == b"acTL" and kind in seen):
            raise DamagedError
        if kind == b"IEND":
            break
        if kind == b"acTL":
            frames = int.from_bytes(start[:4], "big")
        see_through = see_through or kind == b"tRNS"
        seen.add(kind)
    if kind != b"IEND" or b"IDAT" not in seen or not frames:
        raise DamagedError
    return Png(width, height, bit_depth, colour_type, see_through, frames)


def _chunk(stream: BinaryIO) -> tuple[bytes, bytes]:
    """Return the kind of the next chunk and the start of its data; the rest of it is only checked."""
    length, kind = struct.unpack(">I4s", _exactly(stream, 8))
    start = _exactly(stream, min(length, _BLOCK))
    checksum = zlib.crc32(start, zlib.crc32(kind))
    for offset in range(len(start), length, _BLOCK):
        checksum = zlib.crc32(_exactly(stream, min(_BLOCK, length - offset)), checksum)
    if int.from_bytes(_exactly(stream, 4), "big") != checksum:
        raise DamagedError
    return kind, start


def _header(data: bytes) -> tuple[int, int, int, ColourType]:
    try:
        width, height, bit_depth, colour_type, compression, filtering, _ = struct.unpack(">IIBBBBB", data)
        colour = ColourType(colour_type)
    except (struct.error, ValueError) as error:
        raise DamagedError from error
    if not (width and height) or compression or filtering:
        raise DamagedError
    return width, height, bit_depth, colour


def _exactly(stream: BinaryIO, length: int) -> bytes:
    data = stream.read(length)
    if len(data) != length:
        raise DamagedError
    return data
