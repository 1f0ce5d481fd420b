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
with temp_dir() as folder:
    (folder / "1.png").write_bytes(b"picture")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def aged(folder: Path) -> None:
    """Make the folder look as old as an old one."""
    before = time.time() - 60
    os.utime(folder, (before, before))


def test_a_folder_ends_with_its_job(disk: Path) -> None:
    with temp_dirs.temp_dir() as folder:
        (folder / "1.png").write_bytes(b"picture")
        aged(folder)
        temp_dirs.remove_abandoned()
        assert (folder / "1.png").exists()
    assert list(disk.iterdir()) == []


def test_folders_of_killed_processes_are_removed_and_no_others(disk: Path) -> None:
    (disk / "somebody-elses").mkdir()
    (disk / "asc-bot-link").symlink_to(disk / "somebody-elses")
    with subprocess.Popen(  # noqa: S603 - this Python, these words
        [sys.executable, "-c", HOLDER], cwd=ROOT, env={**os.environ, "TMPDIR": str(disk)}, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().decode().strip())
        assert folder.parent == disk
        aged(folder)
        temp_dirs.remove_abandoned()
        assert (folder / "1.png").exists()
        process.kill()
    temp_dirs.remove_abandoned()
    assert sorted(path.name for path in disk.iterdir()) == ["asc-bot-link", "somebody-elses"]


def test_a_folder_that_was_just_made_is_kept(disk: Path) -> None:
    (disk / "asc-bot-new").mkdir()
    temp_dirs.remove_abandoned()
    assert (disk / "asc-bot-new").exists()
