"""One target is tried for so long, or so often, with bounded memory: by atheris where it is installed, else by dice."""

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

MOST_MEMORY = 250 << 20
"""Bytes that a try may take beyond what the process had before."""

ITS_OWN = 50
"""Megabytes that atheris takes for what it has learned."""

SLOWEST = 3.0
"""Seconds of a processor that one try may take."""

LONGEST = 100_000
"""Bytes of what is tried."""

ROOMS = ["appstore", "records", "cards", "bot", "PIL"]


class TooSlow(Exception):  # noqa: N818 - it says what is wrong
    """A try took too long."""


def main() -> int:
    """Try; 1, with the bytes kept in `found`, where something else than a declared error came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="+")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--tries", type=int, default=0, help="by dice, so often at most")
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args()
    if not wanted.tries and has_atheris():
        return with_atheris(wanted.target[0], wanted.seconds, wanted.seed)
    bound_memory()
    return max(with_dice(name, wanted.seconds, wanted.tries or sys.maxsize, wanted.seed) for name in wanted.target)


def has_atheris() -> bool:
    """Whether atheris is installed; it has wheels for some systems only and is in no lock file."""
    return importlib.util.find_spec("atheris") is not None


def with_atheris(name: str, seconds: float, seed: int) -> int:
    """Try what leads to new places in our code and in Pillow's (https://github.com/google/atheris)."""
    import atheris  # noqa: PLC0415 - where it is installed

    with atheris.instrument_imports(include=ROOMS):
        from tests.fuzz.targets import TARGETS  # noqa: PLC0415 - imported under its eyes
    FOUND.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="fuzz-seeds-") as folder:
        for number, one in enumerate(seeds(name)):
            (Path(folder) / str(number)).write_bytes(one)
        bounds = [
            f"-max_total_time={seconds:.0f}",
            f"-seed={seed}",
            f"-max_len={LONGEST}",
            f"-timeout={SLOWEST * 3:.0f}",
        ]
        begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        memory = f"-rss_limit_mb={begun + (MOST_MEMORY >> 20) + ITS_OWN}"
        quiet = ["-verbosity=0", "-print_final_stats=1", f"-artifact_prefix={FOUND / name}-"]
        atheris.Setup([sys.argv[0], *bounds, memory, *quiet, folder], TARGETS[name])
        atheris.Fuzz()
    return 0


def with_dice(name: str, seconds: float, tries: int, seed: int) -> int:
    """Try the seeds, then mutations of them that the same seed of the dice makes again."""
    known, dice = seeds(name), Random(f"{seed} {name}")  # noqa: S311 - no secret
    for one in known:
        _try(name, one)
    count, until = 0, time.process_time() + seconds
    while count < tries and time.process_time() < until:
        _try(name, mutated(dice.choice(known), known, dice))
        count += 1
    sys.stdout.write(f"{name}: {len(known)} seeds and {count} mutations\n")
    return 0


def _try(name: str, data: bytes) -> None:
    """Raises what the target raises, or `TooSlow`, once the bytes are kept."""
    from tests.fuzz.targets import TARGETS  # noqa: PLC0415 - as above

    began = time.process_time()
    try:
        TARGETS[name](data)
        if time.process_time() - began > SLOWEST:
            raise TooSlow(f"{time.process_time() - began:.1f} s")  # noqa: TRY301 - a fault like any other
    except Exception:
        FOUND.mkdir(exist_ok=True)
        kept = FOUND / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}"
        kept.write_bytes(data)
        sys.stderr.write(f"{name} fails with {kept}\n")
        raise


def mutated(data: bytes, known: list[bytes], dice: Random) -> bytes:
    """One to four changes: bits turned, pieces cut out, doubled, put together, numbers made large, odd words put in."""
    made = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        start = dice.randrange(len(made) + 1)
        end = min(len(made), start + dice.choice((1, 2, 4, 30, 300)))
        match dice.randrange(7):
            case 0:
                made[start:end] = bytes(byte ^ 1 << dice.randrange(8) for byte in made[start:end][:1])
            case 1:
                del made[start:end]
            case 2:
                made[start:start] = made[start:end] * dice.choice((1, 2, 50))
            case 3:
                other = dice.choice(known)
                made[start:] = other[dice.randrange(len(other) + 1) :]
            case 4:
                made[start : start + 4] = dice.choice(NUMBERS)
            case 5:
                made[start:start] = dice.choice(WORDS) * dice.choice((1, 3, 500))
            case _:
                made[start:end] = dice.randbytes(end - start)
    return bytes(made[:LONGEST])


def bound_memory() -> None:
    """MemoryError from here on, where the system counts pages as Linux does."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        from tests.fuzz import targets  # noqa: F401, PLC0415 - what it takes to begin with

        size = int(statm.read_text(encoding="ascii").split()[0]) * resource.getpagesize() + MOST_MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    sys.exit(main())
