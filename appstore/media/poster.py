"""The poster frame of an app preview: a moment of the video, which the store shows before it plays."""

import re

_TYPED = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,2}):)?(\d{1,2})(?:\.(\d{1,3}))?")
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
    hours, minutes, seconds, part = (found[group] or "0" for group in range(1, 5))
    frame = round(int(part.ljust(3, "0")) * 29 / 1000)
    return f"{int(hours):02}:{int(minutes):02}:{int(seconds):02}:{frame:02}"


def poster_seconds(code: str) -> float:
    """Return how many seconds after its beginning a moment is, without its frame."""
    hours, minutes, seconds, _ = map(int, code.split(":"))
    return float(hours * 3600 + minutes * 60 + seconds)
