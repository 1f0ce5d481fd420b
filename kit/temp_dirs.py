"""A folder on disk for the files of one job, gone with the job, also where its process was killed."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = "asc-bot-"
NEW_SECONDS = 10.0
"""A folder may just have been made, and its process not hold it yet."""


@contextmanager
def temp_dir() -> Iterator[Path]:
    """An empty folder while the context lasts."""
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as name, _opened(Path(name)) as held:
        # The lock ends with the process, however that ends (flock(2)).
        fcntl.flock(held, fcntl.LOCK_EX)
        yield Path(name)


def remove_abandoned() -> None:
    """Take away what processes of this machine have left that were killed."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        # Somebody else's, held by its process, or cleared by another worker just now.
        with suppress(OSError), _opened(left) as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if time.time() - left.stat().st_mtime > NEW_SECONDS:
                shutil.rmtree(left)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    held = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        yield held
    finally:
        os.close(held)
