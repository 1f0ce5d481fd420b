"""The manifest, the example settings and the documents match the code."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.http.health_check import SCOPES
from bot.uploads import commands as upload_commands
from kit.settings import Settings
from tests import ROOT

MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
CI_MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "manifest-ci.yml").read_text(encoding="utf-8"))
SCHEMA = ROOT.parent / "shared" / "slack" / "manifest_schema.json"
METHODS = ROOT.parent / "shared" / "slack" / "samples" / "web_api_methods.json"
README = (ROOT / "README.md").read_text(encoding="utf-8")
TEST_FILES = [*(ROOT / "tests").rglob("test_*.py"), *(ROOT / "sandbox" / "tests").glob("test_*.py")]
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "sandbox").rglob("*.md")]


@pytest.mark.skipif(not SCHEMA.exists(), reason="../shared is absent")
@pytest.mark.parametrize("manifest", [MANIFEST, CI_MANIFEST], ids=["bot", "ci"])
def test_slack_accepts_the_manifest(manifest: dict[str, Any]) -> None:
    jsonschema.validate(manifest, json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_the_action_passes_what_the_script_takes() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    step = action["runs"]["steps"][0]
    assert sorted(re.findall(r"inputs\.(\w+)", str(step["env"]))) == sorted(action["inputs"])
    script = (ROOT / "ci" / "upload.py").read_text(encoding="utf-8")
    assert [option for option in re.findall(r"--\w+", step["run"]) if f'"{option}"' not in script] == []


@pytest.mark.skipif(not METHODS.exists(), reason="../shared is absent")
def test_every_scope_exists() -> None:
    named = set(re.findall(r'"([a-z_]+:[a-z_.]+)"', METHODS.read_text(encoding="utf-8")))
    known = named | {"commands", "app_mentions:read"}
    assert {*MANIFEST["oauth_config"]["scopes"]["bot"], *CI_MANIFEST["oauth_config"]["scopes"]["bot"]} <= known


def test_the_manifest_requests_the_scopes_that_the_health_check_expects() -> None:
    assert sorted(MANIFEST["oauth_config"]["scopes"]["bot"]) == sorted(SCOPES)


def test_the_shortcut_and_the_command_of_the_manifest_are_handled() -> None:
    features = MANIFEST["features"]
    assert [feature["callback_id"] for feature in features["shortcuts"]] == [upload_commands.SHORTCUT]
    assert [(feature["command"], feature["should_escape"]) for feature in features["slash_commands"]] == [
        ("/asc", True)
    ]


def test_every_setting_is_in_the_example_and_in_the_documents() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    documented = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    settings = sorted(name.upper() for name in Settings.model_fields)
    assert sorted(re.findall(r"^#? ?([A-Z_]+)=", example, re.MULTILINE)) == settings
    assert sorted(re.findall(r"^\| `([A-Z_]+)` \|", documented, re.MULTILINE)) == settings


def test_every_target_of_the_makefile_is_documented() -> None:
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [target for target in targets if f"`make {target}`" not in contributing] == []


def test_the_readme_fits_on_a_page() -> None:
    lines = README.splitlines()
    assert len(lines) <= 120
    assert [line for line in lines if len(line) > 120] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_and_files_in_a_document_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    linked = re.findall(r"\]\(([^)]+)\)", text) + re.findall(r"src(?:set)?=\"([^\"]+)\"", text)
    targets = [target.partition("#")[0] for target in linked if "://" not in target]
    assert [target for target in targets if target and not (document.parent / target).exists()] == []
    tests = [f"/{name}" for name in re.findall(r"(?:\w+/)*test_\w+\.py\b", text)]
    unclear = [name for name in tests if sum(path.as_posix().endswith(name) for path in TEST_FILES) != 1]
    assert unclear == [], "name each test file so that exactly one matches, with its folder if two share a name"
    paths = re.findall(r"(?<![\w/])(?:bot|tasks|kit|cards|records|appstore|sandbox|tests)/[\w/]+\.\w+", text)
    packages = re.findall(r"`((?:bot|tasks|kit|cards|records|appstore|sandbox|tests)/[a-z_/]+)`", text)
    assert [path for path in {*paths, *packages} if not (ROOT / path).exists()] == []
