"""What is placed on a localization, through the library or because it stands in a set."""

from __future__ import annotations

from sandbox.appstore.store import Row


def own(locale: Row) -> list[Row]:
    """Returns the placements of a localization that were made through the library."""
    return [row for row in locale.to_many["placements"] if not is_legacy(row)]


def own_groups(locale: Row, asset_kind: str) -> dict[str, list[Row]]:
    """Returns the pictures, or the videos, that are placed through the library in each group, in order."""
    groups: dict[str, list[Row]] = {}
    for placement in own(locale):
        if (asset := asset_of(placement)).kind.type == asset_kind:
            groups.setdefault(placement["placementGroup"], []).append(asset)
    return groups


def is_legacy(placement: Row) -> bool:
    """Returns whether a placement stands for a file in a set."""
    return placement.attributes.get("legacyFile") is not None


def asset_of(placement: Row) -> Row:
    """Returns the file that is placed."""
    return placement.to_one["image"] or placement.parent("video")
