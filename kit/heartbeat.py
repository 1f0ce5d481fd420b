"""Lets `python -m bot --healthy ROLE` see whether a process of this machine does its work. Imports nothing slow.

A process holds a lock on its file, which the kernel frees however it ends, and touches the file when it has done its
regular work. A busy process does that too: jobs run in processes of their own.
"""

import fcntl
import http.client
import os
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

# Seconds after which a process that has not touched its file counts as stuck.
FRESH_SECONDS = 30.0
ROLES = ("web", "worker", "clock")

_HEALTHY, _UNHEALTHY, _UNKNOWN_ROLE = 0, 1, 2
_HTTP_SECONDS = 5.0


class Heartbeat:
    """The file of one process; `port` is where its `/healthz` is, which then decides."""

    def __init__(self, role: str, port: int | None = None) -> None:
        self._file: Path | None = _folder() / f"{role}-{os.getpid()}"
        try:
            _folder().mkdir(mode=0o700, exist_ok=True)
            # Kept open, and with it the lock, for the life of the process.
            self._descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.write(self._descriptor, str(port or "").encode())
        except OSError:
            # Without a temporary directory the bot works; only this check does not.
            self._file = None

    def beat(self) -> None:
        """Note that the process has just done its work."""
        if self._file is not None:
            with suppress(OSError):
                os.utime(self._descriptor)


def problem(role: str) -> str:
    """Return why a process of this role is not healthy on this machine, "" if all of them are."""
    if role not in ROLES:
        return f"there is no process {role!r}, only {', '.join(ROLES)}"
    found = [_problem_of(path) for path in _running(role)]
    return next(filter(None, found), "") if found else f"no {role} process is running on this machine as this user"


def _running(role: str) -> Iterator[Path]:
    """Yield the files that are locked; those of processes that have ended are removed."""
    for path in sorted(_folder().glob(f"{role}-*")):
        with _opened(path) as descriptor:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield path
            else:
                path.unlink(missing_ok=True)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _problem_of(path: Path) -> str:
    if port := path.read_text(encoding="ascii"):
        return _problem_at(int(port))
    age = time.time() - path.stat().st_mtime
    return "" if age <= FRESH_SECONDS else f"process {path.name.partition('-')[2]} last did its work {age:.0f} s ago"


def _problem_at(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_HTTP_SECONDS)
    try:
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        return "" if response.status == http.client.OK else response.read(1000).decode("utf-8", "replace")
    except OSError as error:
        return f"port {port} does not answer: {type(error).__name__}"
    finally:
        connection.close()


def _folder() -> Path:
    """Return the folder of this user's processes; those of another Redis are another bot."""
    redis = zlib.crc32(os.environ.get("REDIS_URL", "").encode())
    return Path(tempfile.gettempdir()) / f"asc-alive-{os.getuid()}-{redis:08x}"


def main(arguments: Sequence[str]) -> int:
    """Print why a process is not healthy; returns 0 if it is, 1 if not, and 2 for a role that does not exist."""
    role = next(iter(arguments[arguments.index("--healthy") + 1 :]), "")
    if why := problem(role):
        sys.stderr.write(f"{why}\n")
        return _UNHEALTHY if role in ROLES else _UNKNOWN_ROLE
    return _HEALTHY
