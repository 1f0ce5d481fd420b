"""External input leads to a result or a declared error; and the fuzzer would find a defect."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests import ROOT
from tests.fuzz import runner
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """Run Python in its own process, whose memory is limited."""
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=50, check=False)  # noqa: S603 - ours


def test_parsers_of_external_input_raise_only_declared_errors() -> None:
    """Every seed, and for each target up to 200 mutations or a tenth of a second."""
    done = run("-m", "tests.fuzz.runner", *TARGETS, "--tries", "200", "--seconds", "0.1")
    assert done.returncode == 0, done.stderr
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == list(TARGETS)


def test_a_defect_is_found_and_its_input_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fragile(data: bytes) -> None:
        if b"{" in data and b"<" in data:
            raise KeyError

    monkeypatch.setitem(TARGETS, "fragile", fragile)
    monkeypatch.setattr(runner, "FOUND", tmp_path / "found")
    with pytest.raises(KeyError):
        runner.run_random("fragile", 20, 100_000, seed=1)
    (passed,) = (tmp_path / "found").iterdir()
    assert b"{" in passed.read_bytes()


def test_the_same_seed_makes_the_same_mutations() -> None:
    known = seeds("command")
    first, again = (runner.mutate(known[0], known, Random("7 command")) for _ in range(2))  # noqa: S311 - no secret
    assert first == again


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded where the system counts it as Linux does")
def test_a_case_that_takes_too_much_memory_fails() -> None:
    done = run("-c", "from tests.fuzz import runner; runner.limit_memory(); bytearray(2 * runner.MAX_MEMORY)")
    assert done.returncode == 1
    assert "MemoryError" in done.stderr
