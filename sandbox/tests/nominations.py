"""The calls about nominations that tests and the tour share."""

from __future__ import annotations

import httpx

from sandbox.tests.appstore_visitor import Visitor

KIND = "nominations"


def nominate(
    visitor: Visitor, app_id: str, *, links: dict[str, list[tuple[str, str]]] | None = None, **attributes: object
) -> httpx.Response:
    """Creates a nomination of an app, a draft unless `attributes` say otherwise."""
    given = {
        "name": "Tides of the world",
        "type": "NEW_CONTENT",
        "description": "All coasts",
        "publishStartDate": "2027-03-01T08:00:00Z",
        "submitted": False,
        **attributes,
    }
    named = {"relatedApps": [("apps", app_id)], **(links or {})}
    relationships = {
        name: {"data": [{"type": kind, "id": id_} for kind, id_ in targets]} for name, targets in named.items()
    }
    data = {"type": KIND, "attributes": given, "relationships": relationships}
    return visitor.client.post(f"/v1/{KIND}", json={"data": data})
