"""The upload host, which receives the parts of a file, and the image host, which shows the result."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from sandbox.appstore.inspection import frame, rendition
from sandbox.appstore.library.asset_types import IMAGES, VIDEOS
from sandbox.appstore.media import Part
from sandbox.appstore.product_families import REVIEWED
from sandbox.appstore.store import Store

# The types of resources that have files.
OWNERS = ("appScreenshots", "appPreviews", IMAGES, VIDEOS, *(family.screenshot for family in REVIEWED.values()))
VIDEO = "preview.mp4"
FILENAME = re.compile(
    r"(?P<frame>at-[\d-]{11}-)?(?P<width>[1-9]\d{0,4})x(?P<height>[1-9]\d{0,4})[a-z]{0,4}\.(?P<form>png|jpg|jpeg)"
)


def take_part(store: Store, request: Request, body: bytes) -> Response:
    """Stores one byte range; 4xx with XML, as storage hosts do, if the request differs from its upload operation."""
    token, number = request.path_params["token"], request.path_params["number"]
    media = store.media.get(token)
    known = any(row["assetToken"] == token for kind in OWNERS for row in store.rows[kind].values())
    if media is not None and media.committed:
        return _refused(403, "AccessDenied")
    if media is None or not known or number >= len(media.parts):
        return _refused(404, "NoSuchKey")
    part = media.parts[number]
    refusal = _wrong(store.now, request, part, body)
    if refusal is not None:
        return refusal
    part.data = body
    store.changed("part.uploaded")
    return Response(status_code=200)


def _wrong(now: float, request: Request, part: Part, body: bytes) -> Response | None:
    if "authorization" in request.headers:
        return _refused(400, "InvalidArgument")
    if request.method != part.method:
        return _refused(405, "MethodNotAllowed")
    if request.query_params.get("Expires") != str(part.expires) or now >= part.expires:
        return _refused(403, "AccessDenied")
    if any(request.headers.get(name) != value for name, value in part.headers.items()):
        return _refused(403, "SignatureDoesNotMatch")
    if len(body) != part.length:
        return _refused(400, "IncompleteBody")
    return None


def show_picture(store: Store, token: str, filename: str) -> Response:
    """Returns an image scaled to the size in its URL, as Apple does, or a video; 404 if there is none."""
    media, wanted = store.media.get(token), FILENAME.fullmatch(filename)
    if media is not None and media.committed and filename == VIDEO:
        return Response(media.data, media_type="video/mp4")
    if media is None or not media.committed or wanted is None:
        return _refused(404, "NoSuchKey")
    form = "png" if wanted["form"] == "png" else "jpeg"
    width, height = int(wanted["width"]), int(wanted["height"])
    try:
        data = frame(width, height, form) if wanted["frame"] else rendition(media.data, width, height, form)
    except OSError:
        return _refused(404, "NoSuchKey")
    return Response(data, media_type=f"image/{form}")


def _refused(status: int, code: str) -> Response:
    return Response(f"<Error><Code>{code}</Code></Error>", status, media_type="application/xml")
