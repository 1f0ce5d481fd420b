"""Validates images as Apple does after opening them."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from sandbox.appstore.display_types import SIZES

FORMATS = ("PNG", "JPEG")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The size of an image, (0, 0) if it cannot be read, and the code of its refusal, if any."""

    width: int = 0
    height: int = 0
    code: str | None = None
    description: str = ""


def inspect(data: bytes, display_type: str) -> Verdict:
    """Validates an image for a display type: format, integrity, alpha, color and size, in this order."""
    return inspect_size(data, SIZES[display_type].__contains__)


def inspect_size(data: bytes, fits: Callable[[tuple[int, int]], bool]) -> Verdict:
    """Validates an image whose size must fit."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.format not in FORMATS:
                return Verdict(*image.size, "IMG_BAD_FORMAT", "Your file has an unsupported format.")
            size, mode, clear = image.size, image.mode, image.has_transparency_data
            _read_through(image)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Verdict(code="IMG_APPEARS_CORRUPT", description="Your file seems to be corrupted.")
    if clear or "A" in mode:
        return Verdict(*size, "IMAGE_ALPHA_NOT_ALLOWED", "Your image cannot include alpha channels or transparencies.")
    if mode in {"CMYK", "YCbCr", "LAB", "HSV"}:
        return Verdict(*size, "IMG_BAD_COLOR_SPACE", "Your image must be in the RGB color space.")
    if not fits(size):
        return Verdict(*size, "IMAGE_INCORRECT_DIMENSIONS", "The dimensions of your image are wrong.")
    return Verdict(*size)


def _read_through(image: Image.Image) -> None:
    if image.format == "PNG":
        image.verify()
    else:
        image.draft("RGB", (image.width // 8, image.height // 8))
        image.load()


def rendition(data: bytes, width: int, height: int, form: str) -> bytes:
    """Returns the image scaled to fit `width` x `height`; Apple never returns the original."""
    with Image.open(io.BytesIO(data)) as image:
        copy = image.convert("RGB")
        copy.thumbnail((width, height))
        return _saved(copy, form)


def frame(width: int, height: int, form: str) -> bytes:
    """Returns a gray image in place of the frame of a video, which is not decoded."""
    return _saved(Image.new("RGB", (width, height), "gray"), form)


def _saved(image: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG" if form == "png" else "JPEG")
    return out.getvalue()
