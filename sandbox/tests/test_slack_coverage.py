"""COVERAGE.md lists exactly the methods that the stand-in implements."""

from __future__ import annotations

import re
from pathlib import Path

from sandbox import slack
from sandbox.slack.methods import METHODS

LIST = Path(slack.__file__).with_name("COVERAGE.md").read_text()


def test_every_method_is_listed_once_and_nothing_else() -> None:
    assert re.findall(r"^\| `([\w.]+)` \|", LIST, re.MULTILINE) == sorted(METHODS, key=str.lower)
