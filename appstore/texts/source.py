"""What a file of exported texts belongs to: an app, a platform and a version, as the file itself states it."""

from dataclasses import dataclass
from typing import Self

from appstore.versions import platform_named

# The column of a CSV that states it, in every row.
COLUMN = "exported from"


@dataclass(frozen=True)
class TextSource:
    """An app by its bundle id, Apple's name of a platform, and a version."""

    bundle_id: str
    platform: str
    version: str

    @classmethod
    def read(cls, cell: str) -> Self | None:
        """Return the source that a cell names, None if it was edited. One cell: of `1.10` alone Excel makes 1.1."""
        match cell.split():
            case [bundle_id, name, version] if platform := platform_named(name):
                return cls(bundle_id, platform, version)
        return None

    def __str__(self) -> str:
        return f"{self.bundle_id} {self.platform} {self.version}"
