"""Whatever strangers send ends with an answer or a declared error; and a fault would be found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests import ROOT
from tests.fuzz import trying
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """The tries in a process of their own, whose memory is bounded."""
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=50, check=False)  # noqa: S603 - ours


def test_everything_that_opens_what_strangers_send_lets_only_declared_errors_pass() -> None:
    """Every seed, and of each target up to 200 mutations or what is tried in a tenth of a second."""
    done = run("-m", "tests.fuzz.trying", *TARGETS, "--tries", "200", "--seconds", "0.1")
    assert done.returncode == 0, done.stderr
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == list(TARGETS)


def test_a_fault_is_found_and_what_made_it_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fragile(data: bytes) -> None:
        if b"{" in data and b"<" in data:
            raise KeyError

    monkeypatch.setitem(TARGETS, "fragile", fragile)
    monkeypatch.setattr(trying, "FOUND", tmp_path / "found")
    with pytest.raises(KeyError):
        trying.with_dice("fragile", 20, 100_000, seed=1)
    (kept,) = (tmp_path / "found").iterdir()
    assert b"{" in kept.read_bytes()


def test_the_same_seed_of_the_dice_makes_the_same_mutations() -> None:
    known = seeds("command")
    first, again = (trying.mutated(known[0], known, Random("7 command")) for _ in range(2))  # noqa: S311 - no secret
    assert first == again


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded where the system counts it as Linux does")
def test_a_try_that_takes_too_much_memory_fails() -> None:
    done = run("-c", "from tests.fuzz import trying; trying.bound_memory(); bytearray(2 * trying.MOST_MEMORY)")
    assert done.returncode == 1
    assert "MemoryError" in done.stderr
