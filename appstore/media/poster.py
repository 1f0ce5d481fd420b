"""The poster frame of an app preview: a moment of the video, which the store shows before it plays."""

import re

_TYPED = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,2}):)?(\d{1,2})(?:\.(\d{1,3}))?")
# Frames per second, in which a part of a second is counted.
_RATE = 30.0
_CODE = re.compile(r"(\d{2}):(\d{2}):(\d{2}):(\d{2})")


def read_poster(text: str) -> str | None:
    """Read `00:00:05`, `0:05`, `5`, `5.5` or Apple's `00:00:05:12`, whose last part is a frame; None for anything else.

    Returns it as Apple wants it. A part of a second is counted in frames of 30 per second.
    """
    if _CODE.fullmatch(text.strip()):
        return text.strip()
    found = _TYPED.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds = (int(found[group] or 0) for group in range(1, 4))
    return time_code(hours * 3600 + minutes * 60 + seconds + float(f"0.{found[4] or 0}"), _RATE)


def time_code(seconds: float, rate: float) -> str:
    """Return a moment of a video with `rate` frames per second as Apple wants it: hours, minutes, seconds, frames."""
    whole = int(seconds)
    frame = min(round((seconds - whole) * rate), max(0, int(rate) - 1))
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}:{frame:02}"


def poster_seconds(code: str) -> float:
    """Return how many seconds after its beginning a moment is, without its frame."""
    hours, minutes, seconds, _ = map(int, code.split(":"))
    return float(hours * 3600 + minutes * 60 + seconds)
