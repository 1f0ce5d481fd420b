"""Files in the App Asset Library of the stand-in: reserved, uploaded in parts, committed and matched with a spec."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sandbox import pictures
from sandbox.appstore import Fault
from sandbox.appstore.library.groups import GROUPS
from sandbox.tests.appstore_visitor import Visitor, codes, token
from sandbox.tests.library_calls import (
    IMAGES,
    SIZE,
    VIDEOS,
    WATCH,
    asset_attributes,
    library,
    picture,
    place_asset,
    placed,
    reserve_asset,
    upload_asset,
)
from sandbox.videos import Video, video

TABLES = Path(__file__).resolve().parents[3] / "shared" / "appstoreconnect" / "tables.json"


@pytest.mark.parametrize("refusal", [403, 404])
def test_an_account_may_have_no_library(eddie: Visitor, app_id: str, refusal: int) -> None:
    eddie.apple.asset_library_refusal = refusal
    assert eddie.get(f"/v1/apps/{app_id}/assetLibrary").status_code == refusal
    assert eddie.get("/v1/appAssetLibraryRefData").status_code == refusal


def test_the_library_of_an_app_stays_the_same_and_needs_a_role(eddie: Visitor, app_id: str, library_id: str) -> None:
    assert library(eddie, app_id) == library_id
    eddie.become(eddie.apple.add_key("MARKETING"))
    for path in (f"/v1/apps/{app_id}/assetLibrary", f"/v1/appAssetLibraries/{library_id}/images"):
        assert eddie.get(path).status_code == 403


def test_a_picture_is_sent_in_parts_and_committed_without_a_checksum(
    eddie: Visitor, app_id: str, library_id: str
) -> None:
    eddie.apple.part_size = 1000
    data = picture()
    reserved = reserve_asset(eddie, library_id, "one.png", len(data), referenceName="one").json()["data"]
    attributes, operations = reserved["attributes"], reserved["attributes"]["uploadOperations"]
    assert len(operations) == -(-len(data) // 1000) > 1
    assert (attributes["state"], attributes["specId"], attributes["imageAsset"]) == ("AWAITING_UPLOAD", None, None)
    early = eddie.patch(IMAGES, reserved["id"], uploaded=True)
    assert (early.status_code, codes(early)) == (409, [("STATE_ERROR", "")])
    for operation in [*operations, operations[0]]:
        assert eddie.send(operation, data).status_code == 200
    checked = eddie.patch(IMAGES, reserved["id"], uploaded=True, sourceFileChecksum="0")
    assert codes(checked) == [("ENTITY_ERROR.ATTRIBUTE.UNKNOWN", "/data/attributes/sourceFileChecksum")]
    assert eddie.patch(IMAGES, reserved["id"], uploaded=True).status_code == 200
    assert eddie.patch(IMAGES, reserved["id"], uploaded=True).status_code == 409
    assert eddie.send(operations[0], data).status_code == 403
    attributes = asset_attributes(eddie, reserved["id"])
    assert (attributes["state"], attributes["uploadOperations"]) == ("PREPARE_FOR_SUBMISSION", None)
    assert (attributes["imageAsset"]["width"], attributes["imageAsset"]["height"]) == SIZE
    assert "assetToken" not in attributes
    (stored,) = eddie.apple.assets(app_id)
    assert (stored.name, stored.reference, stored.data, stored.spec) == ("one.png", "one", data, attributes["specId"])


def test_processing_takes_a_while_and_may_never_end(eddie: Visitor, library_id: str) -> None:
    now = 1_800_000_000.0
    eddie.apple.clock = lambda: now
    eddie.client.headers["Authorization"] = f"Bearer {token(eddie.key, issued=now)}"
    eddie.apple.processing = 5
    eddie.apple.faults.add(Fault.stuck(path="stuck"))
    ids = [upload_asset(eddie, library_id, name, picture()) for name in ("one.png", "stuck.png")]
    assert [asset_attributes(eddie, id_)["state"] for id_ in ids] == ["UPLOAD_COMPLETE"] * 2
    now += 5
    assert [asset_attributes(eddie, id_)["state"] for id_ in ids] == ["PREPARE_FOR_SUBMISSION", "UPLOAD_COMPLETE"]


@pytest.mark.parametrize(
    ("name", "data", "kind", "code"),
    [
        ("one.png", pictures.png(312, 391, seed=1), IMAGES, "IMAGE_INCORRECT_DIMENSIONS"),
        ("one.gif", picture(), IMAGES, "IMAGE_INCORRECT_DIMENSIONS"),
        ("one.png", b"nothing", IMAGES, "IMG_APPEARS_CORRUPT"),
        ("one.mp4", video(Video(seconds=40)), VIDEOS, "MOV_RESAVE_TRIM"),
        ("one.mp4", video(Video(width=800)), VIDEOS, "MOV_INCORRECT_DIMENSIONS"),
        ("one.avi", video(), VIDEOS, "MOV_BAD_FORMAT"),
    ],
)
def test_a_file_that_fits_no_spec_fails(
    eddie: Visitor, library_id: str, name: str, data: bytes, kind: str, code: str
) -> None:
    asset_id = upload_asset(eddie, library_id, name, data, kind)
    attributes = asset_attributes(eddie, asset_id, kind)
    assert (attributes["state"], [detail["code"] for detail in attributes["stateDetails"]]) == ("FAILED", [code])
    assert eddie.delete(kind, asset_id).status_code == 204


def test_the_poster_frame_of_a_processed_video_can_be_set(eddie: Visitor, library_id: str) -> None:
    early = reserve_asset(eddie, library_id, "one.mp4", 10, VIDEOS, previewFrameTimeCode="00:00:09:12")
    assert codes(early) == [("ENTITY_ERROR.ATTRIBUTE.UNKNOWN", "/data/attributes/previewFrameTimeCode")]
    video_id = upload_asset(eddie, library_id, "one.mp4", video(), VIDEOS)
    attributes = asset_attributes(eddie, video_id, VIDEOS)
    assert (attributes["state"], attributes["previewFrameTimeCode"]) == ("PREPARE_FOR_SUBMISSION", "00:00:05:00")
    assert eddie.patch(VIDEOS, video_id, previewFrameTimeCode="00:00:20:00").status_code == 409
    assert eddie.patch(VIDEOS, video_id, previewFrameTimeCode="00:00:09:12").status_code == 200
    poster = asset_attributes(eddie, video_id, VIDEOS)["previewFrameImage"]
    assert poster["state"] == "COMPLETE"
    assert "at-00-00-09-12" in poster["image"]["templateUrl"]


def test_files_are_found_and_sorted(eddie: Visitor, library_id: str) -> None:
    path = f"/v1/appAssetLibraries/{library_id}/images"
    ids = {
        name: upload_asset(eddie, library_id, f"{name}.png", picture(), referenceName=f"{name} · 0") for name in "cab"
    }
    waiting = reserve_asset(eddie, library_id, "wait.png", 10).json()["data"]["id"]
    spec_id = asset_attributes(eddie, ids["a"])["specId"]
    for filters, expected in (
        ({"filter__referenceName__": "a · 0"}, [ids["a"]]),
        ({"filter__state__": "AWAITING_UPLOAD"}, [waiting]),
        ({"filter__specId__": spec_id}, list(ids.values())),
        ({"filter__id__": f"{ids['c']},{waiting}"}, [ids["c"], waiting]),
        ({"filter__category__": "CREATIVE_ASSETS"}, []),
        ({"filter__specId__": spec_id, "sort": "referenceName"}, [ids[name] for name in "abc"]),
        ({"filter__specId__": spec_id, "sort": "-createdDate"}, [ids[name] for name in "bac"]),
    ):
        assert [row["id"] for row in eddie.data(path, **filters)] == expected
    assert codes(eddie.get(path, filter__fileName__="a.png")) == [("PARAMETER_ERROR.ILLEGAL", "filter[fileName]")]
    assert eddie.patch(IMAGES, ids["a"], referenceName="d").json()["data"]["attributes"]["referenceName"] == "d"


def test_an_approved_file_is_archived_instead_of_deleted(eddie: Visitor, app_id: str, library_id: str) -> None:
    version_id = eddie.apple.add_version(app_id, "1.0", locales=["en-US"])
    locale = ("appStoreVersionLocalizations", eddie.locale(version_id))
    asset_id = upload_asset(eddie, library_id, "one.png", picture())
    early = eddie.patch(IMAGES, asset_id, archived=True)
    assert (early.status_code, codes(early)) == (409, [("STATE_ERROR.INVALID_ASSET_STATE", "")])
    placement_id = placed(eddie, locale, asset_id)
    used = eddie.delete(IMAGES, asset_id)
    assert (used.status_code, codes(used)) == (409, [("STATE_ERROR.ASSET_HAS_PLACEMENTS", "")])
    for state, expected in (("IN_REVIEW", "IN_REVIEW"), ("READY_FOR_DISTRIBUTION", "APPROVED")):
        eddie.apple.set_version_state(version_id, state)
        assert asset_attributes(eddie, asset_id)["state"] == expected
    eddie.apple.unplace(placement_id)
    assert codes(eddie.delete(IMAGES, asset_id)) == [("STATE_ERROR.INVALID_ASSET_STATE", "")]
    assert eddie.patch(IMAGES, asset_id, archived=True).status_code == 200
    assert asset_attributes(eddie, asset_id)["state"] == "ARCHIVED"
    eddie.apple.set_version_state(version_id, "PREPARE_FOR_SUBMISSION")
    assert codes(place_asset(eddie, locale, asset_id)) == [("STATE_ERROR.INVALID_ASSET_STATE", "")]


def test_the_reference_data_says_what_goes_where(eddie: Visitor, library_id: str) -> None:
    (whole,) = eddie.data("/v1/appAssetLibraryRefData")
    types = {entry["placementTypeId"]: entry for entry in whole["attributes"]["placementTypes"]}
    mappings = {entry["placementGroupId"]: entry["specs"] for entry in types[WATCH[0]]["specMappings"]}
    assert mappings[WATCH[1]] == [
        asset_attributes(eddie, upload_asset(eddie, library_id, "1.png", picture()))["specId"]
    ]
    specs = {entry["specId"]: entry["shortName"] for entry in whole["attributes"]["imageSpecs"]}
    assert {specs[spec] for spec in mappings["IPHONE_DUO_PROFILE"]} == {
        "i1398x2034a0",
        "i2007x2853a0",
        "i2034x1398a0",
        "i2853x2007a0",
    }
    narrow = eddie.data("/v1/appAssetLibraryRefData/1", filter__features__="APP_STORE_VERSIONS")["attributes"]
    assert [entry["featureId"] for entry in narrow["features"]] == ["APP_STORE_VERSIONS"]
    assert narrow["imageSpecs"] == whole["attributes"]["imageSpecs"]
    (fields,) = eddie.data("/v1/appAssetLibraryRefData", fields__appAssetLibraryRefData__="videoSpecs")
    assert fields["attributes"].keys() == {"videoSpecs"}
    assert eddie.get("/v1/appAssetLibraryRefData/2").status_code == 404


@pytest.mark.skipif(not TABLES.is_file(), reason="the facts about Apple are not at hand")
def test_the_groups_are_those_that_were_observed() -> None:
    observed = json.loads(TABLES.read_text())["asset_library"]["groups"]
    own = {
        group.id: (group.display_class, group.suffix or None, group.screenshots, group.previews)
        for group in GROUPS.values()
    }
    assert own == {
        name: (row["display_class"], row["legacy_suffix"], *(_sizes(row, kind) for kind in ("screenshot", "preview")))
        for name, row in observed.items()
    }


def _sizes(row: dict[str, list[list[int]]], kind: str) -> set[tuple[int, int]]:
    return {(width, height) for width, height in row[f"{kind}_sizes"]}
