"""The states of placements and assets, which follow the review of what files are placed on."""

from __future__ import annotations

from typing import Any

from sandbox.appstore.library import parents
from sandbox.appstore.library.asset_types import IMAGES, PLACEMENTS, VIDEOS
from sandbox.appstore.library.placed import asset_of, is_legacy
from sandbox.appstore.library.specs import PLACEMENT_TYPES
from sandbox.appstore.store import Row, Store

AWAITING, RECEIVED, FAILED = "AWAITING_UPLOAD", "UPLOAD_COMPLETE", "FAILED"
PREPARED, APPROVED, ARCHIVED = "PREPARE_FOR_SUBMISSION", "APPROVED", "ARCHIVED"
UNPROCESSED = frozenset({AWAITING, RECEIVED})
ASSET_STATES = frozenset(
    {
        AWAITING,
        RECEIVED,
        FAILED,
        PREPARED,
        APPROVED,
        ARCHIVED,
        "ACCEPTED",
        "COMPLETE",
        "IN_REVIEW",
        "READY_FOR_REVIEW",
        "REJECTED",
        "WAITING_FOR_REVIEW",
    }
)
# What an asset has gone through by the state of a placement, from the first to the last.
_PROGRESS = {
    "PARENT_READY_FOR_REVIEW": "READY_FOR_REVIEW",
    "PARENT_WAITING_FOR_REVIEW": "WAITING_FOR_REVIEW",
    "PARENT_IN_REVIEW": "IN_REVIEW",
    "PARENT_APPROVED": APPROVED,
    "INACTIVE": APPROVED,
}
_STEPS = (PREPARED, *dict.fromkeys(_PROGRESS.values()))


def follow(store: Store) -> None:
    """Brings the states of all placements and assets up to date."""
    for placement in store.rows[PLACEMENTS].values():
        placement.attributes |= _of_placement(placement)
    for kind in (IMAGES, VIDEOS):
        for asset in store.rows[kind].values():
            if asset["state"] in _STEPS:
                reached = (_PROGRESS.get(placement["state"], PREPARED) for placement in asset.to_many["placements"])
                # What was approved stays so.
                steps = [*reached, APPROVED if asset["state"] == APPROVED else PREPARED]
                asset.attributes["state"] = max(steps, key=_STEPS.index)


def _of_placement(placement: Row) -> dict[str, Any]:
    asset = asset_of(placement)
    if asset["state"] == FAILED:
        return {"state": FAILED, "stateDetails": asset["stateDetails"]}
    if asset["state"] in UNPROCESSED:
        return {"state": "ASSET_PROCESSING", "stateDetails": []}
    if not is_legacy(placement) and not fits(asset, placement["placementType"], placement["placementGroup"]):
        return {"state": FAILED, "stateDetails": detail("ASSET_SPEC_MISMATCH", "The file has another spec.")}
    return {"state": parents.state(parents.of(placement)), "stateDetails": []}


def fits(asset: Row, placement_type: str, group: str) -> bool:
    """Returns whether a processed file has one of the specs of a group."""
    return asset["specId"] in {spec.id for spec in PLACEMENT_TYPES[placement_type].specs[group]}


def detail(code: str | None, description: str) -> list[dict[str, str]]:
    """Returns the details of a state, none without a code."""
    return [] if code is None else [{"code": code, "description": description}]
