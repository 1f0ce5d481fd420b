"""Validates the bodies of write requests."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from sandbox.appstore.errors import (
    Problem,
    RefusedError,
    bad_attribute,
    bad_relationship,
    required_attribute,
    required_relationship,
    unexpected,
)


@dataclass(frozen=True, slots=True)
class Field:
    """One allowed attribute. `longest` and `shortest` count characters."""

    json: type = str
    label: str = ""
    required: bool = False
    nullable: bool = True
    shortest: int = 0
    longest: int | None = None
    choices: frozenset[str] | None = None
    web_address: bool = False
    # Set on creation and not changeable afterwards.
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """The content of a valid body: attributes, ids of to-one relationships, or an ordered list of ids.

    `included` has the new resources that belong to the one created, `lists` the ids of to-many relationships.
    """

    attributes: Mapping[str, Any] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    included: tuple[Wanted, ...] = ()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Body:
    """The rules for a create or update request.

    `links` maps each required relationship to its type, `optional` each that may be given. `inline` is the name of the
    one whose resources are created with it, and the rules for each of these, which may create further ones; `many` are
    the relationships that name several resources.
    """

    kind: str
    attributes: Mapping[str, Field] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    creates: bool = True
    optional: Mapping[str, str] = field(default_factory=dict)
    inline: tuple[str, Body] | None = None
    many: frozenset[str] = frozenset()

    def read(self, document: object, row_id: str | None) -> Wanted:
        """Returns the valid content; RefusedError (409, 422 or 500) lists every problem."""
        data = _object(_object(document, "the document").get("data"), "data")
        attributes = _object(data.get("attributes", {}), "attributes")
        links = _object(data.get("relationships", {}), "relationships")
        problems = _identity(data, self.kind, None if self.creates else row_id)
        if self.creates:
            problems += self._missing(attributes, links)
        for name, value in attributes.items():
            problems += self._attribute(name, value)
        for name, value in links.items():
            if self.inline is None or name != self.inline[0]:
                for target in _targets(name, value, many=name in self.many):
                    problems += self._link(name, target)
        if problems:
            raise RefusedError(*problems)
        apart = {*self.many, *(() if self.inline is None else self.inline[:1])}
        single = {name: value["data"]["id"] for name, value in links.items() if name not in apart}
        lists = {name: tuple(each["id"] for each in links[name]["data"]) for name in self.many & links.keys()}
        included = self._inline(_object(document, "the document"), links)
        return Wanted(attributes, single, included=included, lists=lists)

    def _inline(self, document: Mapping[str, Any], links: Mapping[str, Any]) -> tuple[Wanted, ...]:
        return () if self.inline is None or self.inline[0] not in links else _included(document, *self.inline)

    def _missing(self, attributes: Mapping[str, Any], links: Mapping[str, Any]) -> list[Problem]:
        required = [name for name, rule in self.attributes.items() if rule.required and attributes.get(name) is None]
        return [
            *map(required_attribute, required),
            *(required_relationship(name) for name in self.links if name not in links),
        ]

    def _link(self, name: str, target: Mapping[str, Any]) -> list[Problem]:
        kind = self.links.get(name, self.optional.get(name))
        if kind is None:
            detail = f"'{name}' is not a relationship on the resource '{self.kind}'"
            return [bad_relationship(name, detail, code="UNKNOWN")]
        if target.get("type") != kind or not isinstance(target.get("id"), str):
            return [bad_relationship(name, f"'{name}' must name a resource of type '{kind}'")]
        return []

    def _attribute(self, name: str, value: object) -> list[Problem]:
        rule = self.attributes.get(name)
        if rule is None:
            detail = f"'{name}' is not an attribute on the resource '{self.kind}'"
            return [bad_attribute(name, detail, code="UNKNOWN")]
        if rule.fixed and not self.creates:
            detail = f"The attribute '{name}' cannot be changed once the resource exists"
            return [bad_attribute(name, detail, code="INVALID.UNMODIFIABLE")]
        if value is None:
            return [] if rule.nullable and not rule.required else [bad_attribute(name, f"'{name}' must have a value")]
        if not isinstance(value, rule.json) or (rule.json is int and isinstance(value, bool)):
            return [bad_attribute(name, f"'{name}' has the wrong type", code="TYPE")]
        return _text(name, value, rule, empty_allowed=not self.creates) if isinstance(value, str) else []


@dataclass(frozen=True, slots=True)
class Linkage:
    """The body that orders a relationship: an array of identifiers."""

    kind: str

    def read(self, document: object, _row_id: str | None) -> Wanted:
        """Returns the ids in order; an empty array causes a 500, as at Apple."""
        entries = _object(document, "the document").get("data")
        if not isinstance(entries, list):
            raise RefusedError(_unprocessable("'data' must be an array"))
        if not entries:
            raise RefusedError(unexpected())
        identifiers = [_object(entry, "data") for entry in entries]
        if any(each.get("type") != self.kind or not isinstance(each.get("id"), str) for each in identifiers):
            detail = f"Each entry must have an id and be of type '{self.kind}'"
            raise RefusedError(Problem(409, "ENTITY_ERROR", "The provided entity is invalid", detail))
        return Wanted(ids=tuple(entry["id"] for entry in entries))


@dataclass(frozen=True, slots=True)
class Reference:
    """The body that sets a to-one relationship: one identifier, or null to empty it where that is `nullable`."""

    kind: str
    nullable: bool = False

    def read(self, document: object, _row_id: str | None) -> Wanted:
        """Returns the id, none for null; RefusedError (409 or 422) for anything else."""
        data = _object(document, "the document").get("data", ...)
        if data is None and self.nullable:
            return Wanted()
        identifier = _object(data, "data")
        if identifier.get("type") != self.kind or not isinstance(identifier.get("id"), str):
            detail = f"'data' must name a resource of type '{self.kind}'"
            raise RefusedError(Problem(409, "ENTITY_ERROR", "The provided entity is invalid", detail))
        return Wanted(ids=(identifier["id"],))


def _included(document: Mapping[str, Any], name: str, rules: Body) -> tuple[Wanted, ...]:
    """Returns the new resources that a relationship names by local ids, `${price}`, in its order."""
    listed, given = document["data"]["relationships"][name].get("data"), document.get("included", [])
    if not listed:
        raise RefusedError(unexpected())
    if not isinstance(listed, list) or not isinstance(given, list):
        raise RefusedError(_unprocessable(f"'{name}' and 'included' must be arrays"))
    by_id = {each.get("id"): each for each in given if isinstance(each, dict) and each.get("type") == rules.kind}
    wanted = []
    for entry in listed:
        local = _object(entry, name).get("id")
        if not (isinstance(local, str) and local.startswith("${") and local.endswith("}") and local in by_id):
            detail = (
                f"The id '{local}' of '{name}' names nothing that is included; it must have the form '${{local-id}}'"
            )
            raise RefusedError(
                Problem(409, "ENTITY_ERROR.INCLUDED.INVALID_ID", "The included entity is invalid", detail)
            )
        wanted.append(rules.read({"data": by_id[local], "included": given}, None))
    return tuple(wanted)


def _text(name: str, value: str, rule: Field, *, empty_allowed: bool) -> list[Problem]:
    label = rule.label or name
    faults = (
        (rule.choices is not None and value not in rule.choices, "", f"'{value}' is not a valid value of '{name}'."),
        (not value and (rule.web_address or rule.required or not empty_allowed), "", f"{label} cannot be empty."),
        (
            rule.longest is not None and len(value) > rule.longest,
            ".TOO_LONG",
            f"{label} cannot be longer than {rule.longest} characters.",
        ),
        (
            0 < len(value) < rule.shortest,
            ".TOO_SHORT",
            f"{label} cannot be shorter than {rule.shortest} characters.",
        ),
        (_has_control_signs(value), "", f"{label} contains characters that are not allowed."),
        (rule.web_address and bool(value) and not _is_web_address(value), "", f"{label} is not a valid URL."),
    )
    return [bad_attribute(name, detail, code=f"INVALID{code}") for wrong, code, detail in faults if wrong]


def _has_control_signs(text: str) -> bool:
    return any(unicodedata.category(sign) == "Cc" and sign not in "\r\n\t" for sign in text)


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in text


def _identity(data: Mapping[str, Any], kind: str, row_id: str | None) -> list[Problem]:
    title = "The provided entity is invalid"
    problems = []
    if data.get("type") != kind:
        detail = f"The type of the resource must be '{kind}'"
        problems.append(Problem(409, "ENTITY_ERROR", title, detail, pointer="/data/type"))
    if row_id is not None and data.get("id") != row_id:
        problems.append(Problem(409, "ENTITY_ERROR", title, "The id is not the one of the URL", pointer="/data/id"))
    return problems


def _targets(name: str, value: object, *, many: bool) -> list[Mapping[str, Any]]:
    data = _object(value, name).get("data")
    if not many or not data:
        return [_object(data, name)]
    if not isinstance(data, list):
        raise RefusedError(_unprocessable(f"'{name}' must be an array"))
    return [_object(each, name) for each in data]


def _object(value: object, name: str) -> Mapping[str, Any]:
    if value == []:
        raise RefusedError(unexpected())
    if not isinstance(value, dict):
        raise RefusedError(_unprocessable(f"'{name}' must be an object"))
    return value


def _unprocessable(detail: str) -> Problem:
    return Problem(422, "ENTITY_UNPROCESSABLE", "The request entity is not processable", detail)
