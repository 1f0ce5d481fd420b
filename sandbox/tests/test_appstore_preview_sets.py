"""Sets of app previews in the stand-in: their limit, their order, what ends them, and when they can be changed."""

from __future__ import annotations

import pytest

from sandbox.appstore.preview_types import SIZES
from sandbox.tests.appstore_visitor import BUNDLE_ID, Visitor, codes
from sandbox.tests.preview_calls import PHONE, new_preview_set, reserve_preview, upload_preview
from sandbox.videos import Video, video


@pytest.fixture
def set_id(eddie: Visitor, version_id: str) -> str:
    return str(new_preview_set(eddie, eddie.locale(version_id)).json()["data"]["id"])


def test_a_fourth_preview_is_refused(eddie: Visitor, set_id: str) -> None:
    for number in range(3):
        assert reserve_preview(eddie, set_id, f"{number}.mp4", 10).status_code == 201
    fourth = reserve_preview(eddie, set_id, "3.mp4", 10)
    assert (fourth.status_code, codes(fourth)) == (409, [("STATE_ERROR.APP_PREVIEW_TOO_MANY", "")])


def test_there_is_one_set_of_a_type_and_none_for_watches_and_imessage(
    eddie: Visitor, version_id: str, set_id: str
) -> None:
    english = eddie.locale(version_id)
    again = new_preview_set(eddie, english)
    assert again.status_code == 409
    assert again.json()["errors"][0]["detail"] == "App Preview Set Already Exists!"
    for strange in ("APP_WATCH_ULTRA", "WATCH_ULTRA", "IMESSAGE_APP_IPHONE_67", "APP_IPHONE_67"):
        answer = new_preview_set(eddie, english, strange)
        assert (answer.status_code, codes(answer)[0][1]) == (409, "/data/attributes/previewType")
    assert [new_preview_set(eddie, english, type_).status_code for type_ in SIZES if type_ != PHONE] == [201] * 15
    path = f"/v1/appStoreVersionLocalizations/{english}/appPreviewSets"
    (found,) = eddie.data(path, filter__previewType__=PHONE)
    assert found["id"] == set_id


def test_sets_are_listed_with_their_previews_in_order(eddie: Visitor, version_id: str, set_id: str) -> None:
    ids = [upload_preview(eddie, set_id, f"{seed}.mp4", video(Video(seed=seed))) for seed in range(3)]
    path = f"/v1/appPreviewSets/{set_id}/relationships/appPreviews"
    turned = [{"type": "appPreviews", "id": preview_id} for preview_id in reversed(ids)]
    assert eddie.client.patch(path, json={"data": turned}).status_code == 204
    assert eddie.data(path) == turned
    for named in (turned[:2], [*turned, turned[0]]):
        assert eddie.client.patch(path, json={"data": named}).status_code == 409
    listed = eddie.get(
        f"/v1/appStoreVersionLocalizations/{eddie.locale(version_id)}/appPreviewSets", include="appPreviews"
    ).json()
    assert listed["data"][0]["relationships"]["appPreviews"]["data"] == turned
    assert {included["id"] for included in listed["included"]} == set(ids)
    assert [row["id"] for row in eddie.data(f"/v1/appPreviewSets/{set_id}/appPreviews")] == ids[::-1]


def test_a_version_in_review_takes_no_preview_but_one_may_be_deleted_while_it_waits(
    eddie: Visitor, version_id: str, set_id: str
) -> None:
    first, second = (upload_preview(eddie, set_id, f"{seed}.mp4", video(Video(seed=seed))) for seed in range(2))
    eddie.apple.set_version_state(version_id, "WAITING_FOR_REVIEW")
    refused = [
        reserve_preview(eddie, set_id, "new.mp4", 10),
        new_preview_set(eddie, eddie.locale(version_id), "IPHONE_55"),
        eddie.patch("appPreviews", first, previewFrameTimeCode="00:00:07:00"),
        eddie.delete("appPreviewSets", set_id),
    ]
    assert [answer.status_code for answer in refused] == [409] * 4
    assert {answer.json()["errors"][0]["detail"] for answer in refused} == {
        "App previews cannot be edited at this time"
    }
    assert eddie.delete("appPreviews", first).status_code == 204
    eddie.apple.set_version_state(version_id, "IN_REVIEW")
    assert eddie.delete("appPreviews", second).status_code == 409


def test_a_deleted_set_takes_its_previews_along(eddie: Visitor, version_id: str, set_id: str) -> None:
    preview_id = upload_preview(eddie, set_id, "one.mp4", video())
    assert eddie.delete("appPreviewSets", set_id).status_code == 204
    assert eddie.get(f"/v1/appPreviews/{preview_id}").status_code == 404
    assert eddie.apple.preview_sets(version_id) == {}


def test_a_new_version_starts_with_the_processed_previews_of_the_one_before(eddie: Visitor) -> None:
    app_id = eddie.apple.add_app(BUNDLE_ID, "Tide")
    first = eddie.apple.add_version(app_id, "1.0")
    files = [("one.mp4", video()), ("two.mp4", video(Video(seed=1)))]
    ids = eddie.apple.fill_preview_set(first, "en-US", PHONE, files)
    found = eddie.data(f"/v1/appPreviews/{ids[0]}", include="appPreviewSet")["relationships"]["appPreviewSet"]["data"]
    assert reserve_preview(eddie, found["id"], "unfinished.mp4", 10).status_code == 201
    eddie.apple.set_version_state(first, "READY_FOR_DISTRIBUTION")
    second = eddie.apple.add_version(app_id, "1.1")
    copies = eddie.apple.previews(second, "en-US", PHONE)
    assert [(copy.name, copy.data) for copy in copies] == files
    assert {copy.id for copy in copies}.isdisjoint(ids)
    eddie.apple.delete_preview(copies[0].id)
    assert len(eddie.apple.previews(first, "en-US", PHONE)) == 3
