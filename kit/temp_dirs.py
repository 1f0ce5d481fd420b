"""Temporary folders for the files of one job, removed with the job, or later where its process was killed."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = "asc-bot-"
# A younger folder may belong to a process that has not locked it yet.
NEW_SECONDS = 10.0


@contextmanager
def temp_dir() -> Iterator[Path]:
    """Yield an empty folder, and remove it afterwards."""
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as name, _opened(Path(name)) as descriptor:
        # The lock ends with the process, however that ends (flock(2)).
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield Path(name)


def remove_abandoned() -> None:
    """Remove the folders of killed processes on this machine."""
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        # Another user's folder, one that is locked, or one that another worker has just removed.
        with suppress(OSError), _opened(path) as descriptor:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if time.time() - path.stat().st_mtime > NEW_SECONDS:
                shutil.rmtree(path)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
