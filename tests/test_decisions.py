"""Listeners check and enqueue; only jobs change a record that a user has decided on."""

from __future__ import annotations

import ast
from pathlib import Path

from tests import ROOT

CHANGING = {"change", "move", "save", "remove", "put", "add", "grant", "revoke", "delete", "set", "take"}
UNDECIDED = {
    "wishes",  # the invocation, stored before its modal opens
    "WISHES",
    "FILES",  # the files of a message that is delivered twice
    "FORMS",  # modals that are open
    "LISTS",  # what a list of reviews shows
    "channels",
}
"""Records that nobody decides on: what the user asked for, and what they look at while they ask."""


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
    found = {module.stem: wrong for module in sorted((ROOT / "bot").rglob("*.py")) if (wrong := changes_in(module))}
    assert found == {}
