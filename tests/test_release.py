"""A release: one version, a licence, and a changelog that begins with what is not released yet."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib

import pytest
import yaml

from kit.release import version
from kit.settings import Settings
from tests import ROOT
from tests.support.processes import COMMANDS

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


def test_the_notes_of_a_release_are_its_section_of_the_changelog() -> None:
    def run(tag: str) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, str(ROOT / ".github/release_notes.py"), tag]
        return subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - our own script

    done = run(f"v{version()}").stdout
    assert done.startswith("The first version.") or "### " in done
    assert "## [" not in done
    refused = run("v99.0.0")
    assert refused.returncode == 1
    assert "99.0.0" in refused.stderr


@pytest.mark.parametrize("name", ["tests", "release"])
def test_each_workflow_names_its_jobs_and_grants_no_more_than_it_needs(name: str) -> None:
    workflow = yaml.safe_load((ROOT / f".github/workflows/{name}.yml").read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert "uses" in job or all("uses" in step or "run" in step for step in job["steps"])
        # What a tag or a branch is called must not become a part of a script.
        assert not [step for step in job.get("steps", ()) if "${{" in step.get("run", "")]


def test_platforms_start_the_processes_of_the_procfile_with_settings_that_exist() -> None:
    app = json.loads((ROOT / "app.json").read_text(encoding="utf-8"))
    known = {name.upper() for name in Settings.model_fields}
    assert set(app["formation"]) == set(COMMANDS)
    assert set(app["env"]) <= known
    render = yaml.safe_load((ROOT / "render.yaml").read_text(encoding="utf-8"))
    workers = [service for service in render["services"] if service["type"] == "worker"]
    assert {worker["dockerCommand"] for worker in workers} == set(COMMANDS.values())
    assert {entry["key"] for group in render["envVarGroups"] for entry in group["envVars"]} <= known
