"""The bytes of one picture on their way to Apple, part by part."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count


@dataclass(eq=False, slots=True)
class Part:
    """One byte range with the request that has to carry it; `data` is None until it has arrived."""

    offset: int
    length: int
    method: str
    headers: Mapping[str, str]
    expires: int
    data: bytes | None = None


@dataclass(eq=False, slots=True)
class Media:
    """One file: its parts while it is uploaded, its bytes once it is committed."""

    token: str
    size: int
    parts: list[Part] = field(default_factory=list)
    data: bytes = b""
    committed: bool = False

    @property
    def received(self) -> int:
        """How many bytes have arrived."""
        return sum(len(part.data) for part in self.parts if part.data is not None)

    def commit(self) -> None:
        """Put the parts together; none of them can be replaced after this."""
        self.data = b"".join(part.data or b"" for part in self.parts)
        self.parts.clear()
        self.committed = True

    @property
    def checksum(self) -> str:
        """The MD5 of the whole file in hex, which is what a commit has to name."""
        return hashlib.md5(self.data, usedforsecurity=False).hexdigest()

    def operations(self) -> list[dict[str, object]]:
        """The `uploadOperations` of the reservation, with addresses under the stand-in's own root."""
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
    """The (offset, length) of each part of a file of `size` bytes, a single empty one for an empty file."""
    for offset in count(0, part_size):
        yield offset, min(part_size, size - offset)
        if offset + part_size >= size:
            return


def mime_type(name: str) -> str:
    """The content type that Apple expects for a file of that name."""
    return "image/jpeg" if name.lower().endswith((".jpg", ".jpeg")) else "image/png"
