"""Prints what MediaInfo finds in the headers of a video, as JSON: `python video_probe.py FILE`.

`videos.py` runs it as a process of its own, so that a file that makes the library crash or hang ends nothing else. It
stands alone: nothing of ours is imported.
"""

import json
import resource
import sys
from contextlib import suppress
from pathlib import Path

from pymediainfo import MediaInfo

# A sound file of any size takes a twentieth of a second; one with four billion frames in its table more than a minute.
MOST_CPU_SECONDS = 3
MOST_MEMORY = 1 << 30
# How the process ends if the library takes the file for damaged; anything else but 0 and a signal is an error of ours.
UNREADABLE = 3
FIELDS = {
    "General": ("format", "codec_id", "istruncated"),
    "Video": ("format", "format_profile", "width", "height", "rotation", "duration", "frame_rate", "scan_type"),
    "Audio": ("format", "channel_s", "sampling_rate"),
}


def main(path: Path) -> None:
    """Print the tracks of a file by type, each with what is known of its fields."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    # macOS has no such limit.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    # As a stream: by its name, the library could take it for an address or look for parts of it beside it.
    with path.open("rb") as stream:
        try:
            tracks = [track.to_data() for track in MediaInfo.parse(stream, parse_speed=0).tracks]
        except (RuntimeError, ValueError, SyntaxError, LookupError, MemoryError):
            sys.exit(UNREADABLE)
    found = {
        kind: [{name: track.get(name) for name in names} for track in tracks if track["track_type"] == kind]
        for kind, names in FIELDS.items()
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
