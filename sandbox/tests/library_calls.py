"""The calls with which a client sends files to the App Asset Library of the stand-in, and places them."""

from __future__ import annotations

from typing import Any

import httpx

from sandbox import pictures
from sandbox.tests.appstore_visitor import Visitor

IMAGES, VIDEOS = "appAssetLibraryImages", "appAssetLibraryVideos"
PLACEMENTS, ORDERS = "appAssetLibraryPlacements", "appAssetLibraryPlacementOrderingRequests"
SCREENSHOTS = "APP_SCREENSHOTS_AND_PREVIEWS"
# The smallest display, so that its pictures are made quickly.
WATCH, SIZE = ("APP_SCREENSHOT", "WATCH_SERIES_3_PROFILE"), (312, 390)


def picture(seed: int = 1) -> bytes:
    """A picture for that display."""
    return pictures.png(*SIZE, seed=seed)


def library(visitor: Visitor, app_id: str) -> str:
    return str(visitor.data(f"/v1/apps/{app_id}/assetLibrary")["id"])


def reserve_asset(
    visitor: Visitor, library_id: str, name: str, size: int, kind: str = IMAGES, **attributes: object
) -> httpx.Response:
    known: dict[str, object] = {"fileName": name, "fileSize": size, "category": SCREENSHOTS, **attributes}
    return visitor.post(kind, known, assetLibrary=("appAssetLibraries", library_id))


def upload_asset(
    visitor: Visitor, library_id: str, name: str, data: bytes, kind: str = IMAGES, **attributes: object
) -> str:
    """Uploads a file and commits it; returns its id."""
    reserved = reserve_asset(visitor, library_id, name, len(data), kind, **attributes)
    assert reserved.status_code == 201, reserved.text
    asset = reserved.json()["data"]
    for operation in asset["attributes"]["uploadOperations"]:
        assert visitor.send(operation, data).status_code == 200
    committed = visitor.patch(kind, asset["id"], uploaded=True)
    assert committed.status_code == 200, committed.text
    return str(asset["id"])


def asset_attributes(visitor: Visitor, asset_id: str, kind: str = IMAGES) -> dict[str, Any]:
    attributes: dict[str, Any] = visitor.data(f"/v1/{kind}/{asset_id}")["attributes"]
    return attributes


def place_asset(
    visitor: Visitor, locale: tuple[str, str], asset_id: str, where: tuple[str, str] = WATCH, kind: str = IMAGES
) -> httpx.Response:
    """Places a file on a localization, given with its type."""
    links = {relation(locale): locale, "image" if kind == IMAGES else "video": (kind, asset_id)}
    return visitor.post(PLACEMENTS, {"placementType": where[0], "placementGroup": where[1]}, **links)


def placed(visitor: Visitor, locale: tuple[str, str], asset_id: str, where: tuple[str, str] = WATCH) -> str:
    """Places a file; returns the id of the placement."""
    answer = place_asset(visitor, locale, asset_id, where)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["data"]["id"])


def order(visitor: Visitor, locale: tuple[str, str], ids: list[str], group: str = WATCH[1]) -> httpx.Response:
    links: dict[str, object] = {
        relation(locale): {"data": {"type": locale[0], "id": locale[1]}},
        "orderedPlacements": {"data": [{"type": PLACEMENTS, "id": id_} for id_ in ids]},
    }
    body = {"type": ORDERS, "attributes": {"placementGroup": group}, "relationships": links}
    return visitor.client.post(f"/v1/{ORDERS}", json={"data": body})


def listed(visitor: Visitor, locale: tuple[str, str], **parameters: str) -> list[dict[str, Any]]:
    """Lists what is placed on a localization, in order."""
    found: list[dict[str, Any]] = visitor.data(
        f"/v1/{locale[0]}/{locale[1]}/placements", sort="placementGroupPosition", **parameters
    )
    return found


def relation(locale: tuple[str, str]) -> str:
    return locale[0].removesuffix("s")
