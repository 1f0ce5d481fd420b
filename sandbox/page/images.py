"""Images and thumbnails for the page."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from PIL import Image
from starlette.responses import Response

NO_PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="180" viewBox="0 0 90 180">'
    '<rect width="90" height="180" fill="#8885"/><path d="M30 75l30 30m0-30l-30 30" stroke="#888" stroke-width="4"/>'
    "</svg>"
)
LONGEST = 480


@lru_cache(maxsize=256)
def small(data: bytes) -> bytes:
    """Returns a thumbnail as PNG, or b"" if the image cannot be read."""
    try:
        with Image.open(BytesIO(data)) as image:
            image.thumbnail((LONGEST, LONGEST))
            out = BytesIO()
            image.convert("RGBA").save(out, "PNG")
            return out.getvalue()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return b""


def picture(data: bytes, *, full: bool) -> Response:
    """Returns an image response; a gray placeholder if there is no image."""
    shown = small(data)
    if not shown:
        return Response(NO_PICTURE, media_type="image/svg+xml")
    if not full:
        return Response(shown, media_type="image/png", headers={"Cache-Control": "max-age=3600"})
    media_type = "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
    return Response(data, media_type=media_type)
