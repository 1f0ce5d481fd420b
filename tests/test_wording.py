"""The catalogue of sentences is the only place in the tests that spells them."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

from tests.support import wording

HERE = Path(__file__).parent
STORIES = [path for path in HERE.rglob("test_*.py") if not path.is_relative_to(HERE / "sandbox")]
SENTENCES = {name: value for name, value in vars(wording).items() if name.isupper()}


def test_no_story_spells_a_sentence_of_the_catalogue() -> None:
    sentences = set(SENTENCES.values())
    spelled = [
        f"{path.relative_to(HERE)}:{literal.lineno}: {literal.value!r}"
        for path in STORIES
        for check in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(check, ast.Assert)
        for literal in ast.walk(check)
        if isinstance(literal, ast.Constant) and literal.value in sentences
    ]
    assert not spelled


def test_a_name_in_the_catalogue_stands_for_one_sentence() -> None:
    catalogue = ast.parse((HERE / "support" / "wording.py").read_text(encoding="utf-8"))
    names = [
        target.id
        for node in catalogue.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_every_sentence_of_the_catalogue_is_used() -> None:
    used = "".join(path.read_text(encoding="utf-8") for path in STORIES)
    assert [name for name in SENTENCES if f"wording.{name}" not in used] == []
