"""The calls with which a client uploads app previews to the stand-in."""

from __future__ import annotations

from typing import Any

import httpx

from sandbox.tests.appstore_visitor import Visitor, md5

PHONE = "IPHONE_67"


def new_preview_set(visitor: Visitor, localization_id: str, preview_type: str = PHONE) -> httpx.Response:
    """Creates a set of a localization of a version."""
    parent = ("appStoreVersionLocalizations", localization_id)
    return visitor.post("appPreviewSets", {"previewType": preview_type}, appStoreVersionLocalization=parent)


def reserve_preview(visitor: Visitor, set_id: str, name: str, size: int, **attributes: object) -> httpx.Response:
    """Reserves a preview at the end of a set."""
    known: dict[str, object] = {"fileName": name, "fileSize": size, **attributes}
    return visitor.post("appPreviews", known, appPreviewSet=("appPreviewSets", set_id))


def upload_preview(visitor: Visitor, set_id: str, name: str, data: bytes, **attributes: object) -> str:
    """Uploads a preview and commits it; returns its id."""
    reserved = reserve_preview(visitor, set_id, name, len(data), **attributes)
    assert reserved.status_code == 201, reserved.text
    preview = reserved.json()["data"]
    for operation in preview["attributes"]["uploadOperations"]:
        assert visitor.send(operation, data).status_code == 200
    committed = visitor.patch("appPreviews", preview["id"], uploaded=True, sourceFileChecksum=md5(data))
    assert committed.status_code == 200, committed.text
    return str(preview["id"])


def preview_attributes(visitor: Visitor, preview_id: str) -> dict[str, Any]:
    """Reads a preview."""
    attributes: dict[str, Any] = visitor.data(f"/v1/appPreviews/{preview_id}")["attributes"]
    return attributes
