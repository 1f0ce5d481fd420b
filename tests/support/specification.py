"""Compares calls to Apple with Apple's OpenAPI file, if available."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, TypeAlias

from jsonschema import Draft202012Validator

from sandbox.appstore.calls import Call
from tests import SHARED

Json: TypeAlias = Mapping[str, Any]

SPECIFICATION = SHARED / "appstoreconnect/openapi.json"
# Parameters in the URLs of further pages that the file does not define.
_LINK_PARAMETERS = {"cursor"}
# The App Asset Library is of 4.5.1, and the file of 4.4.1: the stand-in alone checks calls to it.
_NEWER = re.compile(r"^/v1/appAssetLibrar|/(assetLibrary|placements)$")


def violations(calls: Iterable[Call]) -> list[str]:
    """Return the parts of calls that Apple's file does not define; empty without the file."""
    if not SPECIFICATION.exists():
        return []
    checked = [call for call in calls if call.kind == "api" and not _NEWER.search(call.path)]
    return [f"{call.method} {call.path}: {fault}" for call in checked for fault in _faults(call)]


@cache
def _specification() -> Any:  # noqa: ANN401 - JSON
    return json.loads(SPECIFICATION.read_text(encoding="utf-8"), object_hook=_with_null)


def _with_null(rules: dict[str, Any]) -> dict[str, Any]:
    """Allow null where OpenAPI 3.0 says `nullable`, which JSON Schema does not know."""
    if rules.get("nullable") is True and "type" in rules:
        choices = {"enum": [*rules["enum"], None]} if "enum" in rules else {}
        return {**rules, "type": [rules["type"], "null"], **choices}
    return rules


@cache
def _operation(method: str, path: str) -> tuple[str, Json] | None:
    parts = path.split("/")
    for template, methods in _specification()["paths"].items():
        if method in methods and _fits(template.split("/"), parts):
            return template, methods[method]
    return None


def _fits(words: list[str], parts: list[str]) -> bool:
    """Whether these are the parts of a path, where a word such as `{id}` stands for any.

    A regular expression for each of a thousand paths is more than `re` remembers, and compiling took 50 ms a call.
    """
    return len(words) == len(parts) and all(
        word == part or (part and word.startswith("{")) for word, part in zip(words, parts, strict=True)
    )


@cache
def _body_rules(template: str, method: str) -> Draft202012Validator:
    whole = _specification()
    rules = whole["paths"][template][method]["requestBody"]["content"]["application/json"]["schema"]
    if _empties_relationship(template, rules):
        rules = {"anyOf": [rules, {"properties": {"data": {"type": "null"}}, "required": ["data"]}]}
    return Draft202012Validator({**rules, "components": whole["components"]})


def _empties_relationship(template: str, rules: Json) -> bool:
    """A to-one relationship is emptied with null, which the file does not say: https://jsonapi.org/format/#crud"""
    return "/relationships/" in template and _resolved(rules)["properties"]["data"]["type"] == "object"


def _faults(call: Call) -> Iterator[str]:
    method = call.method.lower()
    found = _operation(method, call.path)
    if found is None:
        yield "there is no such operation"
        return
    template, operation = found
    known = {item["name"]: item for item in operation.get("parameters", ()) if item["in"] == "query"}
    yield from (f"{name} is missing" for name, item in known.items() if item.get("required") and name not in call.query)
    for name, value in call.query.items():
        if name in known:
            yield from _parameter_faults(name, value, known[name]["schema"])
        elif name not in _LINK_PARAMETERS:
            yield f"{name} is no parameter"
    if (call.body is None) != ("requestBody" not in operation):
        yield "a body where none belongs, or none where one does"
    elif call.body is not None:
        yield from (error.message for error in _body_rules(template, method).iter_errors(call.body))
        yield from _surplus(call.body, operation["requestBody"]["content"]["application/json"]["schema"])


def _parameter_faults(name: str, value: str, rules: Json) -> Iterator[str]:
    if rules["type"] == "integer" and int(value) > rules.get("maximum", int(value)):
        yield f"{name}={value} is too much"
    if rules["type"] == "boolean" and value not in {"true", "false"}:
        yield f"{name}={value} is neither true nor false"
    allowed = _resolved(rules.get("items", rules)).get("enum")
    if allowed:
        yield from (f"{name}={item} is no choice" for item in value.split(",") if item not in allowed)


def _surplus(body: object, rules: Json, where: str = "") -> Iterator[str]:
    """Return the keys of a body that the file does not define, which JSON Schema accepts."""
    rules = _resolved(rules)
    if isinstance(body, dict) and "properties" in rules:
        for name, value in body.items():
            if name in rules["properties"]:
                yield from _surplus(value, rules["properties"][name], f"{where}/{name}")
            else:
                yield f"{where}/{name} is no property"
    elif isinstance(body, list):
        for value in body:
            yield from _surplus(value, rules.get("items", {}), where)


def _resolved(rules: Json) -> Json:
    reference = rules.get("$ref", "")
    found: Json = _specification()["components"]["schemas"][reference.rsplit("/", 1)[-1]] if reference else rules
    return found
