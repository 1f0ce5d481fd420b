"""Listeners check and enqueue; only jobs change a record that a user has decided on."""

from __future__ import annotations

import ast
from pathlib import Path

from tests import ROOT

CHANGING = {"change", "move", "save", "remove", "put", "add", "grant", "revoke", "delete", "set", "take"}
# Records that no user decides on: the request itself, and what the user sees while making it.
UNDECIDED = {
    "invocations",  # the invocation, stored before its modal opens
    "FILES",  # the files of a message that is delivered twice
    "FORMS",  # open modals
}


def records_in(tree: ast.Module) -> set[str]:
    """The names under which a module knows records."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "records":
            found |= {alias.asname or alias.name for alias in node.names}
    return found


def changes_in(module: Path) -> list[str]:
    """Every call in a module that changes a record on which a user decides."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    names = records_in(tree) - UNDECIDED
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        path = ast.unparse(node.func).split(".")
        if path[-1] in CHANGING and path[0] in names and not UNDECIDED & set(path):
            found.append(f"{module.name}:{node.lineno} {'.'.join(path)}")
    return found


def test_no_listener_changes_a_record_that_a_user_has_decided_on() -> None:
    assert [change for module in sorted((ROOT / "bot").rglob("*.py")) for change in changes_in(module)] == []


def test_a_listener_that_decides_is_found(tmp_path: Path) -> None:
    module = tmp_path / "buttons.py"
    module.write_text(
        "from records.listing import change_sets\nfrom records.listing.open_modals import FORMS\n"
        "change_sets.move(redis, 'c1', old, new)\nchange_sets.CHANGE_SETS.put(redis, 'c1', change_set)\n"
        "change_sets.CHANGE_SETS.get(redis, 'c1')\nFORMS.put(redis, 'f1', modal)\n"
    )
    assert changes_in(module) == ["buttons.py:3 change_sets.move", "buttons.py:4 change_sets.CHANGE_SETS.put"]


def test_every_exception_is_used() -> None:
    used = {name for path in (ROOT / "bot").rglob("*.py") for name in records_in(ast.parse(path.read_text("utf-8")))}
    assert {*UNDECIDED} - {"FILES"} <= used
