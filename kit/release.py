"""The version of this release, which is defined in `pyproject.toml` only."""

import tomllib
from functools import cache
from pathlib import Path

_PROJECT = Path(__file__).parent.parent / "pyproject.toml"


@cache
def version() -> str:
    """Return the version, such as `0.1.0`."""
    return str(tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]["version"])
