"""Starts processes of the bot by forking one that has imported all they need: 0.1 s of CPU time instead of 1.

What runs is the same as with `python -m`: the module as `__main__`, with these environment variables, in a session of
its own. `tests/operation/test_processes.py` starts them for real.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import IO

from tests import ROOT

# What the Procfile runs. Each is imported for what it imports, and forgotten, so that it can run as `__main__`.
MAINS = ("bot.__main__", "tasks.worker", "tasks.clock")


class WarmProcess:
    """A process that was forked, with the methods of `subprocess.Popen` that tests need."""

    returncode: int | None = None

    def __init__(self, args: str, environment: dict[str, str], log: IO[bytes]) -> None:
        """Run this command, `python -m MODULE ARGUMENT …`, and write its output to `log`."""
        self.args = args
        self.news, news = os.pipe()
        _, _, module, *arguments = args.split()
        request = json.dumps({"module": module, "arguments": arguments, "environment": environment}).encode()
        with _sending:
            socket.send_fds(_server(), [request], [news, log.fileno()])
            os.close(news)
            self.pid = int.from_bytes(os.read(self.news, 4))

    def poll(self) -> int | None:
        """Return the exit code, or None while the process runs."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code once the process has ended; raises subprocess.TimeoutExpired."""
        if (code := self._ended(timeout)) is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        """Send this signal unless the process has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Send SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Send SIGKILL."""
        self.send_signal(signal.SIGKILL)

    def _ended(self, seconds: float | None) -> int | None:
        if self.returncode is None and select.select([self.news], [], [], seconds)[0]:
            self.returncode = int.from_bytes(os.read(self.news, 4), signed=True)
            os.close(self.news)
        return self.returncode


_sending = threading.Lock()


@cache
def _server() -> socket.socket:
    """Start the process that forks; it ends with this one."""
    ours, its = socket.socketpair()
    with its:
        process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "tests.support.warm", str(its.fileno())],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"]},
            pass_fds=[its.fileno()],
            start_new_session=True,
        )

    def end() -> None:
        ours.close()
        process.terminate()
        process.wait()

    atexit.register(end)
    return ours


def _serve(control: socket.socket) -> None:
    """Fork for each request, and report when a forked process has ended; returns when nobody asks any more."""
    _import_all()
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    running: dict[int, int] = {}
    while True:
        ready = select.select([control.fileno(), woken], [], [])[0]
        if woken in ready:
            os.read(woken, 4096)
            _report(running)
        if control.fileno() not in ready:
            continue
        request, descriptors, _, _ = socket.recv_fds(control, 1 << 20, 2)
        if not request:
            return
        news, log = descriptors
        process = os.fork()
        if not process:
            os.setsid()
            os.write(news, os.getpid().to_bytes(4))
            os.dup2(log, 1)
            os.dup2(log, 2)
            os.closerange(3, max(news, log, woken, wake, control.fileno(), *running.values()) + 1)
            _become(**json.loads(request))
        running[process] = news
        os.close(log)


def _import_all() -> None:
    gc.disable()
    for main in MAINS:
        import_module(main)
        del sys.modules[main]
    import_module("kit.jobs.define").discover()
    import_module("bot.app")
    list(import_module("bot.dispatch.features").features())
    gc.freeze()


def _report(running: dict[int, int]) -> None:
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            news = running.pop(ended[0])
            os.write(news, os.waitstatus_to_exitcode(ended[1]).to_bytes(4, signed=True))
            os.close(news)


def _become(module: str, arguments: list[str], environment: dict[str, str]) -> None:
    """Run the module in this process, which was forked, as `python -m` does."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    gc.enable()
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
    sys.exit()


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
