"""`python -m tests.chaos --seconds 600 --seed 7`: random user actions and failures, then the results are checked."""

from __future__ import annotations

import argparse
import sys
import time

from tests.chaos.run import run


def main() -> int:
    """Run and print the counts; returns 1 if anything was lost, duplicated, stuck or not reported."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    sys.stdout.write(f"seed {options.seed}\n")
    sys.stdout.flush()
    report = run(options.seconds, options.seed, lambda line: sys.stdout.write(f"{line}\n"))
    for name, number in report.counts.items():
        sys.stdout.write(f"{number:6} {name}\n")
    for violation in report.violations:
        sys.stdout.write(f"{violation}\n")
    sys.stdout.write(f"seed {options.seed}: {'no violations' if not report.violations else 'violations found'}\n")
    return 1 if report.violations else 0


if __name__ == "__main__":
    sys.exit(main())
