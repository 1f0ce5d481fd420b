"""External input leads to a result or a declared error; and the fuzzer would find a defect."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from random import Random

import pytest

from tests.fuzz import runner
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS
from tests.support.warm import WarmProcess


def run(command: str) -> tuple[int, str]:
    """Run this command in its own process, whose memory is limited; returns its exit code and what it prints."""
    with tempfile.TemporaryFile("w+b") as output:
        code = WarmProcess(command, dict(os.environ), output).wait(50)
        output.seek(0)
        return code, output.read().decode()


def test_parsers_of_external_input_raise_only_declared_errors() -> None:
    """Every seed, and for each target up to 200 mutations or a tenth of a second."""
    code, printed = run(f"python -m tests.fuzz.runner {' '.join(TARGETS)} --tries 200 --seconds 0.1")
    assert code == 0, printed
    assert [line.partition(":")[0] for line in printed.splitlines()] == list(TARGETS)


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
    code, printed = run("python -m tests.fuzz.greedy")
    assert code == 1
    assert "MemoryError" in printed
