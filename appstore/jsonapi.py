"""How Apple's answers are read: resources with attributes, and the links between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self


class OpenEnum(StrEnum):
    """States that Apple may add to. A subclass has a member UNKNOWN, which stands for whatever came later."""

    @classmethod
    def _missing_(cls, _: object) -> Self:
        return cls("UNKNOWN")


@dataclass(frozen=True)
class Resource:
    """One thing of Apple's. What Apple leaves out reads as empty."""

    type: str
    id: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    relationships: Mapping[str, Any] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A text attribute, "" when absent."""
        value = self.attributes.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """A whole number, 0 when absent."""
        value = self.attributes.get(name)
        return int(value) if isinstance(value, int | float) else 0

    def moment(self, name: str) -> datetime | None:
        """A date with its time zone (UTC where Apple names none), None when absent or unreadable."""
        try:
            moment = datetime.fromisoformat(self.text(name))
        except ValueError:
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def related(self, name: str) -> tuple[str, ...] | None:
        """The ids of all related resources in Apple's order; None where Apple did not say them all.

        Apple includes 50 of a kind at most, and tells in `meta` how many there are.
        """
        relationship = self.relationships.get(name)
        if not isinstance(relationship, dict) or "data" not in relationship:
            return None
        data = relationship["data"]
        links = data if isinstance(data, list) else [data]
        ids = tuple(str(link["id"]) for link in links if isinstance(link, dict) and "id" in link)
        paging = (relationship.get("meta") or {}).get("paging") or {}
        return None if int(paging.get("total") or 0) > len(ids) else ids


@dataclass(frozen=True)
class Document:
    """An answer: what was asked for, what was included with it, what Apple says of both, where the next page is."""

    data: tuple[Resource, ...] = ()
    included: tuple[Resource, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)
    next_page: str = ""

    @property
    def one(self) -> Resource:
        """The first resource asked for. LookupError when there is none."""
        if not self.data:
            raise LookupError("Apple's answer holds no resource")
        return self.data[0]

    def included_by_id(self, kind: str) -> dict[str, Resource]:
        """The included resources of one type, by id."""
        return {resource.id: resource for resource in self.included if resource.type == kind}


def read(body: object) -> Document:
    """A parsed JSON answer as a document. TypeError when it is not of that shape."""
    if not isinstance(body, dict):
        raise TypeError("an answer of Apple's is a JSON object")
    data = body.get("data")
    links = body.get("links")
    return Document(
        data=_resources(data if isinstance(data, list) else [data]),
        included=_resources(body.get("included")),
        meta=body["meta"] if isinstance(body.get("meta"), dict) else {},
        next_page=str(links.get("next") or "") if isinstance(links, dict) else "",
    )


def _resources(items: object) -> tuple[Resource, ...]:
    return tuple(
        Resource(
            type=str(item.get("type", "")),
            id=str(item.get("id", "")),
            attributes=item.get("attributes") or {},
            relationships=item.get("relationships") or {},
        )
        for item in (items if isinstance(items, list) else [])
        if isinstance(item, dict)
    )


def merged(documents: Iterable[Document]) -> Document:
    """Several pages as one document; what is included on several pages is kept once, `meta` is the first page's."""
    pages = tuple(documents)
    included = {(resource.type, resource.id): resource for page in pages for resource in page.included}
    return Document(
        data=tuple(resource for page in pages for resource in page.data),
        included=tuple(included.values()),
        meta=pages[0].meta if pages else {},
    )


def body(
    kind: str,
    attributes: Mapping[str, object],
    *,
    identity: str = "",
    parents: Mapping[str, tuple[str, str]] | None = None,
) -> dict[str, object]:
    """What is sent to create a resource, or with its `identity` to change one. `parents`: name to (type, id)."""
    data: dict[str, object] = {"type": kind, "attributes": dict(attributes)}
    if identity:
        data["id"] = identity
    if parents:  # an empty relationship makes Apple answer 500
        data["relationships"] = {
            name: {"data": {"type": parent, "id": parent_id}} for name, (parent, parent_id) in parents.items()
        }
    return {"data": data}
