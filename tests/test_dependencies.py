"""What pyproject.toml declares is what the product imports, no more and no less."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "tasks", "kit", "cards", "records", "appstore")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
READ_BY_THE_STANDARD_LIBRARY = {"tzdata"}  # by zoneinfo, where the system has no time zones


def names(requirements: list[str]) -> set[str]:
    """The normalized names of the packages (https://packaging.python.org/en/latest/specifications/name-normalization)."""
    return {normalized(re.split(r"[^\w.-]", requirement)[0]) for requirement in requirements}


def normalized(name: str) -> str:
    """One spelling for each package."""
    return re.sub(r"[-_.]+", "-", name).lower()


def imported() -> set[str]:
    """Every package of others that the product imports, wherever in a module."""
    modules: set[str] = set()
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.split(".")[0])
    distributions = packages_distributions()
    return {
        normalized(distributions[module][0]) for module in modules - {*sys.stdlib_module_names, *ROOMS, "__future__"}
    }


def test_every_declared_package_is_imported_and_every_imported_package_is_declared() -> None:
    declared = names([*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["embedded"]])
    assert declared - READ_BY_THE_STANDARD_LIBRARY == imported()


def test_the_production_lock_holds_the_dependencies_and_no_extra() -> None:
    locked = names((ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines())
    assert names(PROJECT["dependencies"]) <= locked
    assert not names(PROJECT["optional-dependencies"]["embedded"]) & locked
