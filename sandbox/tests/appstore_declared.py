"""Extracts from Apple's OpenAPI file what the stand-in declares without modelling it.

`python -m sandbox.tests.appstore_declared openapi.json` writes `sandbox/appstore/declared.json` anew.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from sandbox.appstore.declared import FILE
from sandbox.appstore.resource_types import RESOURCE_TYPES
from sandbox.appstore.routes import DESCRIBED

Json: TypeAlias = dict[str, Any]

# Deprecated shapes of types that have another one.
FORMER = {"AppStoreVersionExperiment", "InAppPurchase"}


def extract(specification: Json) -> Json:
    """Returns the content of `declared.json`."""
    unmodelled = dict(_unmodelled(specification))
    types = {kind.type for kind in RESOURCE_TYPES.values()}
    routes = sorted({endpoint.path for endpoint in DESCRIBED if endpoint.query} | unmodelled.keys())
    fields: Json = {}
    parameters = {path: dict(_parameters(specification, path, fields)) for path in routes}
    return {
        "fields": dict(sorted(fields.items())),
        "parameters": parameters,
        "relationships": {kind: dict(_relationships(specification, kind)) for kind in sorted(types)},
        "unmodelled": unmodelled,
    }


def _relationships(specification: Json, kind: str) -> Iterator[tuple[str, Json]]:
    for name, schema in specification["components"]["schemas"].items():
        if name in FORMER:
            continue
        properties = schema.get("properties", {})
        if properties.get("type", {}).get("enum") != [kind] or not {"id", "links"} <= properties.keys():
            continue
        for relationship, rule in sorted(properties.get("relationships", {}).get("properties", {}).items()):
            data = rule["properties"].get("data")
            related = f"/v1/{kind}/{{id}}/{relationship}"
            many = data.get("type") == "array" if data else _is_list(specification, related)
            yield relationship, {"many": many, "linked": "links" in rule["properties"]}


def _unmodelled(specification: Json) -> Iterator[tuple[str, bool]]:
    """Yields the collections, and what modelled resources relate to, with whether it is a list."""
    modelled = {endpoint.path for endpoint in DESCRIBED if endpoint.method == "GET"}
    for path in sorted(specification["paths"]):
        _, version, kind, *rest = path.split("/")
        is_related = kind in RESOURCE_TYPES and len(rest) == 2 and rest[0] == "{id}"
        if path in modelled or version != "v1" or (rest and not is_related) or not _answer(specification, path):
            continue
        many = _is_list(specification, path)
        if many or rest:
            yield path, many


def _answer(specification: Json, path: str) -> Json:
    """Returns the rules for `data` in the answer to a GET; empty if there is none."""
    found = specification["paths"].get(path, {}).get("get", {}).get("responses", {}).get("200", {}).get("content", {})
    reference = found.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    rules: Json = specification["components"]["schemas"].get(reference, {}).get("properties", {}).get("data", {})
    return rules


def _is_list(specification: Json, path: str) -> bool:
    return bool(_answer(specification, path).get("type") == "array")


def _parameters(specification: Json, path: str, fields: Json) -> Iterator[tuple[str, list[str] | None]]:
    """Yields name and values, None for any, of each parameter; what `fields[…]` accept is the same everywhere."""
    for rule in specification["paths"][path]["get"].get("parameters", []):
        name, schema = rule["name"], rule["schema"]
        values = schema.get("items", schema).get("enum")
        if values and name.startswith("fields["):
            fields[name[7:-1]] = sorted({*fields.get(name[7:-1], ()), *values})
            values = None
        yield f"{name}!" if rule.get("required") else name, values


if __name__ == "__main__":
    found = extract(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    FILE.write_text(json.dumps(found, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")
