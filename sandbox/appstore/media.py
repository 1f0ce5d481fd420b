"""A file during its upload in parts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import PurePath

MIME_TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".mov": "video/quicktime",
    ".m4v": "video/x-m4v",
    ".mp4": "video/mp4",
}


@dataclass(eq=False, slots=True)
class Part:
    """One byte range and the request that must carry it; `data` is None until it arrives."""

    offset: int
    length: int
    method: str
    headers: Mapping[str, str]
    expires: int
    data: bytes | None = None


@dataclass(eq=False, slots=True)
class Media:
    """One file: its parts during the upload, its bytes after the commit."""

    token: str
    size: int
    parts: list[Part] = field(default_factory=list)
    data: bytes = b""
    committed: bool = False

    @property
    def received(self) -> int:
        """Returns how many bytes have arrived."""
        return sum(len(part.data) for part in self.parts if part.data is not None)

    def commit(self) -> None:
        """Joins the parts; they cannot be replaced afterwards."""
        self.data = b"".join(part.data or b"" for part in self.parts)
        self.parts.clear()
        self.committed = True

    @property
    def checksum(self) -> str:
        """Returns the MD5 of the whole file in hex, which a commit must contain."""
        return hashlib.md5(self.data, usedforsecurity=False).hexdigest()

    def operations(self) -> list[dict[str, object]]:
        """Returns the reservation's `uploadOperations`, with URLs on the stand-in."""
        return [
            {
                "method": part.method,
                "url": f"/_upload/{self.token}/{number}?Expires={part.expires}",
                "length": part.length,
                "offset": part.offset,
                "requestHeaders": [{"name": name, "value": value} for name, value in part.headers.items()],
            }
            for number, part in enumerate(self.parts)
        ]


def ranges(size: int, part_size: int) -> Iterator[tuple[int, int]]:
    """Returns the (offset, length) of each part of a file of `size` bytes; one empty part for an empty file."""
    for offset in count(0, part_size):
        yield offset, min(part_size, size - offset)
        if offset + part_size >= size:
            return


def mime_type(name: str) -> str:
    """Returns the content type that Apple expects for this file name."""
    return MIME_TYPES.get(PurePath(name.lower()).suffix, "image/png")
