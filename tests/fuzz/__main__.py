"""`python -m tests.fuzz --seconds 60`: every target is tried for its share of the time, in a process of its own."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time

from tests.fuzz.targets import TARGETS
from tests.fuzz.trying import has_atheris

LAST_WORDS = 6000
"""Characters of what a failed try has said."""


def main() -> int:
    """Try; 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--target", choices=TARGETS, action="append")
    wanted = parser.parse_args()
    names = wanted.target or list(TARGETS)
    way = "atheris" if has_atheris() else "dice: atheris is not installed here (pip install atheris)"
    sys.stdout.write(f"seed {wanted.seed}, by {way}\n")
    sys.stdout.flush()
    share = str(wanted.seconds / len(names))
    failed = []
    for name in names:
        command = [sys.executable, "-m", "tests.fuzz.trying", name, "--seconds", share, "--seed", str(wanted.seed)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603 - ours
        counted = re.search(r"number_of_executed_units: (\d+)", done.stderr)
        sys.stdout.write(f"{name}: {counted[1]} tries\n" if counted else done.stdout)
        sys.stdout.flush()
        if done.returncode:
            sys.stdout.write(done.stderr[-LAST_WORDS:])
            failed.append(name)
    end = f"something was found in {', '.join(failed)}" if failed else "nothing found"
    sys.stdout.write(f"seed {wanted.seed}: {end}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
