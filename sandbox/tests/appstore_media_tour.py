"""Calls the routes of screenshots and app previews: see `appstore_tour`."""

from __future__ import annotations

from sandbox import pictures
from sandbox.tests.appstore_visitor import Visitor
from sandbox.tests.preview_calls import new_preview_set, reserve_preview, upload_preview
from sandbox.videos import Video, video

SIZE = (312, 390)


def visit_screenshots(olive: Visitor, set_id: str) -> None:
    """Calls each of them, with refusals."""
    olive.get(f"/v1/appScreenshotSets/{set_id}", include="appScreenshots")
    ids = [olive.upload(set_id, f"{n}.png", pictures.png(*SIZE, seed=n)) for n in range(2)]
    wide = olive.upload(set_id, "wide.png", pictures.png(9, 9, seed=1))
    olive.get(f"/v1/appScreenshots/{wide}")
    olive.delete("appScreenshots", wide)
    olive.get(f"/v1/appScreenshots/{ids[0]}", include="appScreenshotSet")
    olive.get(f"/v1/appScreenshotSets/{set_id}/appScreenshots", include="appScreenshotSet")
    path = f"/v1/appScreenshotSets/{set_id}/relationships/appScreenshots"
    olive.get(path, limit=1)
    olive.client.patch(path, json={"data": [{"type": "appScreenshots", "id": id_} for id_ in reversed(ids)]})


def visit_previews(olive: Visitor, localization_id: str) -> None:
    """Calls each of them, with refusals."""
    set_id = new_preview_set(olive, localization_id).json()["data"]["id"]
    new_preview_set(olive, localization_id)
    new_preview_set(olive, localization_id, "APP_WATCH_ULTRA")
    olive.get(f"/v1/appStoreVersionLocalizations/{localization_id}/appPreviewSets", include="appPreviews")
    olive.get(f"/v1/appPreviewSets/{set_id}", include="appStoreVersionLocalization,appPreviews")
    ids = [upload_preview(olive, set_id, f"{seed}.mp4", video(Video(seed=seed))) for seed in range(2)]
    silent = upload_preview(olive, set_id, "silent.mp4", video(Video(sound=None)))
    reserve_preview(olive, set_id, "fourth.mp4", 10)
    for preview_id in (ids[0], silent):
        olive.get(f"/v1/appPreviews/{preview_id}", include="appPreviewSet")
    olive.patch("appPreviews", ids[0], previewFrameTimeCode="00:00:07:00")
    olive.patch("appPreviews", ids[0], previewFrameTimeCode="00:01:00:00")
    olive.delete("appPreviews", silent)
    olive.get(f"/v1/appPreviewSets/{set_id}/appPreviews", include="appPreviewSet")
    path = f"/v1/appPreviewSets/{set_id}/relationships/appPreviews"
    olive.get(path, limit=1)
    for named in (reversed(ids), ids[:1]):
        olive.client.patch(path, json={"data": [{"type": "appPreviews", "id": id_} for id_ in named]})
    olive.delete("appPreviewSets", set_id)
