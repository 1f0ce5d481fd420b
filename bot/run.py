"""`make run`: web, worker and clock on one machine, and an embedded Valkey where no Redis is set."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from honcho.manager import Manager

from kit.embedded import embedded_redis
from kit.settings import EMBEDDED, read_settings, redis_address
from kit.wrong_settings import WrongSettings

PROCFILE = Path(__file__).parent.parent / "Procfile"
DATA = Path("var")


def processes() -> dict[str, str]:
    """Name and command of every process."""
    lines = PROCFILE.read_text(encoding="utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines if ": " in line)


def main() -> int:
    """Run until a process ends or somebody stops it; returns the exit code."""
    set_by_operator = redis_address()
    try:
        read_settings({"redis_url": set_by_operator or EMBEDDED})
    except WrongSettings as wrong:
        sys.stderr.write("".join(f"{complaint}\n" for complaint in wrong.complaints))
        return 2
    if set_by_operator:
        return _run(os.environ)
    with embedded_redis(DATA) as address:
        return _run(os.environ | {"REDIS_URL": address})


def _run(environment: Mapping[str, str]) -> int:
    manager = Manager()
    here = f"{Path(sys.executable).parent}{os.pathsep}{environment.get('PATH', '')}"
    for name, command in processes().items():
        manager.add_process(name, command, env={**environment, "PATH": here}, cwd=str(PROCFILE.parent))
    manager.loop()
    code = int(manager.returncode or 0)
    # A stop by a signal is a clean stop.
    return 0 if code in {-signal.SIGTERM, -signal.SIGINT, 128 + signal.SIGTERM, 128 + signal.SIGINT} else code


if __name__ == "__main__":
    sys.exit(main())
