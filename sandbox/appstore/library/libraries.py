"""The library of an app, of which each app has one."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from sandbox.appstore.library.asset_types import LIBRARIES
from sandbox.appstore.store import Row, Store


def add(store: Store, app: Row) -> Row:
    """Gives an app its library, whose id never changes."""
    library = store.add(LIBRARIES, {}, row_id=str(uuid.uuid5(uuid.NAMESPACE_OID, app.id)), app=app)
    app.to_one["assetLibrary"] = library
    return library


def dates(store: Store) -> dict[str, Any]:
    """Returns the attributes of what is made now; they have microseconds, as in some of Apple's samples."""
    now = datetime.fromtimestamp(store.now, UTC).isoformat().replace("+00:00", "Z")
    return {"createdDate": now, "lastModifiedDate": now}


def touch(store: Store, row: Row) -> None:
    """Notes that a resource has changed now."""
    row.attributes["lastModifiedDate"] = dates(store)["lastModifiedDate"]
