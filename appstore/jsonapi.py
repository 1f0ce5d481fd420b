"""Reads and writes JSON:API documents: resources with attributes, and the links between them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self


class OpenEnum(StrEnum):
    """An enum that Apple may extend. Subclasses define UNKNOWN, which stands for every value added later."""

    @classmethod
    def _missing_(cls, _: object) -> Self:
        return cls("UNKNOWN")


@dataclass(frozen=True)
class Resource:
    """A resource of the API. Attributes that Apple omits read as empty."""

    type: str
    id: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    relationships: Mapping[str, Any] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a text attribute, "" when absent."""
        value = self.attributes.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """Return a whole number, 0 when absent."""
        value = self.attributes.get(name)
        return int(value) if isinstance(value, int | float) else 0

    def date(self, name: str) -> datetime | None:
        """Return a date with its time zone (UTC if Apple omits it), None when absent or unreadable."""
        try:
            date = datetime.fromisoformat(self.text(name))
        except ValueError:
            return None
        return date if date.tzinfo else date.replace(tzinfo=UTC)

    def related(self, name: str) -> tuple[str, ...] | None:
        """Return the ids of all related resources in Apple's order, None if the response does not list them all.

        Apple includes at most 50 of a type and gives the total in `meta`.
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
    """A response: the resources requested, those included with them, and the URL of the next page."""

    data: tuple[Resource, ...] = ()
    included: tuple[Resource, ...] = ()
    next_page: str = ""

    @property
    def first(self) -> Resource:
        """Return the first resource requested. Raises LookupError when there is none."""
        if not self.data:
            raise LookupError("Apple's response has no resource")
        return self.data[0]

    def included_by_id(self, kind: str) -> dict[str, Resource]:
        """Return the included resources of one type, by id."""
        return {resource.id: resource for resource in self.included if resource.type == kind}


def read(body: object) -> Document:
    """Turn parsed JSON into a document. Raises TypeError when it is not an object."""
    if not isinstance(body, dict):
        raise TypeError("Apple's response is not a JSON object")
    data = body.get("data")
    links = body.get("links")
    return Document(
        data=_resources(data if isinstance(data, list) else [data]),
        included=_resources(body.get("included")),
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
    """Merge pages into one document, without duplicates among the included resources."""
    pages = tuple(documents)
    included = {(resource.type, resource.id): resource for page in pages for resource in page.included}
    return Document(tuple(resource for page in pages for resource in page.data), tuple(included.values()))


def body(
    kind: str,
    attributes: Mapping[str, object],
    *,
    identity: str = "",
    parents: Mapping[str, tuple[str, str]] | None = None,
) -> dict[str, object]:
    """Build the body that creates a resource, or with `identity` changes one. `parents`: name to (type, id)."""
    data: dict[str, object] = {"type": kind, "attributes": dict(attributes)}
    if identity:
        data["id"] = identity
    if parents:  # an empty relationship makes Apple answer 500
        data["relationships"] = {
            name: {"data": {"type": parent, "id": parent_id}} for name, (parent, parent_id) in parents.items()
        }
    return {"data": data}
