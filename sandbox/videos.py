"""Videos for tests: MP4 and QuickTime files made of boxes alone, without encoding anything.

A reader of headers finds what was asked for; the frames are zeros. Boxes: ISO/IEC 14496-12 and -14, and Apple's
QuickTime File Format (https://developer.apple.com/documentation/quicktime-file-format).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from math import ceil
from pathlib import Path

# Bytes of each stored frame, and samples of each AAC frame.
VIDEO_FRAME, AAC_FRAME, AAC_SAMPLES = 16, 8, 1024
# Sampling rates in the order of their index in AAC's configuration.
AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000)
MOVIE_SCALE = 1000
_ONE, _MINUS_ONE = 0x10000, 0xFFFF0000
# The upper four numbers of a track's matrix by its clockwise rotation in degrees.
_TURNS = {0: (_ONE, 0, 0, _ONE), 90: (0, _ONE, _MINUS_ONE, 0), 180: (_MINUS_ONE, 0, 0, _MINUS_ONE)}
_TURNS[270] = (0, _MINUS_ONE, _ONE, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """What a video is to be; `width` and `height` in pixels as stored, before the `rotation` in degrees clockwise.

    `codec`: avc1 (H.264), hvc1 (HEVC), apch (ProRes 422 HQ) or apcn (ProRes 422); None for no video track. `sound`:
    mp4a (AAC) or sowt (PCM); None for no audio track. `size`: the bytes of the whole file, padded with zeros.
    """

    width: int = 886
    height: int = 1920
    seconds: float = 20.0
    rate: float = 30.0
    codec: str | None = "avc1"
    profile: int = 100
    sound: str | None = "mp4a"
    channels: int = 2
    sampling: int = 48_000
    rotation: int = 0
    # Whether each frame is stored as two fields, and says so.
    interlaced: bool = False
    size: int | None = None
    # Whether the headers come before the media, as for streaming.
    headers_first: bool = True
    # The brand in the first box: isom, mp42, "M4V " or "qt  ".
    brand: str = "isom"
    # Makes the bytes of videos differ.
    seed: int = 0


def video(wanted: Video | None = None) -> bytes:
    """Returns the bytes of a video."""
    before, media, after = _parts(wanted or Video())
    return before + bytes(media) + after


def write(path: Path, wanted: Video | None = None) -> Path:
    """Writes a video, whose media take no room on the disk; returns its path."""
    before, media, after = _parts(wanted or Video())
    with path.open("wb") as file:
        file.write(before)
        file.truncate(len(before) + media)
        file.seek(len(before) + media)
        file.write(after)
    return path


def _parts(wanted: Video) -> tuple[bytes, int, bytes]:
    """Returns what comes before the media, how many bytes these are, and what comes after them."""
    start = _box("ftyp", wanted.brand.encode(), _ints(0x200), wanted.brand.encode())
    # The headers have the same size wherever the media begin.
    headers = len(_headers(wanted, 0))
    offset = len(start) + (headers if wanted.headers_first else 0) + 8
    media = _media_size(wanted)
    if wanted.size is not None:
        least, media = media, wanted.size - len(start) - headers - 8
        if media < least:
            raise ValueError(f"{wanted.size} bytes are too few for {wanted}")
    box = struct.pack(">I4s", media + 8, b"mdat")
    movie = _headers(wanted, offset)
    return (start + movie + box, media, b"") if wanted.headers_first else (start + box, media, movie)


def _headers(wanted: Video, offset: int) -> bytes:
    tracks, after = [], offset
    if wanted.codec is not None:
        tracks.append(_video_track(wanted, after))
        after += _frames(wanted) * VIDEO_FRAME
    if wanted.sound is not None:
        tracks.append(_sound_track(wanted, after))
    length = round(wanted.seconds * MOVIE_SCALE)
    matrix = _ints(*_matrix(0, 0, 0))
    header = _full(
        "mvhd", 0, _ints(wanted.seed, 0, MOVIE_SCALE, length, _ONE), b"\1\0" + bytes(10), matrix, bytes(24), _ints(3)
    )
    return _box("moov", header, *tracks)


def _frames(wanted: Video) -> int:
    return round(wanted.seconds * wanted.rate)


def _sounds(wanted: Video) -> tuple[int, int]:
    """Returns how many stored samples the sound has, and the bytes of each."""
    samples = round(wanted.seconds * wanted.sampling)
    return (ceil(samples / AAC_SAMPLES), AAC_FRAME) if wanted.sound == "mp4a" else (samples, 2 * wanted.channels)


def _media_size(wanted: Video) -> int:
    count, size = _sounds(wanted) if wanted.sound is not None else (0, 0)
    return (_frames(wanted) * VIDEO_FRAME if wanted.codec is not None else 0) + count * size


def _video_track(wanted: Video, offset: int) -> bytes:
    scale, step = round(wanted.rate * 1000), 1000
    count = _frames(wanted)
    configuration = {"avc1": _avc(wanted), "hvc1": _hevc()}.get(str(wanted.codec), b"")
    # Two fields, the upper one first.
    configuration += _box("fiel", b"\2\1") if wanted.interlaced else b""
    size = struct.pack(">HHIIIH", wanted.width, wanted.height, 0x480000, 0x480000, 0, 1)
    depth = struct.pack(">Hh", 24, -1)
    entry = _box(str(wanted.codec), _entry(), bytes(16), size, bytes(32), depth, configuration)
    times = _full("stts", 0, _ints(1, count, step))
    table = _table(entry, times, count, VIDEO_FRAME, offset)
    media = _media("vide", scale, count * step, _full("vmhd", 1, bytes(8)), table)
    return _box("trak", _track(1, wanted, _ints(wanted.width << 16, wanted.height << 16)), media)


def _sound_track(wanted: Video, offset: int) -> bytes:
    count, size = _sounds(wanted)
    is_aac = wanted.sound == "mp4a"
    shape = struct.pack(">HHI", wanted.channels, 16, 0)
    configuration = _esds(wanted) if is_aac else b""
    entry = _box(str(wanted.sound), _entry(), bytes(8), shape, _ints(wanted.sampling << 16), configuration)
    times = _full("stts", 0, _ints(1, count, AAC_SAMPLES if is_aac else 1))
    table = _table(entry, times, count, size, offset)
    length = round(wanted.seconds * wanted.sampling)
    media = _media("soun", wanted.sampling, length, _full("smhd", 0, bytes(4)), table)
    return _box("trak", _track(2, wanted, bytes(8)), media)


def _track(number: int, wanted: Video, size: bytes) -> bytes:
    """The header of a track; only a video has a `size` and a rotation."""
    length = round(wanted.seconds * MOVIE_SCALE)
    is_sound = not any(size)
    matrix = _ints(*_matrix(0 if is_sound else wanted.rotation, wanted.width, wanted.height))
    volume = struct.pack(">hhHH", 0, 0, 0x100 if is_sound else 0, 0)
    return _full("tkhd", 3, _ints(0, 0, number, 0, length), bytes(8), volume, matrix, size)


def _matrix(rotation: int, width: int, height: int) -> tuple[int, ...]:
    """The matrix that turns a picture and moves it back to the origin."""
    a, b, c, d = _TURNS[rotation]
    right = {90: height, 180: width}.get(rotation, 0)
    down = {180: height, 270: width}.get(rotation, 0)
    return a, b, 0, c, d, 0, right << 16, down << 16, 0x40000000


def _media(handler: str, scale: int, length: int, header: bytes, table: bytes) -> bytes:
    times = _full("mdhd", 0, _ints(0, 0, scale, length), struct.pack(">HH", 0x55C4, 0))
    name = _full("hdlr", 0, _ints(0), handler.encode(), bytes(12), b"Handler\0")
    here = _box("dinf", _full("dref", 0, _ints(1), _full("url ", 1)))
    return _box("mdia", times, name, _box("minf", header, here, table))


def _table(entry: bytes, times: bytes, count: int, size: int, offset: int) -> bytes:
    """The samples of a track, all of one size, in one chunk."""
    return _box(
        "stbl",
        _full("stsd", 0, _ints(1), entry),
        times,
        _full("stsc", 0, _ints(1, 1, count, 1)),
        _full("stsz", 0, _ints(size, count)),
        _full("stco", 0, _ints(1, offset)),
    )


def _avc(wanted: Video) -> bytes:
    """The configuration of H.264, level 4.0, with the parameters of the sequence."""
    sequence, picture = _sequence(wanted), bytes((0x68, 0xEE, 0x3C, 0x80))
    start = bytes((1, wanted.profile, 0, 40, 0xFF, 0xE1))
    return _box(
        "avcC", start, struct.pack(">H", len(sequence)), sequence, b"\1", struct.pack(">H", len(picture)), picture
    )


def _sequence(wanted: Video) -> bytes:
    """The sequence parameter set: the size in blocks of 16 pixels, cropped in steps of two."""
    across, down = -(-wanted.width // 16), -(-wanted.height // 16)
    extra = [_golomb(1), _golomb(0), _golomb(0), "00"] if wanted.profile >= 100 else []
    crop = (0, (across * 16 - wanted.width) // 2, 0, (down * 16 - wanted.height) // 2)
    fields = [_golomb(0), *extra, _golomb(0), _golomb(2), _golomb(1), "0", _golomb(across - 1), _golomb(down - 1), "11"]
    bits = "".join([*fields, "1", *map(_golomb, crop), "0", "1"])
    bits += "0" * (-len(bits) % 8)
    return bytes((0x67, wanted.profile, 0, 40)) + int(bits, 2).to_bytes(len(bits) // 8, "big")


def _golomb(number: int) -> str:
    """An unsigned number as H.264 stores it."""
    digits = f"{number + 1:b}"
    return "0" * (len(digits) - 1) + digits


def _hevc() -> bytes:
    """The configuration of HEVC, Main profile, level 4.0, without parameter sets."""
    profile = bytes((1, 1)) + _ints(0x60000000) + bytes(6) + bytes((120,))
    return _box("hvcC", profile, bytes((0xF0, 0, 0xFC, 0xFD, 0xF8, 0xF8, 0, 0, 0x0F, 0)))


def _esds(wanted: Video) -> bytes:
    """The configuration of AAC-LC."""
    setting = (2 << 11) | (AAC_RATES.index(wanted.sampling) << 7) | (wanted.channels << 3)
    specific = _tag(5, struct.pack(">H", setting))
    decoder = _tag(4, bytes((0x40, 0x15)) + bytes(3) + _ints(256_000, 256_000) + specific)
    return _full("esds", 0, _tag(3, struct.pack(">HB", 2, 0) + decoder + _tag(6, b"\2")))


def _tag(number: int, content: bytes) -> bytes:
    return bytes((number, len(content))) + content


def _entry() -> bytes:
    """The start of each sample description: where its media are."""
    return bytes(6) + struct.pack(">H", 1)


def _full(kind: str, flags: int, *contents: bytes) -> bytes:
    return _box(kind, _ints(flags), *contents)


def _box(kind: str, *contents: bytes) -> bytes:
    content = b"".join(contents)
    return struct.pack(">I", len(content) + 8) + kind.encode() + content


def _ints(*numbers: int) -> bytes:
    return struct.pack(f">{len(numbers)}I", *numbers)
