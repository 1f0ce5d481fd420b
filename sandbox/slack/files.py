"""Slack's files, and the file objects that the app receives."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import PurePosixPath
from types import MappingProxyType

from PIL import Image, UnidentifiedImageError

from sandbox.slack.state import Json, StoredFile, Team

THUMBNAILS = (64, 80, 160, 360, 480, 720, 800, 960, 1024)
PRETTY_TYPES = MappingProxyType(
    {"png": "PNG", "jpg": "JPEG", "zip": "Zip", "csv": "CSV", "json": "JSON", "heic": "HEIC"}
)
FILETYPES = MappingProxyType({"jpeg": "jpg", "txt": "text", "md": "markdown"})


class Access(StrEnum):
    """The details of files in messages that the app can see."""

    VISIBLE = "visible"
    CHECK_FILE_INFO = "check_file_info"  # Slack Connect: other fields only from files.info
    ACCESS_DENIED = "access_denied"


@dataclass(frozen=True)
class External:
    """A link to an external file, such as a document in a cloud drive."""

    name: str
    url: str


def stored(file_id: str, name: str, data: bytes, *, user: str, team: str, now: int) -> StoredFile:
    """Creates a file from its bytes; image dimensions are determined as Slack does."""
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    file = StoredFile(
        id=file_id,
        name=name,
        title=name,
        user=user,
        team_id=team,
        created=now,
        mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
        filetype=FILETYPES.get(ending, ending or "binary"),
    )
    receive(file, data)
    return file


def receive(file: StoredFile, data: bytes) -> None:
    """Stores the bytes of a file that was announced before."""
    file.data, file.size = data, len(data)
    file.width, file.height = _pixels(data)


def _pixels(data: bytes) -> tuple[int, int]:
    try:
        with Image.open(BytesIO(data)) as image:
            return image.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return 0, 0


def in_message(file: StoredFile, team: Team, url: str, access: Access) -> Json:
    """Returns the file object for messages and payloads; a stub if the app must call files.info or has no access."""
    if file.deleted:
        return {"id": file.id, "mode": "tombstone"}
    if access is not Access.VISIBLE:
        return {
            "id": file.id,
            "mode": "file_access",
            "file_access": access.value,
            "created": 0,
            "timestamp": 0,
            "user": "",
        }
    described: Json = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": file.filetype,
        "pretty_type": PRETTY_TYPES.get(file.filetype, file.filetype.upper()),
        "user": file.user,
        "user_team": file.team_id,
        "editable": False,
        "size": file.size,
        "mode": "external" if file.external_url else "hosted",
        "is_external": bool(file.external_url),
        "external_type": "gdrive" if file.external_url else "",
        "is_public": False,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "has_rich_preview": False,
        "file_access": Access.VISIBLE.value,
        "permalink": f"https://{team.domain}.slack.com/files/{file.user}/{file.id}/{file.name}",
        "permalink_public": f"https://slack-files.com/{file.team_id}-{file.id}-{file.id[-8:].lower()}",
    }
    return {**described, **_addresses(file, url), **_picture(file, url)}


def without_addresses(described: Json) -> Json:
    """Returns the object of a file that Slack has not stored yet."""
    return {name: value for name, value in described.items() if not name.startswith(("url_", "thumb_", "original_"))}


def _addresses(file: StoredFile, url: str) -> Mapping[str, str]:
    if file.external_url:
        return {"url_private": file.external_url, "external_url": file.external_url}
    private = f"{url}/files-pri/{file.team_id}-{file.id}"
    return {"url_private": f"{private}/{file.name}", "url_private_download": f"{private}/download/{file.name}"}


def _picture(file: StoredFile, url: str) -> Mapping[str, object]:
    if not file.width:
        return {}
    stem, longest = PurePosixPath(file.name).stem, max(file.width, file.height)
    picture: dict[str, object] = {
        "media_display_type": "unknown",
        "image_exif_rotation": 1,
        "original_w": file.width,
        "original_h": file.height,
    }
    for pixels in THUMBNAILS:
        if pixels > 360 and pixels > longest:
            continue
        picture[f"thumb_{pixels}"] = f"{url}/files-tmb/{file.team_id}-{file.id}/{stem}_{pixels}.png"
        if pixels >= 360:
            scale = min(1.0, pixels / longest)
            picture[f"thumb_{pixels}_w"] = max(1, round(file.width * scale))
            picture[f"thumb_{pixels}_h"] = max(1, round(file.height * scale))
    return picture


def thumbnail(file: StoredFile, pixels: int) -> bytes:
    """Returns a PNG thumbnail whose longer side has at most this many pixels."""
    with Image.open(BytesIO(file.data)) as image:
        image.thumbnail((pixels, pixels))
        small = BytesIO()
        image.convert("RGBA").save(small, "PNG")
    return small.getvalue()
