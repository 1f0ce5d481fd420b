"""A release: one version, a licence, and a changelog that begins with what is not released yet."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

from kit.release import version
from tests import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_version_is_defined_once_and_printed() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "bot", "--version"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert printed.strip() == version() == PROJECT["version"]


def test_the_changelog_has_a_dated_entry_for_the_version() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    assert re.fullmatch(rf"\[{re.escape(version())}\] - \d{{4}}-\d{{2}}-\d{{2}}", headings[1])


def test_the_license_is_declared() -> None:
    assert PROJECT["license"] == "MIT"
    assert (ROOT / PROJECT["license-files"][0]).read_text(encoding="utf-8").startswith("MIT License")
