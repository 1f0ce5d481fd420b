"""Old names stay gone, no two classes share a name, and constants are explained above them."""

from __future__ import annotations

import ast
import gc
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import pytest

from tests import ROOT
from tests.test_layers import STAIRCASE

ROOMS = (*STAIRCASE, "sandbox", "tests")

# Each has a better name, which docs/glossary.md and the docstrings use. Stored spellings are strings, so they may stay.
OLD_NAMES = """
wish wishes Wish wish_id wish_for wished enqueue_wish owed Owed is_owed ledger promise write_down strike_out Told told
tell PutOff put_off unhurried Asked asked asking obey Way comes_again surely in_line Batch batch Shot shot Piece piece
Present Held Gallery gallery Placer Carrier Hands Pace pace Live Board Ended turns Revision Shelf shelf text_places
kept_texts putting_back Card card Place place opinion opinions spoken said only_slack_knows missing_words left_over
Typed decoding revising admitting gathering GatheringWorker Tally tallies Figures figures moments NoMoment Odd
LoyalClient loyal_client CountedClient hasty whisper whispers SuccessiveKeys WrongSettings wrong_settings performing
counting examining doctor completing attaching arriving SecureLine when_replaced redis_lines redis_causes page_by_page
listening understood look_at noticing reshowing announcing blackouts digest_material digest_plans carrying judging
deeds ground Desk desk House house Stage one
"""
# Where each kind of node has names.
NAMES: dict[type[ast.AST], tuple[str, ...]] = {
    ast.Name: ("id",),
    ast.Attribute: ("attr",),
    ast.arg: ("arg",),
    ast.FunctionDef: ("name",),
    ast.AsyncFunctionDef: ("name",),
    ast.ClassDef: ("name",),
    ast.keyword: ("arg",),
    ast.ExceptHandler: ("name",),
    ast.MatchAs: ("name",),
    ast.alias: ("name", "asname"),
}
GIVEN_UP = frozenset(OLD_NAMES.split())


@cache
def nodes(room: str) -> dict[str, list[ast.AST]]:
    """All that each module of a room consists of, by path; the garbage collector would take half of the time."""
    paths = sorted((ROOT / room).rglob("*.py"))
    gc.disable()
    try:
        return {str(path.relative_to(ROOT)): [*ast.walk(ast.parse(path.read_text("utf-8")))] for path in paths}
    finally:
        gc.freeze()
        gc.enable()


def identifiers(module: list[ast.AST]) -> Iterator[str]:
    """Every name that a module binds, reads, imports or passes."""
    for node in module:
        for field in NAMES.get(type(node), ()):
            if name := getattr(node, field):
                yield from name.split(".")


@cache
def names(room: str) -> dict[str, frozenset[str]]:
    """The names in every module of a room and in its path, by path."""
    return {path: frozenset({*identifiers(module), *re.split(r"[/.]", path)}) for path, module in nodes(room).items()}


def bare_strings(module: list[ast.AST]) -> Iterator[int]:
    """The lines of strings that are statements, but no docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {node.body[0] for node in module if isinstance(node, documented) and node.body}
    for node in module:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node not in docstrings:
            yield node.lineno


@pytest.mark.parametrize("room", ROOMS)
def test_names_that_were_given_up_do_not_come_back(room: str) -> None:
    used = {path: GIVEN_UP & found for path, found in names(room).items()}
    assert {path: sorted(found) for path, found in used.items() if found} == {}


def test_no_two_classes_share_a_name() -> None:
    defined: defaultdict[str, list[str]] = defaultdict(list)
    for room in STAIRCASE:
        for path, module in nodes(room).items():
            for node in module:
                if isinstance(node, ast.ClassDef):
                    defined[node.name].append(path)
    assert {name: paths for name, paths in defined.items() if len(paths) > 1} == {}


@pytest.mark.parametrize("room", STAIRCASE)
def test_a_constant_is_explained_above_it(room: str) -> None:
    lines = {path: [*bare_strings(module)] for path, module in nodes(room).items()}
    assert {path: found for path, found in lines.items() if found} == {}


def test_the_glossary_has_at_most_twenty_terms_and_the_code_uses_each() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    terms = re.findall(r"^\| \*\*([a-z ]+)\*\*", text, re.MULTILINE)
    assert 0 < len(terms) <= 20
    found = {name for room in STAIRCASE for path, used in names(room).items() for name in (path, *used)}
    code = " ".join(found).replace("_", "").lower()
    assert [term for term in terms if term.replace(" ", "") not in code] == []
