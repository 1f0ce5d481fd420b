"""Placements in the App Asset Library of the stand-in: made, listed, ordered, removed, copied, and those of sets."""

from __future__ import annotations

import pytest

from sandbox import pictures
from sandbox.tests.appstore_visitor import Visitor, codes
from sandbox.tests.library_calls import (
    IMAGES,
    PLACEMENTS,
    SIZE,
    VIDEOS,
    WATCH,
    library,
    listed,
    order,
    picture,
    place_asset,
    placed,
    reserve_asset,
    upload_asset,
)
from sandbox.videos import video

PHONE, PREVIEW = "IPHONE_DYNAMIC_ISLAND_LARGE_PROFILE", "APP_PREVIEW"
TYPE = [("ENTITY_ERROR.ATTRIBUTE.INVALID", "/data/attributes/placementType")]


@pytest.fixture
def locale(eddie: Visitor, version_id: str) -> tuple[str, str]:
    return ("appStoreVersionLocalizations", eddie.locale(version_id))


def test_files_are_placed_listed_ordered_and_removed(
    eddie: Visitor, version_id: str, locale: tuple[str, str], library_id: str
) -> None:
    assets = [upload_asset(eddie, library_id, f"{name}.png", picture(name)) for name in range(3)]
    ids = [placed(eddie, locale, asset_id) for asset_id in assets]
    film = upload_asset(eddie, library_id, "film.mp4", video(), VIDEOS)
    assert place_asset(eddie, locale, film, (PREVIEW, PHONE), VIDEOS).status_code == 201
    turned = [ids[2], ids[0], ids[1]]
    answer = order(eddie, locale, turned)
    assert (answer.status_code, answer.json()["data"]["attributes"]) == (201, {"placementGroup": WATCH[1]})
    rows = listed(eddie, locale, filter__placementType__=WATCH[0], filter__placementGroup__=WATCH[1], include="image")
    assert [row["id"] for row in rows] == turned
    assert [row["relationships"]["image"]["data"]["id"] for row in rows] == [assets[2], assets[0], assets[1]]
    assert {row["attributes"]["state"] for row in rows} == {"PARENT_PREPARE_FOR_SUBMISSION"}
    path = f"/v1/{locale[0]}/{locale[1]}/placements"
    assert [row["id"] for row in eddie.data(path, filter__placementGroup__=WATCH[1])] == ids
    included = eddie.get(path, include="image,video").json()["included"]
    assert [row["attributes"]["fileName"] for row in included] == ["0.png", "1.png", "2.png", "film.mp4"]
    for name in ("placements", "relationships/placements"):
        assert [row["id"] for row in eddie.data(f"/v1/{IMAGES}/{assets[0]}/{name}")] == [ids[0]]
    assert eddie.apple.placed(version_id, "en-US", WATCH) == ("2.png", "0.png", "1.png")
    assert eddie.delete(PLACEMENTS, ids[2]).status_code == 204
    assert eddie.get(f"/v1/{PLACEMENTS}/{ids[2]}").status_code == 404
    assert eddie.apple.placed(version_id, "en-US", WATCH) == ("0.png", "1.png")
    assert eddie.delete(IMAGES, assets[2]).status_code == 204


def test_an_order_names_exactly_the_placements_of_a_group_and_type(
    eddie: Visitor, locale: tuple[str, str], library_id: str
) -> None:
    ids = [placed(eddie, locale, upload_asset(eddie, library_id, f"{seed}.png", picture(seed))) for seed in (1, 2)]
    film = upload_asset(eddie, library_id, "film.mp4", video(), VIDEOS)
    other = place_asset(eddie, locale, film, (PREVIEW, PHONE), VIDEOS).json()["data"]["id"]
    wrong = [("ENTITY_ERROR.RELATIONSHIP.INVALID", "/data/relationships/orderedPlacements")]
    for named in (ids[:1], [*ids, ids[0]], [*ids, "strange"], [*ids, other]):
        answer = order(eddie, locale, named)
        assert (answer.status_code, codes(answer)) == (409, wrong)
    assert order(eddie, locale, ids, PHONE).status_code == 409


def test_what_does_not_fit_is_not_placed(eddie: Visitor, locale: tuple[str, str], library_id: str) -> None:
    asset_id = upload_asset(eddie, library_id, "one.png", picture())
    art = upload_asset(eddie, library_id, "art.png", picture(2), category="CREATIVE_ASSETS")
    for type_, group in ((PREVIEW, PHONE), ("EVENT_CARD_ASSET", "DEFAULT_PROFILE"), (WATCH[0], "X"), (WATCH[0], PHONE)):
        answer = place_asset(eddie, locale, asset_id, (type_, group))
        assert (answer.status_code, codes(answer)) == (409, TYPE)
    assert codes(place_asset(eddie, locale, art)) == [("STATE_ERROR.INVALID_ASSET_STATE", "")]
    header = ("PRODUCT_PAGE_HEADER_ASSET", "DEFAULT_PROFILE")
    assert codes(place_asset(eddie, locale, asset_id, header)) == TYPE
    placed(eddie, locale, asset_id)
    assert codes(place_asset(eddie, locale, asset_id)) == [
        ("ENTITY_ERROR.RELATIONSHIP.INVALID", "/data/relationships/image")
    ]
    image = (IMAGES, asset_id)
    strange: dict[str, object] = {"placementType": WATCH[0], "placementGroup": WATCH[1]}
    assert eddie.post(PLACEMENTS, strange, image=image).status_code == 409
    assert eddie.post(PLACEMENTS, strange, appStoreVersionLocalization=locale).status_code == 409
    both = eddie.post(PLACEMENTS, strange, image=image, video=(VIDEOS, "1"), appStoreVersionLocalization=locale)
    assert codes(both) == [("ENTITY_ERROR.RELATIONSHIP.INVALID", "/data/relationships/video")]


def test_a_file_of_another_app_is_not_found(eddie: Visitor, locale: tuple[str, str]) -> None:
    other = library(eddie, eddie.apple.add_app("com.example.other", "Other"))
    assert place_asset(eddie, locale, upload_asset(eddie, other, "one.png", picture())).status_code == 404


def test_a_file_may_be_placed_before_it_is_processed(
    eddie: Visitor, version_id: str, locale: tuple[str, str], library_id: str
) -> None:
    ids = [
        reserve_asset(eddie, library_id, f"{size[0]}.png", len(data)).json()["data"]["id"]
        for size, data in ((size, pictures.png(*size, seed=1)) for size in (SIZE, (368, 448)))
    ]
    for asset_id in ids:
        placed(eddie, locale, asset_id)
    states = [placement.state for placement in eddie.apple.placements(version_id, "en-US", WATCH)]
    assert states == ["ASSET_PROCESSING"] * 2
    for asset_id, size in zip(ids, (SIZE, (368, 448)), strict=True):
        attributes = eddie.data(f"/v1/{IMAGES}/{asset_id}")["attributes"]
        for operation in attributes["uploadOperations"]:
            eddie.send(operation, pictures.png(*size, seed=1))
        eddie.patch(IMAGES, asset_id, uploaded=True)
    states = [placement.state for placement in eddie.apple.placements(version_id, "en-US", WATCH)]
    assert states == ["PARENT_PREPARE_FOR_SUBMISSION", "FAILED"]


def test_a_group_takes_no_more_than_its_limit(
    eddie: Visitor, version_id: str, locale: tuple[str, str], library_id: str
) -> None:
    eddie.apple.place_files(version_id, "en-US", WATCH, [(f"{seed}.png", picture(seed)) for seed in range(10)])
    answer = place_asset(eddie, locale, upload_asset(eddie, library_id, "11.png", picture(11)))
    assert (answer.status_code, codes(answer)) == (
        409,
        [("ENTITY_ERROR.RELATIONSHIP.INVALID", "/data/relationships/image")],
    )


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("READY_FOR_REVIEW", "PARENT_READY_FOR_REVIEW"),
        ("IN_REVIEW", "PARENT_IN_REVIEW"),
        ("READY_FOR_DISTRIBUTION", "PARENT_APPROVED"),
        ("REPLACED_WITH_NEW_VERSION", "INACTIVE"),
    ],
)
def test_what_is_in_review_or_live_cannot_be_changed(
    eddie: Visitor, version_id: str, locale: tuple[str, str], library_id: str, state: str, shown: str
) -> None:
    placement_id = placed(eddie, locale, upload_asset(eddie, library_id, "one.png", picture()))
    other = upload_asset(eddie, library_id, "two.png", picture(2))
    eddie.apple.set_version_state(version_id, state)
    assert [row["attributes"]["state"] for row in listed(eddie, locale)] == [shown]
    refused = place_asset(eddie, locale, other).json()["errors"][0]
    assert refused["code"] == "STATE_ERROR.INVALID_STATE"
    assert refused["title"] == "Creating a placement is not permitted in AppStoreVersion's current state"
    assert refused["meta"] == {"state": state.lower(), "feature": "ASC_FEATURE_APP_STORE_VERSIONS"}
    for answer in (eddie.delete(PLACEMENTS, placement_id), order(eddie, locale, [placement_id])):
        assert (answer.status_code, codes(answer)) == (409, [("STATE_ERROR.INVALID_STATE", "")])


def test_what_stands_in_sets_is_placed_too_and_what_is_placed_stands_in_no_set(
    eddie: Visitor, app_id: str, version_id: str, locale: tuple[str, str]
) -> None:
    files = [(f"{seed}.png", picture(seed)) for seed in (1, 2)]
    eddie.apple.fill_set(version_id, "en-US", "APP_WATCH_SERIES_3", files)
    eddie.apple.fill_preview_set(version_id, "en-US", "IPHONE_67", [("film.mp4", video())])
    eddie.apple.place_files(version_id, "en-US", WATCH, [("three.png", picture(3))])
    assert eddie.apple.placed(version_id, "en-US", WATCH) == ("1.png", "2.png", "three.png")
    assert eddie.apple.placed(version_id, "en-US", (PREVIEW, PHONE)) == ("film.mp4",)
    assert [screenshot.name for screenshot in eddie.apple.screenshots(version_id, "en-US", "APP_WATCH_SERIES_3")] == [
        "1.png",
        "2.png",
    ]
    ids = [row["id"] for row in listed(eddie, locale, filter__placementGroup__=WATCH[1])]
    assert order(eddie, locale, [ids[2], ids[1], ids[0]]).status_code == 201
    assert [screenshot.name for screenshot in eddie.apple.screenshots(version_id, "en-US", "APP_WATCH_SERIES_3")] == [
        "2.png",
        "1.png",
    ]
    assert eddie.apple.placed(version_id, "en-US", WATCH) == ("three.png", "2.png", "1.png")
    assert eddie.delete(PLACEMENTS, ids[0]).status_code == 204
    (left,) = eddie.apple.screenshots(version_id, "en-US", "APP_WATCH_SERIES_3")
    assert (left.name, len(eddie.apple.assets(app_id))) == ("2.png", 4)
    eddie.apple.mirrors_sets = False
    assert eddie.apple.placed(version_id, "en-US", WATCH) == ("three.png",)


def test_art_is_placed_on_an_event_and_cannot_be_ordered(eddie: Visitor, app_id: str, library_id: str) -> None:
    event_id = eddie.apple.add_event(app_id, "Regatta", "DRAFT")
    locale = ("appEventLocalizations", eddie.data(f"/v1/appEvents/{event_id}/localizations")[0]["id"])
    event_card = ("EVENT_CARD_ASSET", "DEFAULT_PROFILE")
    art = pictures.png(1920, 1080, seed=1)
    first, second = (
        upload_asset(eddie, library_id, f"{name}.png", art, category="CREATIVE_ASSETS") for name in ("one", "two")
    )
    placement_id = placed(eddie, locale, first, event_card)
    assert [row["id"] for row in listed(eddie, locale)] == [placement_id]
    assert place_asset(eddie, locale, second, event_card).status_code == 409
    refused = order(eddie, locale, [placement_id], event_card[1])
    assert codes(refused) == [("ENTITY_ERROR.RELATIONSHIP.UNKNOWN", "/data/relationships/appEventLocalization")]
