"""Files of a job are on disk only while it runs, however it ends."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from kit import temp_dirs
from tests import ROOT

HOLDER = """
import time
from kit.temp_dirs import temp_dir
with temp_dir() as place:
    (place / "1.png").write_bytes(b"picture")
    print(place, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def aged(place: Path) -> None:
    """Make the folder look as old as one that nobody is just making."""
    before = time.time() - 60
    os.utime(place, (before, before))


def test_a_folder_ends_with_its_job(disk: Path) -> None:
    with temp_dirs.temp_dir() as place:
        (place / "1.png").write_bytes(b"picture")
        aged(place)
        temp_dirs.remove_abandoned()
        assert (place / "1.png").exists()
    assert list(disk.iterdir()) == []


def test_what_a_killed_process_left_is_taken_away_and_nothing_else(disk: Path) -> None:
    (disk / "somebody-elses").mkdir()
    (disk / "asc-bot-link").symlink_to(disk / "somebody-elses")
    with subprocess.Popen(  # noqa: S603 - this Python, these words
        [sys.executable, "-c", HOLDER], cwd=ROOT, env={**os.environ, "TMPDIR": str(disk)}, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        place = Path(process.stdout.readline().decode().strip())
        assert place.parent == disk
        aged(place)
        temp_dirs.remove_abandoned()
        assert (place / "1.png").exists()
        process.kill()
    temp_dirs.remove_abandoned()
    assert sorted(path.name for path in disk.iterdir()) == ["asc-bot-link", "somebody-elses"]


def test_a_folder_that_was_just_made_is_left_alone(disk: Path) -> None:
    (disk / "asc-bot-new").mkdir()
    temp_dirs.remove_abandoned()
    assert (disk / "asc-bot-new").exists()
