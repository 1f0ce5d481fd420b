"""What is seen of an image for the App Store, and everything that can be wrong with one or with a set of them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, partial
from pathlib import Path, PurePath
from typing import Literal

from appstore.catalog import display_types
from appstore.catalog.devices import Size
from appstore.catalog.display_types import DisplayType
from appstore.media.plan import MOST_IN_SLOT

Kind = Literal["PNG", "JPEG"]

_SUFFIXES = {"PNG": (".png",), "JPEG": (".jpg", ".jpeg")}


@dataclass(frozen=True)
class CheckedImage:
    """A whole, opaque RGB image. With `opaque_alpha` it has an alpha channel that hides nothing: remove it."""

    path: Path
    name: str
    width: int
    height: int
    kind: Kind
    opaque_alpha: bool = False

    @property
    def true_name(self) -> str:
        """Return the name with the suffix of its format; Apple takes .png, .jpg and .jpeg."""
        suffixes = _SUFFIXES[self.kind]
        return self.name if PurePath(self.name.lower()).suffix in suffixes else self.name + suffixes[0]

    @cached_property
    def checksum(self) -> str:
        """Return the MD5 of the file as it came."""
        return md5_of(self.path)


class ImageFaultCode(StrEnum):
    """What is wrong; the comment on each names the fields of `ImageFault` that say more."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"  # found and limit in bytes
    FORMAT = "format"  # what is a `formats.Format`
    DAMAGED = "damaged"
    TOO_MANY_PIXELS = "too_many_pixels"  # size; found and limit in pixels
    ANIMATED = "animated"  # size; found frames
    COLOUR = "colour"  # size; what is a `Colour`
    TRANSPARENT = "transparent"  # size; found pixels that are not opaque
    ROTATED = "rotated"  # size as stored, shown as people see it
    SIZE = "size"  # size; suits are the display types it is for; accepted are the sizes to make, the nearest first
    DUPLICATE = "duplicate"  # what is the name of the same picture
    TOO_MANY = "too_many"  # found and limit in pictures; the name is empty


class Colour(StrEnum):
    """Ways to store colours that the App Store does not take; it takes RGB with 8 bits a channel."""

    GREYSCALE = "greyscale"
    PALETTE = "palette"
    CMYK = "cmyk"
    DEEP = "16-bit"
    OTHER = "other"


@dataclass(frozen=True)
class ImageFault:
    """One thing that is wrong with one image, or with the set where `name` is empty."""

    name: str
    code: ImageFaultCode
    what: str = ""
    found: int = 0
    limit: int = 0
    size: Size | None = None
    shown: Size | None = None
    suits: tuple[DisplayType, ...] = ()
    accepted: tuple[Size, ...] = ()


def check(pictures: Sequence[CheckedImage], display_type: DisplayType) -> tuple[ImageFault, ...]:
    """Return what keeps these images from being one set: their number, their sizes, the same bytes twice."""
    faults: list[ImageFault] = []
    if len(pictures) > MOST_IN_SLOT:
        faults.append(ImageFault("", ImageFaultCode.TOO_MANY, found=len(pictures), limit=MOST_IN_SLOT))
    for picture in pictures:
        size = picture.width, picture.height
        if size not in display_types.sizes(display_type):
            suits, accepted = display_types.for_size(*size), display_types.nearest_sizes(display_type, *size)
            faults.append(ImageFault(picture.name, ImageFaultCode.SIZE, size=size, suits=suits, accepted=accepted))
    first: dict[str, CheckedImage] = {}
    for picture in pictures:
        same = first.setdefault(picture.checksum, picture)
        if same is not picture:
            faults.append(ImageFault(picture.name, ImageFaultCode.DUPLICATE, what=same.name))
    return tuple(faults)


def md5_of(path: Path) -> str:
    """Return the MD5 of a file in hex, as Apple compares it."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, partial(hashlib.md5, usedforsecurity=False)).hexdigest()
