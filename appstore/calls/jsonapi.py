"""Reads and writes JSON:API documents: resources with attributes, and the links between them; or errors."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

import httpx

from appstore.errors import Refused, Unauthorized, Unavailable, reasons_in

# What Apple calls a gzip file, and refuses to send (406) unless a client accepts it by that name.
GZIP = "application/a-gzip"
# Related resources that Apple includes unless the request says how many.
DEFAULT_LIMIT = 10


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

    def related(self, name: str, limit: int = DEFAULT_LIMIT) -> tuple[str, ...] | None:
        """Return the ids of all related resources in Apple's order, None if the response may not list them all.

        Apple includes as many of a type as the request's `limit`, at most 50, and gives the total in `meta`, which may
        be missing: without it a list counts as complete only if it is shorter than the limit.
        """
        relationship = self.relationships.get(name)
        if not isinstance(relationship, dict) or "data" not in relationship:
            return None
        data = relationship["data"]
        links = data if isinstance(data, list) else [data]
        ids = tuple(str(link["id"]) for link in links if isinstance(link, dict) and "id" in link)
        if not isinstance(data, list):
            return ids
        total = _paging(relationship).get("total")
        complete = total <= len(ids) if isinstance(total, int) else len(ids) < limit
        return ids if complete and not _next_page(relationship) else None


@dataclass(frozen=True)
class Document:
    """A response: the resources requested, those included with them, and what follows.

    `next_page` is the URL of the next page, or `cursor` its beginning. `total` counts the resources of all pages; None
    if Apple does not say. `file` is the content of a response that is none of these.
    """

    data: tuple[Resource, ...] = ()
    included: tuple[Resource, ...] = ()
    next_page: str = ""
    cursor: str = ""
    total: int | None = None
    file: bytes = b""

    @property
    def first(self) -> Resource:
        """Return the first resource requested. Raises LookupError when there is none."""
        if not self.data:
            raise LookupError("Apple's response has no resource")
        return self.data[0]

    def included_by_id(self, kind: str) -> dict[str, Resource]:
        """Return the included resources of one type, by id."""
        return {resource.id: resource for resource in self.included if resource.type == kind}

    def related_one(self, resource: Resource, name: str) -> Resource | None:
        """Return the included resource of a relationship to one, None if it is not included."""
        ids = resource.related(name) or ()
        return next((each for each in self.included if each.id in ids), None)


def request_name(request: httpx.Request) -> str:
    """Return the method and path of a request, as errors and logs show it (no query)."""
    return f"{request.method} {request.url.path}"


def parse_response(request: httpx.Request, response: httpx.Response) -> Document:
    """Return the document of a successful response. Raises Refused, Unauthorized or Unavailable for any other."""
    name, status = request_name(request), response.status_code
    if response.is_success:
        if GZIP in request.headers.get("Accept", ""):
            return Document(file=response.content)
        try:
            return read(response.json()) if response.content else Document()
        except (ValueError, TypeError) as error:
            raise Unavailable(name, maybe_done=True, status=status, detail="The response is not readable") from error
    reasons = reasons_in(response.text)
    if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        raise Unauthorized(name, status=status, reasons=reasons)
    if response.is_server_error or status == httpx.codes.REQUEST_TIMEOUT:
        raise Unavailable(name, maybe_done=True, status=status, reasons=reasons)
    raise Refused(name, status=status, reasons=reasons)


def read(body: object) -> Document:
    """Turn parsed JSON into a document. Raises TypeError when it is not an object."""
    if not isinstance(body, dict):
        raise TypeError("Apple's response is not a JSON object")
    data, paging = body.get("data"), _paging(body)
    total = paging.get("total")
    return Document(
        data=_resources(data if isinstance(data, list) else [data]),
        included=_resources(body.get("included")),
        next_page=_next_page(body),
        cursor=str(paging.get("nextCursor") or ""),
        total=total if isinstance(total, int) else None,
    )


def _paging(body: Mapping[str, Any]) -> Mapping[str, Any]:
    meta = body.get("meta")
    paging = meta.get("paging") if isinstance(meta, dict) else None
    return paging if isinstance(paging, dict) else {}


def _next_page(body: Mapping[str, Any]) -> str:
    links = body.get("links")
    return str(links.get("next") or "") if isinstance(links, dict) else ""


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
    # Something may have been added while the pages were read.
    total = min((page.total for page in pages if page.total is not None), default=None)
    data = tuple(resource for page in pages for resource in page.data)
    return Document(data, tuple(included.values()), total=total)


def body(
    kind: str,
    attributes: Mapping[str, object],
    *,
    identity: str = "",
    parents: Mapping[str, tuple[str, str]] | None = None,
) -> dict[str, object]:
    """Build the body that creates a resource, or with `identity` changes one. `parents`: name to (type, id)."""
    data: dict[str, object] = {"type": kind}
    if attributes:
        data["attributes"] = dict(attributes)
    if identity:
        data["id"] = identity
    if parents:  # an empty relationship makes Apple answer 500
        data["relationships"] = {
            name: {"data": {"type": parent, "id": parent_id}} for name, (parent, parent_id) in parents.items()
        }
    return {"data": data}
