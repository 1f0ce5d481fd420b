"""Review details, age ratings, categories, content rights, prices and availability in the stand-in."""

from __future__ import annotations

import httpx
import pytest

from sandbox.appstore.age_ratings import FREQUENCIES, HARMLESS
from sandbox.submittable import CONTACT, make_submittable
from sandbox.tests.appstore_visitor import Visitor, codes

REQUIRED = "ENTITY_ERROR.ATTRIBUTE.REQUIRED"


@pytest.fixture
def version(eddie: Visitor, app_id: str) -> str:
    return eddie.apple.add_version(app_id, "1.0")


def describe(eddie: Visitor, version: str, **attributes: object) -> httpx.Response:
    return eddie.post("appStoreReviewDetails", attributes, appStoreVersion=("appStoreVersions", version))


def test_a_review_detail_needs_a_first_name_and_a_phone_number_one_per_attempt(eddie: Visitor, version: str) -> None:
    assert codes(describe(eddie, version)) == [(REQUIRED, "/data/attributes/contactFirstName")]
    assert codes(describe(eddie, version, contactFirstName="O")) == [(REQUIRED, "/data/attributes/contactPhone")]
    wrong = describe(eddie, version, contactFirstName="O", contactPhone="soon")
    assert codes(wrong) == [("ENTITY_ERROR.ATTRIBUTE.INVALID", "/data/attributes/contactPhone")]
    detail = describe(eddie, version, **CONTACT).json()["data"]["id"]
    assert describe(eddie, version, **CONTACT).status_code == 409
    emptied = eddie.patch("appStoreReviewDetails", detail, contactPhone=None)
    assert codes(emptied) == [(REQUIRED, "/data/attributes/contactPhone")]
    long = eddie.patch("appStoreReviewDetails", detail, notes="n" * 4001)
    assert codes(long) == [("ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG", "/data/attributes/notes")]
    assert eddie.patch("appStoreReviewDetails", detail, notes="n" * 4000).status_code == 200


def test_a_new_version_copies_the_review_detail_and_its_app_the_rest(eddie: Visitor, app_id: str, version: str) -> None:
    make_submittable(eddie.apple, version)
    eddie.apple.set_version_state(version, "READY_FOR_DISTRIBUTION")
    following = eddie.apple.add_version(app_id, "1.1")
    detail = eddie.data(f"/v1/appStoreVersions/{following}/appStoreReviewDetail")
    assert detail["attributes"]["contactPhone"] == CONTACT["contactPhone"]
    include = "primaryCategory,ageRatingDeclaration"
    answer = eddie.get(f"/v1/apps/{app_id}/appInfos", include=include).json()
    assert [info["relationships"]["primaryCategory"]["data"]["id"] for info in answer["data"]] == ["WEATHER"] * 2
    ratings = [row for row in answer["included"] if row["type"] == "ageRatingDeclarations"]
    assert [row["attributes"]["gambling"] for row in ratings] == [False, False]


def test_an_age_rating_is_declared_as_a_whole(eddie: Visitor, app_id: str) -> None:
    info = eddie.data(f"/v1/apps/{app_id}/appInfos")[0]["id"]
    partly = eddie.patch("ageRatingDeclarations", info, **(HARMLESS | {"lootBox": None, "contests": None}))
    assert codes(partly) == [(REQUIRED, "/data/attributes/contests"), (REQUIRED, "/data/attributes/lootBox")]
    worded = eddie.patch("ageRatingDeclarations", info, **(HARMLESS | {"ageAssurance": "NONE"}))
    assert codes(worded) == [("ENTITY_ERROR.ATTRIBUTE.TYPE", "/data/attributes/ageAssurance")]
    assert eddie.patch("ageRatingDeclarations", info, **HARMLESS).status_code == 200
    assert eddie.patch("ageRatingDeclarations", info, contests="FREQUENT").status_code == 200
    assert eddie.data(f"/v1/appInfos/{info}/ageRatingDeclaration")["attributes"][FREQUENCIES[0]] == "NONE"


def test_prices_and_availability_that_were_never_set_are_not_found(eddie: Visitor, app_id: str) -> None:
    assert eddie.data(f"/v1/apps/{app_id}/appPriceSchedule")["id"] == app_id
    prices, sold = f"/v1/appPriceSchedules/{app_id}/manualPrices", f"/v1/apps/{app_id}/appAvailabilityV2"
    never = eddie.get(prices).json()["errors"][0]
    assert (never["status"], never["detail"]) == ("404", f"There is no resource of type 'null' with id '{app_id}'")
    assert "'appAvailabilities'" in eddie.get(sold).json()["errors"][0]["detail"]
    eddie.apple.set_price(app_id, "4.99")
    eddie.apple.set_territories(app_id, ["USA", "DEU"])
    price = eddie.get(prices, include="appPricePoint,territory").json()
    assert [row["attributes"].get("customerPrice") for row in price["included"] if "Points" in row["type"]] == ["4.99"]
    assert eddie.data(sold)["id"] == app_id
    rows = f"/v2/appAvailabilities/{app_id}/territoryAvailabilities"
    assert all("relationships" not in row for row in eddie.data(rows))
    named = eddie.data(rows, include="territory")
    assert [row["relationships"]["territory"]["data"]["id"] for row in named] == ["DEU", "USA"]


def test_a_submission_names_what_an_app_lacks(eddie: Visitor, app_id: str, version: str) -> None:
    make_submittable(eddie.apple, version)
    eddie.apple.set_category(app_id, None)
    eddie.apple.set_content_rights(app_id, None)
    eddie.apple.set_age_rating(app_id, gambling=None)
    eddie.apple.set_territories(app_id, [])
    eddie.apple.set_review_detail(version, contactEmail=None, demoAccountRequired=True)
    submission = eddie.post("reviewSubmissions", {"platform": "IOS"}, app=("apps", app_id)).json()["data"]["id"]
    links = {"reviewSubmission": ("reviewSubmissions", submission), "appStoreVersion": ("appStoreVersions", version)}
    error = eddie.post("reviewSubmissionItems", None, **links).json()["errors"][0]
    found = {
        (path.split("/")[2], each.get("source", {}).get("pointer", "").rpartition("/")[2])
        for path, errors in error["meta"]["associatedErrors"].items()
        for each in errors
    }
    assert found == {
        ("appInfos", "primaryCategory"),
        ("apps", "contentRightsDeclaration"),
        ("apps", ""),
        ("ageRatingDeclarations", "gambling"),
        ("appStoreReviewDetails", "contactEmail"),
        ("appStoreReviewDetails", "demoAccountName"),
        ("appStoreReviewDetails", "demoAccountPassword"),
    }
