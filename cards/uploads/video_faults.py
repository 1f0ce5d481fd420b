"""Sentences about what is wrong with a video and what to do about it."""

from collections.abc import Callable, Sequence
from math import ceil

from appstore.catalog import display_types, preview_types
from appstore.catalog.devices import Size
from appstore.catalog.display_types import DisplayType
from appstore.media.video_checks import (
    FASTEST_RATE,
    LONGEST_SECONDS,
    SHORTEST_SECONDS,
    SLOWEST_RATE,
    VideoFault,
    VideoFaultCode,
)
from cards.blocks import join_words
from cards.wording.states import platform_words

_LENGTH = f"app previews are {SHORTEST_SECONDS:g} to {LONGEST_SECONDS:g} seconds long"
_RATE = f"app previews have {SLOWEST_RATE:g} to {FASTEST_RATE:g}. Export it with 30 (ffmpeg: -r 30)"
_CONTAINERS = "app previews are .mp4, .mov or .m4v files"
_AS_H264 = "Export it as H.264 (ffmpeg: -c:v libx264 -profile:v high -pix_fmt yuv420p)"
_SOUND = "ffmpeg: -c:v copy -c:a aac -b:a 256k"
# How much width by height of a video may differ from that of a size that it is scaled to.
_SAME_SHAPE = 0.01
_MEGABYTE = 1_000_000


def video_sentence(fault: VideoFault) -> str:
    """Say what is wrong with a video, why, and what to do; the message puts its name before it."""
    return _SENTENCES[fault.code](fault)


def _container(fault: VideoFault) -> str:
    kind = f"is a file of the kind {fault.what}" if fault.what else "is not a video that I can read"
    return f"{kind}; {_CONTAINERS}. Export it as .mp4 with H.264 and AAC"


def _resolution(fault: VideoFault) -> str:
    own, near = fault.size or (0, 0), fault.accepted[0]
    kinds = map(preview_types.display_type_of, preview_types.for_size(*near))
    devices = join_words([display_types.label(kind) for kind in kinds if not kind.is_library_only])
    text = f"is {_pixels(own)} pixels, which is no size of an app preview. The nearest is {_pixels(near)} ({devices})"
    if abs(own[0] / max(own[1], 1) - near[0] / near[1]) < _SAME_SHAPE:
        return f"{text}: scale it (ffmpeg: -vf scale={near[0]}:{near[1]})"
    return f"{text}: crop it to that shape and scale it"


def _channels(fault: VideoFault) -> str:
    has = "mono sound" if fault.found == 1 else f"sound with {fault.found:g} channels"
    return f"has {has}; Apple fails such videos after the upload. Export it in stereo ({_SOUND} -ac 2)"


_SENTENCES: dict[VideoFaultCode, Callable[[VideoFault], str]] = {
    VideoFaultCode.EMPTY: lambda _: "is empty (0 bytes). Export and attach it again",
    VideoFaultCode.TOO_LARGE: lambda fault: (
        f"is {_megabytes(fault.found)}; App Store Connect takes app previews up to {_megabytes(fault.limit)}. "
        "Export it with fewer bits per second; 10 million are enough (ffmpeg: -b:v 10M)"
    ),
    VideoFaultCode.CONTAINER: _container,
    VideoFaultCode.DAMAGED: lambda _: (
        "is damaged or incomplete: it is cut off, or its headers can't be read. Export and attach it again"
    ),
    VideoFaultCode.NO_VIDEO: lambda _: "has sound but no picture. Export it with its video track",
    VideoFaultCode.CODEC: lambda fault: (
        f"is {fault.what or 'in an unknown format'}; App Store Connect takes H.264 up to the High profile, "
        f"and ProRes 422 HQ. {_AS_H264}"
    ),
    VideoFaultCode.HEVC: lambda _: (
        f"is HEVC (H.265), as iPhones and simulators record; App Store Connect takes H.264. {_AS_H264}"
    ),
    VideoFaultCode.INTERLACED: lambda _: (
        "is interlaced; app previews are progressive. Export it as progressive "
        "(ffmpeg: -vf yadif -c:v libx264 -profile:v high -pix_fmt yuv420p)"
    ),
    VideoFaultCode.RESOLUTION: _resolution,
    VideoFaultCode.TOO_SHORT: lambda fault: f"is {fault.found:g} seconds long; {_LENGTH}. Make it longer",
    VideoFaultCode.TOO_LONG: lambda fault: f"is {fault.found:g} seconds long; {_LENGTH}. Cut it (ffmpeg: -t 30)",
    VideoFaultCode.TOO_SLOW: lambda fault: f"has {fault.found:g} frames per second; {_RATE}",
    VideoFaultCode.TOO_FAST: lambda fault: f"has {fault.found:g} frames per second; {_RATE}",
    VideoFaultCode.NO_SOUND: lambda _: (
        "has no sound track; Apple fails such videos after the upload. Add one, which may be silent "
        "(ffmpeg: -f lavfi -i anullsrc=r=48000:cl=stereo -shortest -c:v copy -c:a aac)"
    ),
    VideoFaultCode.SOUND_CODEC: lambda fault: (
        f"has {fault.what or 'unknown'} sound; App Store Connect takes AAC and PCM. Export it with AAC ({_SOUND})"
    ),
    VideoFaultCode.CHANNELS: _channels,
    VideoFaultCode.SAMPLING: lambda fault: (
        f"has sound with {fault.found / 1000:g} kHz; App Store Connect takes 44.1 and 48 kHz. "
        f"Export it with 48 kHz ({_SOUND} -ar 48000)"
    ),
}


def _pixels(size: Size) -> str:
    return f"{size[0]} × {size[1]}"


def _megabytes(size: float) -> str:
    """`500.1 MB`: rounded up, so that a file above a limit looks like it."""
    return f"{ceil(size * 10 / _MEGABYTE) / 10:g} MB"


def other_device(size: Size, named: DisplayType, kinds: Sequence[DisplayType]) -> str:
    """Say that a video does not fit the device that was typed or that its folder names."""
    devices = join_words([display_types.label(kind) for kind in kinds], "or")
    return f"is {_pixels(size)} pixels, a size for {devices}, and not for {display_types.label(named)}"


def other_platform(kinds: Sequence[DisplayType], platform: str) -> str:
    """Say that a version of this platform takes no such video."""
    devices = join_words([display_types.label(kind) for kind in kinds], "or")
    return f"is for {devices}; a version of this platform ({platform_words(platform)}) has no such set"


def too_many(found: int, most: int) -> str:
    """Say that more videos are for one set than it takes."""
    return f"would get {found} app previews; App Store Connect takes at most {most} in a set. Send the best {most}"


def no_such_frame(code: str, seconds: float) -> str:
    """Say that a poster frame lies after the end of a video."""
    return f"is {seconds:g} seconds long, so it has no poster frame at {code.rpartition(':')[0]}"


# Codes with which Apple fails a video after the upload; the sentence goes on with Apple's own words.
_APPLES = {
    "MOV_RESAVE_STEREO": f"Apple wants stereo sound. Export it in stereo ({_SOUND} -ac 2)",
    "MOV_RESAVE_LONGER": f"Apple finds it too short: {_LENGTH}. Make it a little longer",
    "MOV_RESAVE_TRIM": f"Apple finds it too long: {_LENGTH}. Trim it",
}


def apples_reason(code: str) -> str:
    """Return what one of Apple's codes for a video means and what to do, "" for one that is not known."""
    return _APPLES.get(code, "")
