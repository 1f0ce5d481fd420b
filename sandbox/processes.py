"""Runs the bot's processes as an operator does: starts, watches and stops the lines of the Procfile."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Seconds that a process may take to stop cleanly before it is killed.
PATIENCE = 5.0
TAIL = 15
OURS = ("SLACK_", "ASC_", "REDIS_", "UPLOAD_", "WEB_", "LOG_FORMAT", "PORT", "PUBLIC_URL")


class ProcessEndedError(Exception):
    """A process exited unexpectedly; the message says which, with its last output."""


class Processes:
    """The processes by their names in the Procfile; each runs in `folder` and logs to `NAME.log` there.

    They run outside the checkout, so that its `.env` has no effect.
    """

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = environment(settings)
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.remembered: tuple[tuple[str, str], ...] = ()
        """The last output of each process, kept after it stops."""
        self.commands = commands((ROOT / "Procfile").read_text(encoding="utf-8"))

    def start(self, name: str) -> int:
        """Starts one process; returns its id."""
        with self.log(name).open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 - the Procfile is ours
                self.commands[name],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.running[name] = process
        return process.pid

    def start_all(self) -> None:
        """Starts every line of the Procfile."""
        for name in self.commands:
            self.start(name)

    def kill(self, name: str) -> int:
        """Kills one process with SIGKILL and starts it again; returns the new process id."""
        process = self.running.pop(name)
        _signal(process, signal.SIGKILL)
        process.wait()
        return self.start(name)

    def check(self) -> None:
        """Raises ProcessEndedError if a process exited by itself."""
        for name, process in tuple(self.running.items()):
            if process.poll() is not None:
                raise ProcessEndedError(f"{name} ended with {process.returncode}")

    def stop(self) -> None:
        """Stops all processes, with SIGTERM first."""
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        for process in self.running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
            _signal(process, signal.SIGKILL)
            process.wait()
        self.running.clear()
        self.remembered = tuple(self._tails())

    def log(self, name: str) -> Path:
        """Returns the log file of a process."""
        return self._folder / f"{name}.log"

    def _tails(self) -> Iterator[tuple[str, str]]:
        for name in self.commands:
            written = self.log(name).read_text(encoding="utf-8", errors="replace") if self.log(name).exists() else ""
            yield name, "\n".join(written.splitlines()[-TAIL:])


def commands(procfile: str) -> dict[str, list[str]]:
    """Returns the command of each line in a Procfile, split into words, by name."""
    lines = (line.partition(":") for line in procfile.splitlines() if ":" in line and not line.startswith("#"))
    return {name.strip(): shlex.split(command) for name, _, command in lines}


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Returns the processes' environment: the current one without a real bot's settings, with this Python first."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(OURS) and not name.lower().endswith("_proxy")
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', os.defpath)}"
    return {**kept, "PATH": path, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **settings}


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    # Each process leads its own process group, so that its children are killed with it.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)
