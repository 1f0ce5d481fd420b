"""The upload of any file: it is reserved with the requests that carry its parts, and committed when all are there."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from sandbox.appstore.errors import RefusedError, bad_attribute, wrong_state
from sandbox.appstore.faults import PictureFault
from sandbox.appstore.media import Media, Part, ranges
from sandbox.appstore.store import Row, Store

log = logging.getLogger(__name__)


def reserve(store: Store, size: int, content_type: str) -> Media:
    """Returns a file of `size` bytes that is to be uploaded; RefusedError (409) if it is empty."""
    if size < 1:
        raise RefusedError(bad_attribute("fileSize", "The file must not be empty."))
    settings = store.settings
    media = Media(store.new_id(), size)
    for number, (offset, length) in enumerate(ranges(size, settings.part_size)):
        method = settings.upload_methods[number % len(settings.upload_methods)]
        headers = {"Content-Type": content_type, "X-Upload-Part": f"{number}-{store.random.getrandbits(32):08x}"}
        expires = int(store.now + settings.upload_window)
        media.parts.append(Part(offset, length, method, headers, expires))
    store.media[media.token] = media
    return media


def add_whole(store: Store, data: bytes) -> Media:
    """Returns a file that another user uploaded."""
    media = Media(store.new_id(), len(data), data=data, committed=True)
    store.media[media.token] = media
    return media


def delivery(state: str, code: str | None = None, description: str = "") -> dict[str, object]:
    """Returns a delivery state with its error, if any."""
    errors = [] if code is None else [{"code": code, "description": description}]
    return {"errors": errors, "warnings": [], "state": state}


def commit(store: Store, row: Row, wanted: Mapping[str, Any]) -> Media | None:
    """Returns the file of a resource if this update commits it; RefusedError (409) if it cannot be committed."""
    media, what = store.media[row["assetToken"]], row.kind.type.removeprefix("app").removesuffix("s").lower()
    if media.committed:
        raise RefusedError(wrong_state(f"The {what} has been uploaded already"))
    if not wanted.get("uploaded"):
        return None
    if "sourceFileChecksum" in row.kind.attributes and wanted.get("sourceFileChecksum") is None:
        # Nullable in Apple's document and left out by some clients, although Apple's guide asks for it.
        log.warning("%s %s is committed without a checksum", what, row.id)
    if media.received != media.size:
        raise RefusedError(wrong_state(f"Only {media.received} of {media.size} bytes have been uploaded"))
    media.commit()
    return media


def is_corrupt(media: Media, checksum: str | None) -> bool:
    """Returns whether the checksum of a commit is that of another file."""
    return checksum is not None and checksum.lower() != media.checksum


def show_checksum(store: Store, row: Row, media: Media, fault: PictureFault | None, delay: float) -> None:
    """Publishes the checksum of a processed file, `delay` seconds from now or as late as a fault says."""
    late = delay if fault is None or fault.late is None else fault.late
    known = partial(row.attributes.__setitem__, "sourceFileChecksum", media.checksum)
    if late:
        store.timers.at(store.now + late, known)
    else:
        known()
