"""Validates query parameters."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sandbox.appstore.errors import Problem, RefusedError, bad_parameter
from sandbox.appstore.resource_types import RESOURCE_TYPES

PAGE_DEFAULT, PAGE_MOST = 50, 200
CHILDREN_DEFAULT, CHILDREN_MOST = 10, 50

Values = Mapping[str, frozenset[str] | None]


@dataclass(frozen=True, slots=True)
class Params:
    """The valid query parameters of a call."""

    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exists: Mapping[str, bool] = field(default_factory=dict)
    sort: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    included: bool = False
    fields: Mapping[str, frozenset[str]] = field(default_factory=dict)
    limit: int = PAGE_DEFAULT
    limits: Mapping[str, int] = field(default_factory=dict)
    offset: int = 0
    # Asks for resources related to some that the stand-in does not model: there are none.
    nothing: bool = False

    def matches(self, name: str, value: str) -> bool:
        """Returns whether a value passes the filter with this name; without a filter, every value does."""
        return name not in self.filters or value in self.filters[name]


@dataclass(frozen=True, slots=True)
class Query:
    """The parameters a route accepts: `filters` maps each name to its allowed values, None for any."""

    kind: str
    filters: Values = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    exists: frozenset[str] = frozenset()
    sort: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    paged: bool = False
    # A list of ids only, which has no fields to select.
    bare: bool = False
    # How many of a relationship can be included, where it is not CHILDREN_MOST.
    most: Mapping[str, int] = field(default_factory=dict)

    def most_of(self, name: str) -> int:
        """Returns how many of a relationship can be included."""
        return self.most.get(name, CHILDREN_MOST)

    def names(self) -> dict[str, frozenset[str] | None]:
        """Returns every accepted parameter with its allowed values, None for any."""
        links = RESOURCE_TYPES[self.kind].links
        kinds = () if self.bare else (self.kind, *(links[name].kind for name in self.include))
        types = [RESOURCE_TYPES[kind] for kind in kinds]
        names: dict[str, frozenset[str] | None] = {f"filter[{name}]": values for name, values in self.filters.items()}
        names |= {f"exists[{name}]": frozenset({"true", "false"}) for name in self.exists}
        names |= {f"fields[{kind.type}]": kind.fields or None for kind in types}
        names |= {f"limit[{name}]": None for name in self.include if links[name].to_many}
        if self.include:
            names["include"] = frozenset(self.include)
        if self.sort:
            names["sort"] = frozenset(self.sort) | {f"-{name}" for name in self.sort}
        if self.paged:
            names |= {"limit": None, "cursor": None}
        return names

    def read(self, parameters: Sequence[tuple[str, str]], declared: Values) -> Params:
        """Returns the valid parameters; RefusedError (400) lists every invalid one.

        Those that Apple has `declared` for the route are valid, too, where they concern what is not modelled.
        """
        known, problems, given = self.names(), list[Problem](), dict[str, tuple[str, ...]]()
        known |= {name: values for name, values in declared.items() if values is not None or name not in known}
        for name, text in parameters:
            values = tuple(text.split(","))
            choice = known.get(name)
            if name not in known:
                problems.append(
                    bad_parameter("ILLEGAL", name, f"The parameter '{name}' can not be used with this request")
                )
            elif name in given:
                problems.append(bad_parameter("INVALID", name, f"The parameter '{name}' was given more than once"))
            elif choice is not None and not choice.issuperset(values):
                wrong = ", ".join(sorted(set(values) - choice))
                problems.append(bad_parameter("INVALID", name, f"'{wrong}' is not a valid value of '{name}'"))
            given[name] = values
        problems += [
            bad_parameter(
                "REQUIRED", f"filter[{name}]", f"The parameter 'filter[{name}]' is required but was not provided"
            )
            for name in sorted(self.required)
            if f"filter[{name}]" not in given
        ]
        if problems:
            raise RefusedError(*problems)
        filters = _inside("filter", given)
        exists = {name: values == ("true",) for name, values in _inside("exists", given).items()}
        return Params(
            filters=filters,
            exists=exists,
            nothing=bool(filters.keys() - self.filters.keys())
            or any(wanted for name, wanted in exists.items() if name not in self.exists),
            sort=given.get("sort", ()),
            include=given.get("include", ()),
            included="include" in given,
            fields={kind: frozenset(names) for kind, names in _inside("fields", given).items()},
            limit=_number("limit", given.get("limit"), PAGE_DEFAULT, PAGE_MOST),
            limits={
                name: _number(f"limit[{name}]", values, CHILDREN_DEFAULT, self.most_of(name))
                for name, values in _inside("limit", given).items()
            },
            offset=_offset(given.get("cursor")),
        )


def cursor(offset: int) -> str:
    """Returns the opaque cursor for the entries after the first `offset`."""
    return base64.urlsafe_b64encode(f"after:{offset}".encode()).decode()


def _offset(values: tuple[str, ...] | None) -> int:
    if values is None:
        return 0
    try:
        word, _, number = base64.urlsafe_b64decode(",".join(values)).decode().partition(":")
        if word == "after" and number.isdecimal():
            return int(number)
    except (ValueError, binascii.Error):
        pass
    raise RefusedError(bad_parameter("INVALID", "cursor", "The cursor is not one that was given out"))


def _inside(word: str, given: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    start = f"{word}["
    return {
        name.removeprefix(start).removesuffix("]"): values for name, values in given.items() if name.startswith(start)
    }


def _number(name: str, values: tuple[str, ...] | None, default: int, most: int) -> int:
    if values is None:
        return default
    text = ",".join(values)
    if not text.isdecimal() or not 1 <= int(text) <= most:
        detail = f"'{text}' is not a valid value of '{name}', the maximum is {most}"
        raise RefusedError(bad_parameter("INVALID", name, detail))
    return int(text)
