"""The route that orders the placements of a group."""

from __future__ import annotations

from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.endpoints import Answer, ApiCall, created
from sandbox.appstore.errors import RefusedError, bad_relationship
from sandbox.appstore.library import mirror, parents
from sandbox.appstore.library.asset_types import EVENT, PARENTS, PLACEMENTS
from sandbox.appstore.library.placements import in_group
from sandbox.appstore.library.routing import route
from sandbox.appstore.store import Store

KIND = "appAssetLibraryPlacementOrderingRequests"
ORDERED = "orderedPlacements"


def _create(store: Store, call: ApiCall) -> Answer:
    group, ids = call.wanted.attributes["placementGroup"], call.wanted.lists[ORDERED]
    locale = parents.named(store, call.wanted)
    rows = [store.related(PLACEMENTS, row_id, ORDERED) for row_id in ids]
    types = {row["placementType"] for row in rows}
    if len(types) != 1:
        raise RefusedError(bad_relationship(ORDERED, "All placements must have the same 'placementType'"))
    members = in_group(locale, types.pop(), group)
    if sorted(ids) != sorted(row.id for row in members):
        raise RefusedError(bad_relationship(ORDERED, "The list must name every placement of the group once"))
    parents.require_editable(locale, "Ordering placements")
    parents.arrange(locale, rows)
    mirror.order_sets(rows)
    store.changed("library.ordered")
    return created(call.write.single(store.computed(KIND, {"placementGroup": group}, row_id=store.new_id())))


ENDPOINTS = (
    # Localizations of in-app events cannot be ordered.
    route(
        "POST",
        f"/v1/{KIND}",
        _create,
        body=Body(
            KIND,
            {"placementGroup": Field(required=True)},
            {ORDERED: PLACEMENTS},
            optional={name: kind for name, kind in PARENTS.items() if name != EVENT},
            many=frozenset({ORDERED}),
        ),
    ),
)
