"""Pictures to upload: quick to make, small, and easy to tell apart by their colours and their big number."""

from __future__ import annotations

import colorsys
import io
from random import Random
from typing import Literal

from PIL import Image, ImageDraw, ImageFont

BANDS = 6
Alpha = Literal["opaque", "transparent"]


def png(width: int, height: int, *, seed: int, alpha: Alpha | None = None, text: str | None = None) -> bytes:
    """A PNG of that many pixels; `alpha` adds a channel, wholly opaque or with a transparent corner.

    Two seeds never give the same bytes; `text` stands where otherwise the seed does.
    """
    image = _drawn(width, height, seed, str(seed) if text is None else text)
    if alpha is not None:
        image = image.convert("RGBA")
        if alpha == "transparent":
            image.paste((0, 0, 0, 0), (0, 0, max(1, width // 4), max(1, height // 4)))
    return _saved(image, "PNG", seed)


def jpeg(width: int, height: int, *, seed: int, text: str | None = None, mode: Literal["RGB", "CMYK"] = "RGB") -> bytes:
    """A JPEG of that many pixels; CMYK is what Apple refuses."""
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
