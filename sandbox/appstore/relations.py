"""What a resource type is: its name, its attributes, and its relationships to other types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Link:
    """One relationship: its target type, and how responses show it.

    `back` names the inverse list to which each new resource is added; deleting a resource deletes the lists it
    `owns`; `linked` relationships have `self` and `related` links even if they are not
    included; a relationship that is not `shown` is internal to the stand-in, and one that is not `modelled` is always
    empty.
    """

    kind: str
    to_many: bool = False
    back: str | None = None
    owns: bool = False
    linked: bool = False
    shown: bool = True
    modelled: bool = True


@dataclass(frozen=True, slots=True)
class ResourceType:
    """One resource type, with Apple's name.

    Where Apple gives a type two shapes, the older one has a `key` of its own, by which it is known here; a `whole`
    shape has no relationships but those listed.
    """

    type: str
    attributes: tuple[str, ...]
    links: Mapping[str, Link] = field(default_factory=dict)
    key: str = ""
    whole: bool = False

    @property
    def name(self) -> str:
        """The name by which the type is known here."""
        return self.key or self.type

    @property
    def fields(self) -> frozenset[str]:
        """Returns the values that `fields[type]` accepts."""
        return frozenset(self.attributes) | {name for name, link in self.links.items() if link.shown}


def children(kind: str) -> Link:
    """Returns a relationship to resources that are deleted with their parent."""
    return Link(kind, to_many=True, owns=True, linked=True)


def names(text: str) -> tuple[str, ...]:
    """Returns the attributes that a text lists."""
    return tuple(text.split())
