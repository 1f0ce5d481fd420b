"""The agency of the stories."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.agency import Agency, open_agency
from tests.support.env import Env


@pytest.fixture
def agency(env: Env, tmp_path: Path) -> Iterator[Agency]:
    """Two accounts, each with an app."""
    with open_agency(env, tmp_path) as agency:
        yield agency
