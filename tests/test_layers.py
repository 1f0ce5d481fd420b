"""The staircase: imports go down, never up, and not across features; each library is used only in its rooms."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests import ROOT

STAIRCASE = ("bot", "tasks", "kit", "cards", "records", "appstore")
ROOMS = (*STAIRCASE, "sandbox")
LIBRARIES = {
    "slack_bolt": ("bot/",),
    "rq": ("kit/", "tasks/worker.py"),
    "redis": ("records/", "kit/", "appstore/calls/budget.py"),
    "sentry_sdk": ("kit/sentry.py",),
    "httpx": ("appstore/", "kit/", "sandbox/"),
    "pymediainfo": ("appstore/media/video_probe.py",),
    "PIL": ("appstore/media/", "cards/digests/charts.py", "sandbox/"),
}
MOST_LINES = 250
MOST_NAMES = 20

SHARED = {
    "calls",
    "catalog",
    "dispatch",
    "failures",
    "health",
    "http",
    "jobs",
    "library",
    "media",
    "redis",
    "slack",
    "storage",
    "texts",
    "times",
    "wording",
}
"""Packages that are not features, but used by all features of their room."""


def modules(room: str) -> list[Path]:
    """Every module of a room, without tests that it has itself."""
    return sorted(path for path in (ROOT / room).rglob("*.py") if path.parent != ROOT / room / "tests")


@cache
def imported(module: Path) -> frozenset[str]:
    """Every module that this one imports, wherever in it, and every name that it imports from one."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


@pytest.mark.parametrize("room", ROOMS)
def test_imports_go_down_the_staircase(room: str) -> None:
    above = STAIRCASE[: STAIRCASE.index(room)] if room in STAIRCASE else STAIRCASE
    forbidden = {*above, "tests", *(("sandbox",) if room != "sandbox" else ())}
    wrong = [
        f"{module.relative_to(ROOT)} imports {name}"
        for module in modules(room)
        for name in imported(module)
        if name.split(".")[0] in forbidden
    ]
    assert not wrong


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_is_touched_in_its_rooms_alone(library: str) -> None:
    wrong = [
        str(module.relative_to(ROOT))
        for room in ROOMS
        for module in modules(room)
        if library in {name.split(".")[0] for name in imported(module)}
        and not str(module.relative_to(ROOT)).startswith(LIBRARIES[library])
    ]
    assert not wrong


def features(room: str) -> set[str]:
    """The packages of a room that are features."""
    return {path.parent.name for path in (ROOT / room).glob("*/__init__.py")} - SHARED


FEATURES = {feature for room in STAIRCASE for feature in features(room)}
# The Home tab shows something of every feature and a digest sums up reviews: they may read the records of others.
OVERVIEWS = {"home", "digests"}


@pytest.mark.parametrize("room", STAIRCASE)
def test_a_feature_imports_no_other_feature_of_any_room(room: str) -> None:
    wrong = [
        f"{module.relative_to(ROOT)} imports {name}"
        for feature in features(room) - OVERVIEWS
        for module in (ROOT / room / feature).rglob("*.py")
        for name in imported(module)
        if (parts := name.split("."))[0] in STAIRCASE
        and parts[1:2]
        and parts[1] in FEATURES - {feature}
        and (ROOT / parts[0] / parts[1]).is_dir()
    ]
    assert not wrong


@pytest.mark.parametrize("room", STAIRCASE)
def test_a_room_shows_at_most_twenty_names(room: str) -> None:
    names = {path.name for path in (ROOT / room).iterdir()} - {"__init__.py", "__pycache__"}
    assert len(names) <= MOST_NAMES, sorted(names)


def test_no_module_grows_beyond_what_one_idea_needs() -> None:
    long = {
        str(module.relative_to(ROOT)): lines
        for room in (*ROOMS, "sandbox/tests")
        for module in modules(room)
        if (lines := len(module.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not long


def test_every_module_begins_with_a_sentence() -> None:
    silent = [
        str(module.relative_to(ROOT))
        for room in (*ROOMS, "sandbox/tests", "tests")
        for module in modules(room)
        if not (ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or "").strip()
    ]
    assert not silent
