"""In-app purchases and subscriptions in the stand-in: versions with their texts, prices, and the review of both."""

from __future__ import annotations

from datetime import date, timedelta

import httpx
import pytest

from sandbox.appstore.product_families import PURCHASES, SUBSCRIPTIONS, Family
from sandbox.submittable import make_submittable
from sandbox.tests.appstore_visitor import Visitor, codes
from sandbox.tests.submissions import add, draft

IN_STATE = "STATE_ERROR.ENTITY_STATE_INVALID"
both = pytest.mark.parametrize("family", [PURCHASES, SUBSCRIPTIONS], ids=["purchase", "subscription"])


def product(eddie: Visitor, app_id: str, family: Family, state: str = "APPROVED") -> str:
    if family is PURCHASES:
        return eddie.apple.add_purchase(app_id, "tide.pro", "Pro", state=state)
    return eddie.apple.add_subscription(app_id, "tide.monthly", "Monthly", state=state)


def new_version(eddie: Visitor, family: Family, product_id: str) -> httpx.Response:
    return eddie.post(family.version, None, **{family.owner: (family.product, product_id)})


def write(
    eddie: Visitor, family: Family, version: str, locale: str, name: str, description: str = ""
) -> httpx.Response:
    texts: dict[str, object] = {"locale": locale, "name": name, "description": description or None}
    return eddie.post_v2(family.text, texts, version=(family.version, version))


def item(eddie: Visitor, submission: str, family: Family, version: str) -> httpx.Response:
    links = {"reviewSubmission": ("reviewSubmissions", submission), f"{family.owner}Version": (family.version, version)}
    return eddie.post("reviewSubmissionItems", None, **links)


@both
def test_a_new_version_copies_the_texts_and_the_live_ones_stay(eddie: Visitor, app_id: str, family: Family) -> None:
    product_id = product(eddie, app_id, family)
    answer = new_version(eddie, family, product_id)
    assert answer.json()["data"]["attributes"] == {"version": 2, "state": "PREPARE_FOR_SUBMISSION"}
    assert codes(new_version(eddie, family, product_id)) == [(IN_STATE, "")]
    version = answer.json()["data"]["id"]
    (text,) = eddie.data(f"/v1/{family.version}/{version}/localizations")
    assert text["attributes"].keys() == {"name", "locale", "description"}
    assert eddie.patch_v2(family.text, text["id"], name="Plus").status_code == 200
    stored = eddie.apple.product(product_id)
    assert [(state, texts["en-US"][0] == "Plus") for state, texts in stored.versions] == [
        ("APPROVED", False),
        ("PREPARE_FOR_SUBMISSION", True),
    ]
    assert stored.state == "APPROVED"


@both
def test_texts_are_written_only_to_a_version_that_takes_them(eddie: Visitor, app_id: str, family: Family) -> None:
    product_id = product(eddie, app_id, family)
    (live,) = eddie.data(f"{family.root}/{product_id}/versions", filter__state__="APPROVED")
    (text,) = eddie.data(f"/v1/{family.version}/{live['id']}/localizations")
    for refused in (
        write(eddie, family, live["id"], "de-DE", "Profi"),
        eddie.patch_v2(family.text, text["id"], name="Plus"),
        eddie.patch(family.text, text["id"], name="Plus"),
        eddie.delete_v2(family.text, text["id"]),
    ):
        assert codes(refused) == [("STATE_ERROR", "")]
    version = new_version(eddie, family, product_id).json()["data"]["id"]
    german = write(eddie, family, version, "de-DE", "Profi", "Alles")
    assert german.status_code == 201
    text_id = german.json()["data"]["id"]
    assert codes(write(eddie, family, version, "de-DE", "Profi"))[0][0] == "ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE"
    pointed = "/data/attributes/"
    assert codes(write(eddie, family, version, "fr-FR", "x")) == [
        ("ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_SHORT", f"{pointed}name")
    ]
    assert codes(write(eddie, family, version, "fr-FR", "é" * 36, "d" * 56)) == [
        ("ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG", f"{pointed}name"),
        ("ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG", f"{pointed}description"),
    ]
    assert write(eddie, family, version, "fr-FR", "é" * 35, "d" * 55).status_code == 201
    for state, status in (
        ("WAITING_FOR_REVIEW", 409),
        ("IN_REVIEW", 409),
        ("READY_FOR_REVIEW", 409),
        ("REJECTED", 200),
        ("DEVELOPER_REJECTED", 200),
    ):
        eddie.apple.set_product_state(product_id, state)
        assert eddie.patch_v2(family.text, text_id, name="Plus").status_code == status
    assert eddie.delete_v2(family.text, text_id).status_code == 204


@both
def test_without_versions_the_older_texts_have_states_of_their_own(eddie: Visitor, app_id: str, family: Family) -> None:
    eddie.apple.product_versions = False
    product_id = product(eddie, app_id, family)
    assert eddie.get(f"{family.root}/{product_id}/versions").status_code == 404
    assert new_version(eddie, family, product_id).status_code == 404
    path = f"{family.root}/{product_id}/{family.text}"
    (text,) = eddie.data(path)
    assert text["attributes"]["state"] == "APPROVED"
    answer = eddie.patch(family.text, text["id"], name="Plus")
    assert answer.json()["data"]["attributes"] == text["attributes"] | {
        "name": "Plus",
        "state": "PREPARE_FOR_SUBMISSION",
    }
    german: dict[str, object] = {"locale": "de-DE", "name": "Profi"}
    owner = {family.old_owner: (family.product, product_id)}
    assert eddie.post(family.text, german, **owner).status_code == 201
    assert [row["attributes"]["locale"] for row in eddie.data(path)] == ["en-US", "de-DE"]
    waiting = eddie.apple.add_purchase(app_id, "tide.more", "More", state="WAITING_FOR_REVIEW")
    (text,) = eddie.data(f"/v2/inAppPurchases/{waiting}/inAppPurchaseLocalizations")
    assert codes(eddie.patch("inAppPurchaseLocalizations", text["id"], name="Plus")) == [("STATE_ERROR", "")]


def test_purchases_are_listed_with_what_belongs_to_them(eddie: Visitor, app_id: str) -> None:
    pro = eddie.apple.add_purchase(app_id, "tide.pro", "Pro", texts={"en-US": ("Pro", "All"), "de-DE": ("Profi", None)})
    coins = eddie.apple.add_purchase(
        app_id, "tide.coins", "Coins", "CONSUMABLE", state="MISSING_METADATA", screenshot=False
    )
    eddie.apple.set_product_price(pro, "4.99")
    path = f"/v1/apps/{app_id}/inAppPurchasesV2"
    include = "versions,inAppPurchaseLocalizations,iapPriceSchedule,appStoreReviewScreenshot"
    answer = eddie.get(path, include=include, sort="-name").json()
    first, second = answer["data"]
    assert [row["attributes"]["productId"] for row in answer["data"]] == ["tide.pro", "tide.coins"]
    names = {row["attributes"]["name"] for row in answer["included"] if row["type"] == "inAppPurchaseLocalizations"}
    assert names == {"Pro", "Profi", "Coins"}
    assert first["relationships"]["iapPriceSchedule"]["data"]["id"] == pro
    assert second["relationships"]["iapPriceSchedule"]["data"] is None
    assert second["relationships"]["appStoreReviewScreenshot"]["data"] is None
    assert [row["id"] for row in eddie.data(path, filter__inAppPurchaseType__="CONSUMABLE")] == [coins]
    assert [row["id"] for row in eddie.data(path, filter__productId__="tide.pro")] == [pro]
    page = eddie.get(path, limit=1).json()
    assert eddie.client.get(page["links"]["next"]).json()["data"][0]["id"] == coins
    assert eddie.get(f"/v2/inAppPurchases/{coins}/iapPriceSchedule").status_code == 404
    assert eddie.get(f"/v2/inAppPurchases/{coins}/appStoreReviewScreenshot").status_code == 404


def test_prices_of_products_are_read_by_territory(eddie: Visitor, app_id: str) -> None:
    pro = eddie.apple.add_purchase(app_id, "tide.pro", "Pro")
    eddie.apple.set_product_price(pro, "4.99", "DEU")
    path = f"/v1/inAppPurchasePriceSchedules/{pro}"
    assert eddie.data(f"{path}/baseTerritory")["id"] == "DEU"
    include = "inAppPurchasePricePoint,territory"
    (price,) = eddie.data(f"{path}/manualPrices", filter__territory__="DEU", include=include)
    assert price["attributes"] == {"manual": True, "startDate": None, "endDate": None}
    following = eddie.get(f"{path}/automaticPrices", filter__territory__="JPN", include=include).json()
    assert {row["attributes"].get("customerPrice") for row in following["included"]} == {"800.0", None}
    monthly = eddie.apple.add_subscription(app_id, "tide.monthly", "Monthly")
    later = (date.today() + timedelta(days=5)).isoformat()  # noqa: DTZ011 - any later day
    for price_, code, start in (("4.99", "USA", None), ("5.99", "USA", later), ("3.99", "DEU", None)):
        eddie.apple.set_product_price(monthly, price_, code, start=start)
    rows = eddie.get(
        f"/v1/subscriptions/{monthly}/prices", filter__territory__="USA", include="subscriptionPricePoint,territory"
    ).json()
    assert [row["attributes"]["startDate"] for row in rows["data"]] == [None, later]
    points = [row for row in rows["included"] if row["type"] == "subscriptionPricePoints"]
    assert [row["attributes"]["customerPrice"] for row in points] == ["4.99", "5.99"]


@both
def test_a_version_is_reviewed_and_replaces_the_one_before(eddie: Visitor, app_id: str, family: Family) -> None:
    product_id = product(eddie, app_id, family)
    version = new_version(eddie, family, product_id).json()["data"]["id"]
    submission = draft(eddie, app_id)
    added = item(eddie, submission, family, version)
    assert added.status_code == 201
    assert codes(item(eddie, draft(eddie, app_id), family, version))[0][0] == (
        "STATE_ERROR.ITEM_PART_OF_ANOTHER_SUBMISSION"
    )
    (listed,) = eddie.data(f"/v1/reviewSubmissions/{submission}/items", include=f"{family.owner}Version")
    assert listed["relationships"][f"{family.owner}Version"]["data"]["id"] == version
    assert eddie.delete("reviewSubmissionItems", added.json()["data"]["id"]).status_code == 204
    assert item(eddie, submission, family, version).status_code == 201
    assert eddie.patch("reviewSubmissions", submission, submitted=True).status_code == 200
    assert eddie.apple.product(product_id).versions[1][0] == "WAITING_FOR_REVIEW"
    eddie.apple.review_product(product_id, approved=True)
    assert [state for state, _ in eddie.apple.product(product_id).versions] == [
        "REPLACED_WITH_NEW_VERSION",
        "APPROVED",
    ]
    assert eddie.data(f"/v1/reviewSubmissions/{submission}")["attributes"]["state"] == "COMPLETE"


def test_the_first_product_of_an_app_goes_with_a_version_of_the_app(eddie: Visitor, app_id: str) -> None:
    product_id = product(eddie, app_id, PURCHASES, state="READY_TO_SUBMIT")
    (version,) = eddie.data(f"/v2/inAppPurchases/{product_id}/versions")
    submission = draft(eddie, app_id)
    assert item(eddie, submission, PURCHASES, version["id"]).status_code == 201
    refused = eddie.patch("reviewSubmissions", submission, submitted=True)
    assert codes(refused) == [(IN_STATE, "")]
    app_version = eddie.apple.add_version(app_id, "1.0")
    make_submittable(eddie.apple, app_version)
    assert add(eddie, submission, app_version).status_code == 201
    assert eddie.patch("reviewSubmissions", submission, submitted=True).status_code == 200
    assert eddie.apple.product(product_id).state == "WAITING_FOR_REVIEW"
    eddie.apple.start_review(app_version)
    eddie.apple.approve(app_version)
    assert eddie.apple.product(product_id).state == "APPROVED"


def test_a_submission_that_is_taken_back_gives_its_products_back(eddie: Visitor, app_id: str) -> None:
    product_id = product(eddie, app_id, PURCHASES)
    version = new_version(eddie, PURCHASES, product_id).json()["data"]["id"]
    submission = draft(eddie, app_id)
    item(eddie, submission, PURCHASES, version)
    eddie.patch("reviewSubmissions", submission, submitted=True)
    assert eddie.patch("reviewSubmissions", submission, canceled=True).status_code == 200
    assert eddie.apple.product(product_id).versions[1][0] == "DEVELOPER_REJECTED"


def test_what_is_incomplete_or_of_another_app_is_not_reviewed(eddie: Visitor, app_id: str) -> None:
    submission = draft(eddie, app_id)
    product_id = product(eddie, app_id, PURCHASES, state="MISSING_METADATA")
    (version,) = eddie.data(f"/v2/inAppPurchases/{product_id}/versions")
    assert codes(item(eddie, submission, PURCHASES, version["id"]))[0][0] == IN_STATE
    other = eddie.apple.add_purchase(eddie.apple.add_app("com.example.other", "Other"), "other", "Other")
    (version,) = eddie.data(f"/v2/inAppPurchases/{other}/versions")
    assert codes(item(eddie, submission, PURCHASES, version["id"]))[0][0] == "ENTITY_ERROR.RELATIONSHIP.INVALID"
