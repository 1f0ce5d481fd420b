"""Runs one fuzz target with limited memory: with atheris if it is installed, else with random mutations."""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import resource
import sys
import time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.fuzz.seeds import FOUND, NUMBERS, WORDS, seeds

# Bytes that a case may allocate beyond what the process had before.
MAX_MEMORY = 250 << 20

# Megabytes for the corpus of atheris.
ATHERIS_MEMORY = 50

# CPU seconds that one case may take.
MAX_SECONDS = 3.0

# The longest input.
MAX_BYTES = 100_000

INSTRUMENTED = ["appstore", "records", "cards", "bot", "PIL"]


class TooSlow(Exception):  # noqa: N818 - names the violation
    """A case took too long."""


def main() -> int:
    """Run; returns 1 if an undeclared error was raised, and keeps the input in `found`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="+")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--tries", type=int, default=0, help="random mutations, at most")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if not options.tries and atheris_installed():
        return run_atheris(options.target[0], options.seconds, options.seed)
    limit_memory()
    return max(run_random(name, options.seconds, options.tries or sys.maxsize, options.seed) for name in options.target)


def atheris_installed() -> bool:
    """Return True if atheris is installed; it has wheels for some systems only and is in no lock file."""
    return importlib.util.find_spec("atheris") is not None


def run_atheris(name: str, seconds: float, seed: int) -> int:
    """Fuzz guided by the coverage of our code and Pillow (https://github.com/google/atheris)."""
    import atheris  # noqa: PLC0415 - only if installed

    with atheris.instrument_imports(include=INSTRUMENTED):
        from tests.fuzz.targets import TARGETS  # noqa: PLC0415 - imported while instrumented
    FOUND.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="fuzz-seeds-") as folder:
        for number, data in enumerate(seeds(name)):
            (Path(folder) / str(number)).write_bytes(data)
        bounds = [
            f"-max_total_time={seconds:.0f}",
            f"-seed={seed}",
            f"-max_len={MAX_BYTES}",
            f"-timeout={MAX_SECONDS * 3:.0f}",
        ]
        resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        memory = f"-rss_limit_mb={resident + (MAX_MEMORY >> 20) + ATHERIS_MEMORY}"
        quiet = ["-verbosity=0", "-print_final_stats=1", f"-artifact_prefix={FOUND / name}-"]
        atheris.Setup([sys.argv[0], *bounds, memory, *quiet, folder], TARGETS[name])
        atheris.Fuzz()
    return 0


def run_random(name: str, seconds: float, tries: int, seed: int) -> int:
    """Run the seeds, then random mutations of them; the same `seed` gives the same mutations."""
    known, random = seeds(name), Random(f"{seed} {name}")  # noqa: S311 - no secret
    for data in known:
        _run_case(name, data)
    count, until = 0, _computed() + seconds
    while count < tries and _computed() < until:
        _run_case(name, mutate(random.choice(known), known, random))
        count += 1
    sys.stdout.write(f"{name}: {len(known)} seeds and {count} mutations\n")
    return 0


def _computed() -> float:
    """Return the seconds that this process has computed, and those that it has started, as for videos."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _run_case(name: str, data: bytes) -> None:
    """Run the target. Stores the input, then raises, if the target raises or takes too long."""
    from tests.fuzz.targets import TARGETS  # noqa: PLC0415 - as above

    began = time.process_time()
    try:
        TARGETS[name](data)
        if time.process_time() - began > MAX_SECONDS:
            raise TooSlow(f"{time.process_time() - began:.1f} s")  # noqa: TRY301 - a fault like any other
    except Exception:
        FOUND.mkdir(exist_ok=True)
        passed = FOUND / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}"
        passed.write_bytes(data)
        sys.stderr.write(f"{name} fails with {passed}\n")
        raise


def mutate(data: bytes, known: list[bytes], random: Random) -> bytes:
    """Make one to four changes: flip, cut, repeat, splice, insert large numbers, odd words or random bytes."""
    made = bytearray(data)
    for _ in range(random.randint(1, 4)):
        start = random.randrange(len(made) + 1)
        end = min(len(made), start + random.choice((1, 2, 4, 30, 300)))
        match random.randrange(7):
            case 0:
                made[start:end] = bytes(byte ^ 1 << random.randrange(8) for byte in made[start:end][:1])
            case 1:
                del made[start:end]
            case 2:
                made[start:start] = made[start:end] * random.choice((1, 2, 50))
            case 3:
                other = random.choice(known)
                made[start:] = other[random.randrange(len(other) + 1) :]
            case 4:
                made[start : start + 4] = random.choice(NUMBERS)
            case 5:
                made[start:start] = random.choice(WORDS) * random.choice((1, 3, 500))
            case _:
                made[start:end] = random.randbytes(end - start)
    return bytes(made[:MAX_BYTES])


def limit_memory() -> None:
    """Limit the address space on Linux, so that larger allocations raise MemoryError."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        from tests.fuzz import targets  # noqa: F401, PLC0415 - counted as the base

        size = int(statm.read_text(encoding="ascii").split()[0]) * resource.getpagesize() + MAX_MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    sys.exit(main())
