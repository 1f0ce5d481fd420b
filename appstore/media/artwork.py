"""Examines an image before it is sent to the App Store, so that a bad one is reported before Apple refuses it.

Apple takes PNG and JPEG, RGB, without transparency, up to 500 MiB
(https://developer.apple.com/help/app-store-connect/reference/screenshot-specifications).
"""

import struct
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from typing import BinaryIO, TypeVar

from PIL.ExifTags import Base
from PIL.Image import Exif
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from appstore.media import png
from appstore.media.file_types import BYTES_NEEDED, Format, format_of
from appstore.media.image_checks import CheckedImage, Colour, ImageFault, ImageFaultCode, check, md5_of
from appstore.media.png import ColourType, Png

__all__ = ["CheckedImage", "Colour", "ImageFault", "ImageFaultCode", "check", "examine", "flattened", "md5_of"]

MOST_BYTES = 500 * 1024 * 1024
# The largest picture that Apple takes has 8.3 million; a progressive JPEG costs six bytes of memory for each.
MOST_PIXELS = 35_000_000
# Pictures with more pixels are unpacked one after the other, however many threads look at some.
LARGE = 10_000_000
BITS_PER_CHANNEL = 8
# A progressive JPEG has about ten; each of thousands would be unpacked over the whole picture.
MOST_SCANS = 200

# Pillow has no common error for files that it can't read.
_UNREADABLE = (png.DamagedError, OSError, SyntaxError, ValueError, LookupError, TypeError, OverflowError, struct.error)
_PNG_COLOURS = {
    ColourType.GREYSCALE: Colour.GREYSCALE,
    ColourType.GREYSCALE_ALPHA: Colour.GREYSCALE,
    ColourType.PALETTE: Colour.PALETTE,
}
_JPEG_COLOURS = {"L": Colour.GREYSCALE, "CMYK": Colour.CMYK}
_BLOCK_PIXELS = 1024
_START_OF_SCAN = b"\xff\xda"
_SIDEWAYS = range(5, 9)
# Invalid Exif data is no reason to refuse a picture or to warn the operator.
warnings.filterwarnings("ignore", module=r"PIL\.TiffImagePlugin")
_T = TypeVar("_T")
_one_large = threading.Lock()


class _Jpeg(JpegImageFile):
    """Pillow's class without its search for a resolution in Exif data, which logs warnings if those are invalid."""

    def _read_dpi_from_exif(self) -> None:
        pass


def examine(
    path: Path, name: str, *, most_bytes: int = MOST_BYTES, most_pixels: int = MOST_PIXELS
) -> CheckedImage | tuple[ImageFault, ...]:
    """Return what is known of an image that Apple accepts by itself, or everything that is wrong with it.

    Pixels are unpacked only if they can be transparent (PNG) or the file may be cut off (JPEG), and only within the
    limits. `check` decides whether the size suits a display type. Raises OSError if the file can't be opened.
    """
    size = path.stat().st_size
    if not size:
        return (ImageFault(name, ImageFaultCode.EMPTY),)
    if size > most_bytes:
        return (ImageFault(name, ImageFaultCode.TOO_LARGE, found=size, limit=most_bytes),)
    with path.open("rb") as stream:
        kind = format_of(stream.read(BYTES_NEEDED))
        stream.seek(0)
        try:
            if kind is Format.PNG:
                return _png(stream, path, name, most_pixels)
            if kind is Format.JPEG:
                return _jpeg(stream, path, name, most_pixels)
        except _UNREADABLE:
            return (ImageFault(name, ImageFaultCode.DAMAGED),)
    return (ImageFault(name, ImageFaultCode.FORMAT, what=kind),)


def flattened(path: Path, into: Path) -> Path:
    """Write a PNG without the alpha channel of an image whose `opaque_alpha` is true; `into` is a directory.

    The same picture always gives the same bytes, so that Apple's MD5 of it is recognised. Its colour profile stays.
    """
    target = into / f"{md5_of(path)}.flat.png"
    with path.open("rb") as stream, PngImageFile(stream) as image:
        profile = image.info.get("icc_profile")
        plain = image.convert("RGB")
    plain.info.clear()
    plain.save(target, "PNG", compress_level=1, icc_profile=profile)
    return target


def _png(stream: BinaryIO, path: Path, name: str, most_pixels: int) -> CheckedImage | tuple[ImageFault, ...]:
    found = png.inspect(stream)
    faults = tuple(_png_faults(found, name, most_pixels))
    if not faults and found.see_through:
        stream.seek(0)
        if hidden := _in_turn(found.width * found.height, lambda: _hidden_pixels(stream)):
            faults = (ImageFault(name, ImageFaultCode.TRANSPARENT, found=hidden, size=(found.width, found.height)),)
    return faults or CheckedImage(path, name, found.width, found.height, "PNG", opaque_alpha=found.see_through)


def _in_turn(pixels: int, unpack: Callable[[], _T]) -> _T:
    if pixels <= LARGE:
        return unpack()
    # glibc keeps what a thread gave back for the next new thread (https://sourceware.org/glibc/wiki/MallocInternals).
    with _one_large, ThreadPoolExecutor(1) as another:
        return another.submit(unpack).result()


def _png_faults(found: Png, name: str, most_pixels: int) -> Iterator[ImageFault]:
    size = found.width, found.height
    yield from _pixel_fault(name, *size, most_pixels)
    if found.frames > 1:
        yield ImageFault(name, ImageFaultCode.ANIMATED, found=found.frames, size=size)
    if found.bit_depth > BITS_PER_CHANNEL:
        yield ImageFault(name, ImageFaultCode.COLOUR, what=Colour.DEEP, size=size)
    elif found.colour_type in _PNG_COLOURS:
        yield ImageFault(name, ImageFaultCode.COLOUR, what=_PNG_COLOURS[found.colour_type], size=size)


def _hidden_pixels(stream: BinaryIO) -> int:
    """Count the pixels that are not opaque, block by block: a second copy may take 240 MB."""
    with PngImageFile(stream) as image:
        corners = product(range(0, image.width, _BLOCK_PIXELS), range(0, image.height, _BLOCK_PIXELS))
        boxes = ((x, y, min(x + _BLOCK_PIXELS, image.width), min(y + _BLOCK_PIXELS, image.height)) for x, y in corners)
        alphas = (image.crop(box).convert("RGBA").getchannel("A") for box in boxes)
        return sum(sum(alpha.histogram()[:255]) for alpha in alphas)


def _jpeg(stream: BinaryIO, path: Path, name: str, most_pixels: int) -> CheckedImage | tuple[ImageFault, ...]:
    # Opened by its class, because `Image.open` only warns about pictures that are too big to unpack.
    with _Jpeg(stream) as image:
        width, height = image.size
        if faults := tuple(_pixel_fault(name, width, height, most_pixels)):
            return faults
        if _scans(path) > MOST_SCANS:
            return (ImageFault(name, ImageFaultCode.DAMAGED),)
        faults = tuple(_jpeg_faults(image, name))
        if not faults:
            image.draft(image.mode, (1, 1))
            _in_turn(width * height, image.load)
    return faults or CheckedImage(path, name, width, height, "JPEG")


def _jpeg_faults(image: JpegImageFile, name: str) -> Iterator[ImageFault]:
    if image.mode != "RGB":
        yield ImageFault(name, ImageFaultCode.COLOUR, what=_JPEG_COLOURS.get(image.mode, Colour.OTHER), size=image.size)
    width, height = image.size
    orientation = _orientation(image.info.get("exif", b""))
    if orientation > 1:
        shown = (height, width) if orientation in _SIDEWAYS else (width, height)
        yield ImageFault(name, ImageFaultCode.ROTATED, found=orientation, size=(width, height), shown=shown)


def _pixel_fault(name: str, width: int, height: int, most: int) -> Iterator[ImageFault]:
    if width * height > most:
        yield ImageFault(name, ImageFaultCode.TOO_MANY_PIXELS, found=width * height, limit=most, size=(width, height))


def _scans(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(block.count(_START_OF_SCAN) for block in iter(lambda: stream.read(1 << 20), b""))


def _orientation(exif: bytes) -> int:
    """Return 1 for upright, 5 to 8 for a quarter turn, the rest mirrored or upside down; Exif 2.32, section 4.6.4."""
    read = Exif()
    try:
        read.load(exif)
    except _UNREADABLE:
        return 1
    value = read.get(Base.Orientation)
    return value if isinstance(value, int) and value in range(1, 9) else 1
