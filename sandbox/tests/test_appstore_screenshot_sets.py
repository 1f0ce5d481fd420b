"""The App Store Connect stand-in keeps screenshot sets as Apple does: their limit, their order, and what ends them."""

from __future__ import annotations

import pytest

from sandbox import pictures
from sandbox.tests.appstore_visitor import Visitor, codes, md5

WATCH = "APP_WATCH_SERIES_3"
SIZE = (312, 390)


def picture(seed: int = 1) -> bytes:
    return pictures.png(*SIZE, seed=seed)


@pytest.fixture
def set_id(eddie: Visitor, version_id: str) -> str:
    return eddie.new_set(version_id)


def test_an_eleventh_screenshot_is_refused(eddie: Visitor, set_id: str) -> None:
    for number in range(10):
        assert eddie.reserve(set_id, f"{number}.png", 10).status_code == 201
    eleventh = eddie.reserve(set_id, "10.png", 10)
    assert (eleventh.status_code, codes(eleventh)) == (409, [("STATE_ERROR.SCREENSHOT_TOO_MANY", "")])


def test_a_second_set_of_a_display_type_is_refused(eddie: Visitor, version_id: str, set_id: str) -> None:
    parent = ("appStoreVersionLocalizations", eddie.locale(version_id))
    again = eddie.post("appScreenshotSets", {"screenshotDisplayType": WATCH}, appStoreVersionLocalization=parent)
    assert again.status_code == 409
    assert again.json()["errors"][0]["detail"] == "Screenshot Set Already Exists!"


def test_a_deleted_set_takes_its_screenshots_along_and_may_linger(eddie: Visitor, version_id: str, set_id: str) -> None:
    screenshot_id = eddie.upload(set_id, "one.png", picture())
    eddie.apple.set_deletion_lag = 60
    assert eddie.delete("appScreenshotSets", set_id).status_code == 204
    assert eddie.get(f"/v1/appScreenshots/{screenshot_id}").status_code == 404
    parent = ("appStoreVersionLocalizations", eddie.locale(version_id))
    again = eddie.post("appScreenshotSets", {"screenshotDisplayType": WATCH}, appStoreVersionLocalization=parent)
    assert again.status_code == 409
    assert eddie.apple.sets(version_id) == {}


def test_screenshots_stand_in_the_order_of_their_reservations_until_they_are_ordered(
    eddie: Visitor, version_id: str, set_id: str
) -> None:
    ids = [eddie.upload(set_id, f"{number}.png", picture(number)) for number in range(3)]
    assert [screenshot.id for screenshot in eddie.apple.screenshots(version_id, "en-US", WATCH)] == ids
    path = f"/v1/appScreenshotSets/{set_id}/relationships/appScreenshots"
    turned = [{"type": "appScreenshots", "id": screenshot_id} for screenshot_id in reversed(ids)]
    answer = eddie.client.patch(path, json={"data": turned})
    assert (answer.status_code, answer.content) == (204, b"")
    assert eddie.data(path) == turned
    assert [screenshot["id"] for screenshot in eddie.data(f"/v1/appScreenshotSets/{set_id}/appScreenshots")] == ids[
        ::-1
    ]


def test_an_order_must_name_exactly_the_screenshots_of_the_set(eddie: Visitor, set_id: str) -> None:
    ids = [eddie.upload(set_id, f"{number}.png", picture(number)) for number in range(2)]
    path = f"/v1/appScreenshotSets/{set_id}/relationships/appScreenshots"
    for named in (ids[:1], [*ids, ids[0]], [ids[0], "strange"]):
        data = [{"type": "appScreenshots", "id": screenshot_id} for screenshot_id in named]
        assert eddie.client.patch(path, json={"data": data}).status_code == 409
    assert eddie.client.patch(path, json={"data": []}).status_code == 500


def test_the_order_can_be_left_to_chance(eddie: Visitor, version_id: str, set_id: str) -> None:
    eddie.apple.shuffles_order = True
    names = [f"{number}.png" for number in range(8)]
    for number, name in enumerate(names):
        eddie.upload(set_id, name, picture(number))
    shuffled = [screenshot.name for screenshot in eddie.apple.screenshots(version_id, "en-US", WATCH)]
    assert sorted(shuffled) == names
    assert shuffled != names


def test_screenshots_of_a_version_in_review_cannot_be_changed(eddie: Visitor, version_id: str, set_id: str) -> None:
    screenshot_id = eddie.upload(set_id, "one.png", picture())
    eddie.apple.set_version_state(version_id, "IN_REVIEW")
    path = f"/v1/appScreenshotSets/{set_id}/relationships/appScreenshots"
    for refused in (
        eddie.reserve(set_id, "two.png", 10),
        eddie.delete("appScreenshots", screenshot_id),
        eddie.delete("appScreenshotSets", set_id),
        eddie.client.patch(path, json={"data": [{"type": "appScreenshots", "id": screenshot_id}]}),
    ):
        assert (refused.status_code, codes(refused)) == (409, [("STATE_ERROR", "")])


def test_screenshots_can_be_put_there_by_somebody_else(eddie: Visitor, version_id: str) -> None:
    files = [("a.png", picture(1)), ("b.png", picture(2))]
    ids = eddie.apple.fill_set(version_id, "de-DE", WATCH, files)
    assert [screenshot.id for screenshot in eddie.apple.screenshots(version_id, "de-DE", WATCH)] == list(ids)
    locale_id = eddie.locale(version_id, "de-DE")
    answer = eddie.get(f"/v1/appStoreVersionLocalizations/{locale_id}/appScreenshotSets", include="appScreenshots")
    assert [screenshot["attributes"]["fileName"] for screenshot in answer.json()["included"]] == ["a.png", "b.png"]
    assert answer.json()["included"][0]["attributes"]["sourceFileChecksum"] == md5(picture(1))


def test_a_set_is_found_by_its_display_type_unless_the_filter_is_ignored(
    eddie: Visitor, version_id: str, set_id: str
) -> None:
    eddie.new_set(version_id, "APP_IPHONE_67")
    path = f"/v1/appStoreVersionLocalizations/{eddie.locale(version_id)}/appScreenshotSets"
    assert [row["id"] for row in eddie.data(path, filter__screenshotDisplayType__=WATCH)] == [set_id]
    eddie.apple.ignores_display_type_filter = True
    assert len(eddie.data(path, filter__screenshotDisplayType__=WATCH)) == 2


def test_listed_sets_may_lack_the_relationships_that_were_asked_for(
    eddie: Visitor, version_id: str, set_id: str
) -> None:
    path = f"/v1/appStoreVersionLocalizations/{eddie.locale(version_id)}/appScreenshotSets"
    (row,) = eddie.data(path, include="appScreenshots")
    assert row["relationships"]["appScreenshots"]["data"] == []
    eddie.apple.omits_set_relationships = True
    (row,) = eddie.data(path, include="appScreenshots")
    assert (row["id"], "relationships" in row) == (set_id, False)
