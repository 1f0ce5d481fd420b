"""`python -m tests.chaos --seconds 600 --seed 7`: wishes and misfortunes at random, then the books are compared."""

from __future__ import annotations

import argparse
import sys
import time

from tests.chaos.run import run


def main() -> int:
    """Run, and print the counts; 1 when anything was lost, doubled, stuck or untold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    wanted = parser.parse_args()
    sys.stdout.write(f"seed {wanted.seed}\n")
    sys.stdout.flush()
    books = run(wanted.seconds, wanted.seed, lambda line: sys.stdout.write(f"{line}\n"))
    for name, number in books.counts.items():
        sys.stdout.write(f"{number:6} {name}\n")
    for differ in books.differs:
        sys.stdout.write(f"{differ}\n")
    sys.stdout.write(f"seed {wanted.seed}: {'all is well' if not books.differs else 'the books differ'}\n")
    return 1 if books.differs else 0


if __name__ == "__main__":
    sys.exit(main())
