"""Generates test images that are small, quick to make and easy to distinguish by color and number."""

from __future__ import annotations

import colorsys
import io
from functools import lru_cache
from random import Random
from typing import Literal

from PIL import Image, ImageDraw, ImageFont

BANDS = 6
Alpha = Literal["opaque", "transparent"]


def png(width: int, height: int, *, seed: int, alpha: Alpha | None = None, text: str | None = None) -> bytes:
    """Returns a PNG of this size; `alpha` adds an alpha channel, fully opaque or with a transparent corner.

    Different seeds always give different bytes; `text` replaces the printed seed. The latest are remembered.
    """
    return _png(width, height, seed, alpha, text)


@lru_cache(maxsize=64)
def _png(width: int, height: int, seed: int, alpha: Alpha | None, text: str | None) -> bytes:
    image = _drawn(width, height, seed, str(seed) if text is None else text)
    if alpha is not None:
        image = image.convert("RGBA")
        if alpha == "transparent":
            image.paste((0, 0, 0, 0), (0, 0, max(1, width // 4), max(1, height // 4)))
    return _saved(image, "PNG", seed)


def jpeg(width: int, height: int, *, seed: int, text: str | None = None, mode: Literal["RGB", "CMYK"] = "RGB") -> bytes:
    """Returns a JPEG of this size; Apple refuses CMYK."""
    image = _drawn(width, height, seed, str(seed) if text is None else text)
    return _saved(image.convert(mode), "JPEG", seed)


def _drawn(width: int, height: int, seed: int, text: str) -> Image.Image:
    random = Random(seed)
    hue = random.random()
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    for band in range(BANDS):
        shade = colorsys.hsv_to_rgb((hue + band * 0.07) % 1.0, 0.45 + 0.08 * band, 0.95 - 0.1 * band)
        top, bottom = height * band // BANDS, height * (band + 1) // BANDS
        draw.rectangle((0, top, width, bottom), fill=tuple(round(255 * part) for part in shade))
    if text:
        font = ImageFont.load_default(size=max(10, min(width, height) // max(2, len(text))))
        draw.text((width / 2, height / 2), text, fill="white", font=font, anchor="mm")
    return image


def _saved(image: Image.Image, form: Literal["PNG", "JPEG"], seed: int) -> bytes:
    out = io.BytesIO()
    if form == "PNG":
        image.save(out, form, compress_level=1)
    else:
        image.save(out, form, quality=70, comment=str(seed))
    return out.getvalue()
