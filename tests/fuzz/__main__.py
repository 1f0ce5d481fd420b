"""`python -m tests.fuzz --seconds 60`: every target runs for its share of the time, in its own process."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time

from tests.fuzz.runner import atheris_installed
from tests.fuzz.targets import TARGETS

# Characters of a failed target's stderr to print.
MAX_OUTPUT = 6000


def main() -> int:
    """Run; returns 1 if something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--target", choices=TARGETS, action="append")
    options = parser.parse_args()
    names = options.target or list(TARGETS)
    engine = "atheris" if atheris_installed() else "random mutations: atheris is not installed (pip install atheris)"
    sys.stdout.write(f"seed {options.seed}, by {engine}\n")
    sys.stdout.flush()
    share = str(options.seconds / len(names))
    failed = []
    for name in names:
        command = [sys.executable, "-m", "tests.fuzz.runner", name, "--seconds", share, "--seed", str(options.seed)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603 - ours
        counted = re.search(r"number_of_executed_units: (\d+)", done.stderr)
        sys.stdout.write(f"{name}: {counted[1]} cases\n" if counted else done.stdout)
        sys.stdout.flush()
        if done.returncode:
            sys.stdout.write(done.stderr[-MAX_OUTPUT:])
            failed.append(name)
    end = f"something was found in {', '.join(failed)}" if failed else "nothing found"
    sys.stdout.write(f"seed {options.seed}: {end}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
