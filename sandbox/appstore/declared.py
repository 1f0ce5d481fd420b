"""What Apple's OpenAPI file declares beyond what the stand-in models: relationships, parameters and routes.

The data is generated from the file by `sandbox/tests/appstore_declared.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("declared.json")
_DECLARED: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))


def relationships(kind: str) -> Mapping[str, Mapping[str, bool]]:
    """Returns the relationships of a type by name: `many`, and `linked` if their links are always present."""
    found: Mapping[str, Mapping[str, bool]] = _DECLARED["relationships"].get(kind, {})
    return found


@cache
def parameters(path: str) -> Mapping[str, frozenset[str] | None]:
    """Returns the query parameters of a GET with their values, None for any; empty for a path that Apple has not."""
    declared = _DECLARED["parameters"].get(path, {})
    fields = {f"fields[{kind}]": names for kind, names in _DECLARED["fields"].items()}
    found = {name.rstrip("!"): fields.get(name, values) for name, values in declared.items()}
    found |= {name: ("true", "false") for name in found if name.startswith("exists[")}
    return {name: None if values is None else frozenset(values) for name, values in found.items()}


def required_filters(path: str) -> frozenset[str]:
    """Returns the filters without which Apple refuses a GET."""
    declared = _DECLARED["parameters"].get(path, {})
    return frozenset(name[7:-2] for name in declared if name.startswith("filter[") and name.endswith("!"))


def unmodelled() -> Mapping[str, bool]:
    """Returns the paths of resources that the stand-in has none of, with whether each is a list."""
    found: Mapping[str, bool] = _DECLARED["unmodelled"]
    return found
