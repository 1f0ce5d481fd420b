"""The screenshot of a product that Apple's reviewers see, in the stand-in: one, and not while it is in review."""

from __future__ import annotations

import httpx
import pytest

from sandbox import pictures
from sandbox.appstore.product_families import PURCHASES, SUBSCRIPTIONS, Family
from sandbox.tests.appstore_visitor import BUNDLE_ID, Visitor, codes, md5

IN_STATE = "STATE_ERROR.ENTITY_STATE_INVALID"
both = pytest.mark.parametrize("family", [PURCHASES, SUBSCRIPTIONS], ids=["purchase", "subscription"])


def product(eddie: Visitor, family: Family) -> str:
    app_id = eddie.apple.add_app(BUNDLE_ID, "Tide")
    add = eddie.apple.add_purchase if family is PURCHASES else eddie.apple.add_subscription
    return add(app_id, "tide.pro", "Pro", screenshot=False)


def reserve(eddie: Visitor, family: Family, product_id: str, size: int) -> httpx.Response:
    attributes: dict[str, object] = {"fileName": "pro.png", "fileSize": size}
    return eddie.post(family.screenshot, attributes, **{family.old_owner: (family.product, product_id)})


def upload(eddie: Visitor, family: Family, product_id: str, data: bytes) -> str:
    reserved = reserve(eddie, family, product_id, len(data)).json()["data"]
    for operation in reserved["attributes"]["uploadOperations"]:
        assert eddie.send(operation, data).status_code == 200
    answer = eddie.patch(family.screenshot, reserved["id"], uploaded=True, sourceFileChecksum=md5(data))
    assert answer.status_code == 200, answer.text
    return str(reserved["id"])


@both
def test_a_screenshot_is_sent_in_parts_shown_and_removed(eddie: Visitor, family: Family) -> None:
    product_id, data = product(eddie, family), pictures.png(640, 960, seed=1)
    own = f"{family.root}/{product_id}/appStoreReviewScreenshot"
    assert eddie.get(own).status_code == 404
    screenshot = upload(eddie, family, product_id, data)
    attributes = eddie.data(own)["attributes"]
    assert attributes["assetDeliveryState"]["state"] == "COMPLETE"
    assert (attributes["sourceFileChecksum"], attributes["imageAsset"]["height"]) == (md5(data), 960)
    assert eddie.data(f"/v1/{family.screenshot}/{screenshot}")["id"] == screenshot
    assert eddie.delete(family.screenshot, screenshot).status_code == 204
    assert eddie.get(own).status_code == 404


@both
def test_a_product_has_one_and_none_changes_in_review(eddie: Visitor, family: Family) -> None:
    product_id = product(eddie, family)
    screenshot = upload(eddie, family, product_id, pictures.png(640, 960, seed=1))
    assert codes(reserve(eddie, family, product_id, 9)) == [(IN_STATE, "")]
    eddie.apple.set_product_state(product_id, "IN_REVIEW")
    assert codes(eddie.delete(family.screenshot, screenshot)) == [(IN_STATE, "")]
    assert eddie.apple.review_screenshot(product_id) == ("pro.png", "COMPLETE")


def test_a_picture_that_is_too_small_fails(eddie: Visitor) -> None:
    product_id = product(eddie, PURCHASES)
    upload(eddie, PURCHASES, product_id, pictures.png(640, 919, seed=1))
    assert eddie.apple.review_screenshot(product_id) == ("pro.png", "FAILED")


def test_another_user_replaces_the_screenshot(eddie: Visitor) -> None:
    product_id = product(eddie, PURCHASES)
    for name in ("one.png", "two.png"):
        eddie.apple.set_review_screenshot(product_id, name, pictures.png(640, 960, seed=1))
    assert eddie.apple.review_screenshot(product_id) == ("two.png", "COMPLETE")
