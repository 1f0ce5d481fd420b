"""Builds JSON:API responses: resources, included resources and links to the next page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from sandbox.appstore.query import CHILDREN_DEFAULT, Params, cursor
from sandbox.appstore.store import Row

Document = dict[str, Any]

# Attributes with URLs on the stand-in itself, stored without the root because the port may change.
ADDRESSED = frozenset(
    {"imageAsset", "previewFrameImage", "previewImage", "uploadOperations", "url", "videoAsset", "videoUrl"}
)


@dataclass(frozen=True, slots=True)
class Writer:
    """Builds the response to one call. `base` is the root URL the caller used, `url` the full URL."""

    base: str
    url: str
    params: Params
    omits: frozenset[str] = frozenset()

    def single(self, row: Row | None) -> Document:
        """Returns one resource, or null for an empty relationship."""
        data = None if row is None else self._resource(row, primary=True)
        return self._included({"data": data, "links": {"self": self.url}}, [] if row is None else [row])

    def page(self, rows: Sequence[Row]) -> Document:
        """Returns one page of a list, with a link to the next page if there is one."""
        rows = [] if self.params.nothing else rows
        shown = rows[self.params.offset : self.params.offset + self.params.limit]
        document = self._paging([self._resource(row, primary=True) for row in shown], len(rows))
        return self._included(document, shown)

    def identifiers(self, rows: Sequence[Row]) -> Document:
        """Returns one page of a list of ids."""
        shown = rows[self.params.offset : self.params.offset + self.params.limit]
        return self._paging([_identifier(row) for row in shown], len(rows))

    def _paging(self, data: list[Document], total: int) -> Document:
        end = self.params.offset + self.params.limit
        links = {"self": self.url}
        paging: Document = {"total": total, "limit": self.params.limit}
        if end < total:
            parts = urlsplit(self.url)
            query = [pair for pair in parse_qsl(parts.query) if pair[0] != "cursor"] + [("cursor", cursor(end))]
            links["next"] = parts._replace(query=urlencode(query)).geturl()
            paging |= {"nextCursor": cursor(end)}
        links = {name: link for name, link in links.items() if name not in self.omits}
        paging = {name: value for name, value in paging.items() if name not in self.omits}
        return {"data": data, "links": links, "meta": {"paging": paging}}

    def _included(self, document: Document, rows: Sequence[Row]) -> Document:
        if not self.params.included or "included" in self.omits:
            return document
        found = dict[tuple[str, str], Row]()
        for row in rows:
            for name in self.params.include:
                found |= {(other.kind.type, other.id): other for other in self._others(row, name)}
        return document | {"included": [self._resource(row, primary=False) for row in found.values()]}

    def _others(self, row: Row, name: str) -> list[Row]:
        if row.kind.links[name].to_many:
            return row.to_many[name][: self.params.limits.get(name, CHILDREN_DEFAULT)]
        other = row.to_one[name]
        return [] if other is None else [other]

    def _resource(self, row: Row, *, primary: bool) -> Document:
        listed = self.params.fields.get(row.kind.type, row.kind.fields)
        address = f"{self.base}/v1/{row.kind.type}/{row.id}"
        relationships = {
            name: self._relationship(row, name, address, included=primary and name in self.params.include)
            for name, link in row.kind.links.items()
            if link.shown and name in listed
        }
        resource: Document = {
            **_identifier(row),
            "attributes": {name: self._absolute(row, name) for name in row.kind.attributes if name in listed},
            "links": {"self": address},
        }
        if not row.kind.attributes:
            del resource["attributes"]
        filled = {name: relationship for name, relationship in relationships.items() if relationship}
        return resource | {"relationships": filled} if filled else resource

    def _absolute(self, row: Row, name: str) -> object:
        return _rooted(row.attributes[name], self.base) if name in ADDRESSED else row.attributes[name]

    def _relationship(self, row: Row, name: str, address: str, *, included: bool) -> Document:
        link, relationship = row.kind.links[name], Document()
        if link.linked:
            relationship["links"] = {
                "self": f"{address}/relationships/{name}",
                "related": f"{address}/{name}",
            }
        if included and "data" not in self.omits:
            others = [_identifier(other) for other in self._others(row, name)]
            relationship["data"] = others if link.to_many else next(iter(others), None)
            if link.to_many and "meta" not in self.omits:
                limit = self.params.limits.get(name, CHILDREN_DEFAULT)
                relationship["meta"] = {"paging": {"total": len(row.to_many[name]), "limit": limit}}
        return relationship


def _identifier(row: Row) -> Document:
    return {"type": row.kind.type, "id": row.id}


def _rooted(value: object, base: str) -> object:
    if isinstance(value, dict):
        return {name: _rooted(inner, base) for name, inner in value.items()}
    if isinstance(value, list):
        return [_rooted(inner, base) for inner in value]
    return base + value if isinstance(value, str) and value.startswith("/_") else value
