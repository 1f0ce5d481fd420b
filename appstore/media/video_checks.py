"""What is seen of a video for the App Store, and everything that can be wrong with one.

https://developer.apple.com/help/app-store-connect/reference/app-preview-specifications
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath

from appstore.catalog import preview_types
from appstore.catalog.devices import Size
from appstore.catalog.preview_types import PreviewType

# Apple's reference data says 500 MiB, its help page 500 MB.
MOST_BYTES = 500_000_000
SHORTEST_SECONDS, LONGEST_SECONDS = 15.0, 30.0
# Frames per second: 23.976 is common and taken.
SLOWEST_RATE, FASTEST_RATE = 23.0, 30.0
SAMPLING_RATES = (44_100, 48_000)
CHANNELS = 2


class Container(StrEnum):
    """The containers that Apple takes, by the suffix of their files."""

    MP4 = ".mp4"
    MOV = ".mov"
    M4V = ".m4v"


MIME_TYPES = {Container.MP4: "video/mp4", Container.MOV: "video/quicktime", Container.M4V: "video/x-m4v"}


class Codec(StrEnum):
    """The codecs that Apple takes."""

    H264 = "H.264"
    PRORES_HQ = "ProRes 422 HQ"


@dataclass(frozen=True)
class CheckedVideo:
    """A video that Apple takes: `width` and `height` in pixels as people see it, `rate` in frames per second.

    `profile` is that of the codec (`High@L4`), `sampling` the sound's rate in Hz, `size` is in bytes.
    """

    path: Path
    name: str
    width: int
    height: int
    seconds: float
    rate: float
    codec: Codec
    profile: str
    sound: str
    channels: int
    sampling: int
    size: int
    container: Container

    @property
    def preview_types(self) -> tuple[PreviewType, ...]:
        """Return the types of the sets that take it: at least one."""
        return preview_types.for_size(self.width, self.height)

    @property
    def true_name(self) -> str:
        """Return the name with a suffix that Apple takes, that of its container if it has none."""
        return self.name if PurePath(self.name.lower()).suffix in MIME_TYPES else self.name + self.container.value

    @property
    def mime_type(self) -> str:
        """Return the type that Apple expects with a file of this name."""
        return mime_type(self.true_name)


def mime_type(name: str) -> str:
    """Return the type that Apple expects for the suffix of a video's name."""
    suffix = PurePath(name.lower()).suffix
    return MIME_TYPES[Container(suffix)] if suffix in MIME_TYPES else MIME_TYPES[Container.MP4]


class VideoFaultCode(StrEnum):
    """What is wrong; the comment on each names the fields of `VideoFault` that say more."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"  # found and limit in bytes
    CONTAINER = "container"  # what is its name, "" if unknown
    DAMAGED = "damaged"
    NO_VIDEO = "no_video"
    CODEC = "codec"  # what is its name with the profile: `ProRes 422`
    HEVC = "hevc"
    INTERLACED = "interlaced"
    RESOLUTION = "resolution"  # size as people see it; accepted are the sizes to make, the nearest first
    TOO_SHORT = "too_short"  # found and limit in seconds
    TOO_LONG = "too_long"  # found and limit in seconds
    TOO_SLOW = "too_slow"  # found and limit in frames per second
    TOO_FAST = "too_fast"  # found and limit in frames per second
    NO_SOUND = "no_sound"
    SOUND_CODEC = "sound_codec"  # what is its name
    CHANNELS = "channels"  # found and limit in channels: 1 is mono
    SAMPLING = "sampling"  # found in Hz


@dataclass(frozen=True)
class VideoFault:
    """One thing that is wrong with a video."""

    name: str
    code: VideoFaultCode
    what: str = ""
    found: float = 0
    limit: float = 0
    size: Size | None = None
    accepted: tuple[Size, ...] = ()
