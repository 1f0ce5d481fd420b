"""Routes for the reference data: which files can be placed where, the same for every app."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sandbox.appstore.endpoints import Answer, ApiCall, found
from sandbox.appstore.errors import RefusedError, not_found
from sandbox.appstore.library.groups import DEFAULT, GROUPS, MESSAGES, Group
from sandbox.appstore.library.routing import route
from sandbox.appstore.library.specs import (
    EXTENSIONS,
    FEATURES,
    IMAGE,
    LARGEST,
    MIME_TYPES,
    PLACEMENT_TYPES,
    SPECS,
    VIDEO,
    PlacementType,
    Spec,
)
from sandbox.appstore.query import Query
from sandbox.appstore.store import Row, Store
from sandbox.appstore.video_inspection import FASTEST, LONGEST, SHORTEST, SLOWEST

KIND = "appAssetLibraryRefData"
# There is one.
ID = "1"

# The filter of an array, and the key in its entries that the filter is about.
_IDENTIFIED = {
    "features": ("features", "featureId"),
    "placementProfileGroups": ("placementProfileGroups", "placementProfileGroupId"),
    "imageSpecs": ("specs", "specId"),
    "videoSpecs": ("specs", "specId"),
    "placementTypes": ("placementTypes", "placementTypeId"),
}

Entry = dict[str, Any]


def _list(_store: Store, call: ApiCall) -> Answer:
    return found(call.write.page([_row(call)]))


def _get(_store: Store, call: ApiCall) -> Answer:
    if call.id != ID:
        raise RefusedError(not_found(KIND, call.id))
    return found(call.write.single(_row(call)))


def _row(call: ApiCall) -> Row:
    """Returns the data, with what the filters leave of the array that each is about."""
    arrays = dict(_arrays())
    for name, (filter_, key) in _IDENTIFIED.items():
        arrays[name] = [entry for entry in arrays[name] if call.params.matches(filter_, entry[key])]
    return Store.computed(KIND, arrays, row_id=ID)


@cache
def _arrays() -> Mapping[str, list[Entry]]:
    return {
        "features": [_feature(feature) for feature in FEATURES],
        "placementProfileGroups": list(_groups()),
        "imageSpecs": [_spec(spec) for spec in SPECS.values() if spec.media == IMAGE],
        "videoSpecs": [_spec(spec) for spec in SPECS.values() if spec.media == VIDEO],
        "placementTypes": [_type(type_) for type_ in PLACEMENT_TYPES.values()],
        "displayClasses": list(_display_classes()),
    }


def _feature(feature: str) -> Entry:
    types = [PLACEMENT_TYPES[type_] for type_ in FEATURES[feature]]
    policies = [
        {"placementType": type_.id, "groupLimits": [{"groupIds": list(type_.specs), "maxCount": type_.most}]}
        for type_ in types
    ]
    return {"featureId": feature, "placementPolicies": policies}


def _groups() -> Iterable[Entry]:
    for group in GROUPS.values():
        yield _group(group.id, group.platform, group.display_class)
    for group in GROUPS.values():
        if group.has_messages:
            yield _group(MESSAGES + group.id, group.platform, group.display_class)
    yield _group(DEFAULT, "IPHONE_APP_STORE", "DEFAULT")


def _group(group: str, platform: str, display_class: str) -> Entry:
    return {"placementProfileGroupId": group, "platform": platform, "displayClassId": display_class}


def _spec(spec: Spec) -> Entry:
    uses = [type_.id for type_ in PLACEMENT_TYPES.values() if any(spec in specs for specs in type_.specs.values())]
    (least_width, least_height), (width, height) = spec.least, spec.most
    entry: Entry = {
        "specId": spec.id,
        "shortName": spec.short_name,
        "dimensions": {
            "minWidth": least_width,
            "maxWidth": width,
            "minHeight": least_height,
            "maxHeight": height,
        },
        "aspectRatio": ":".join(map(str, spec.shape)),
        "compatiblePlacementTypes": uses,
        "fileExtensions": list(spec.extensions),
        "mimeTypes": [
            mime for mime in MIME_TYPES[spec.media] if spec.extensions == EXTENSIONS[spec.media] or "png" in mime
        ],
        "maxFileSize": LARGEST,
        # One file for several places other than screenshots.
        "universalAsset": len(uses) > 1 and "APP_SCREENSHOT" not in uses,
    }
    if spec.media == IMAGE:
        return entry | {"alphaAllowed": False}
    return entry | {
        "frameRates": [{"minFps": round(SLOWEST), "maxFps": round(FASTEST)}],
        "duration": {"min": f"PT{SHORTEST:.0f}S", "max": f"PT{LONGEST:.0f}S"},
        "audioRequired": True,
    }


def _type(type_: PlacementType) -> Entry:
    mappings = [
        {"placementGroupId": group, "specs": [spec.id for spec in specs]} for group, specs in type_.specs.items()
    ]
    return {"placementTypeId": type_.id, "acceptsAssetCategories": [type_.category], "specMappings": mappings}


def _display_classes() -> Iterable[Entry]:
    classes: dict[str, Group] = {}
    for group in GROUPS.values():
        classes.setdefault(group.display_class, group)
    for name, group in classes.items():
        inches = [group.inches] if group.inches else []
        yield {"displayClassId": name, "deviceFamily": group.family, "screenDimensions": inches}


_FILTERS = dict.fromkeys(filter_ for filter_, _ in _IDENTIFIED.values())
ENDPOINTS = (
    route("GET", f"/v1/{KIND}", _list, Query(KIND, filters=_FILTERS, paged=True)),
    route("GET", f"/v1/{KIND}/{{id}}", _get, Query(KIND, filters=_FILTERS)),
)
