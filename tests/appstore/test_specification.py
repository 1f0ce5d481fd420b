"""The client's requests and the attributes it reads match Apple's OpenAPI file."""

from __future__ import annotations

import json
from typing import Any

import pytest

from appstore.calls.jsonapi import OpenEnum
from appstore.fields import Field, FieldOwner
from appstore.infos import InfoState
from appstore.media.transfers import AssetState
from appstore.reviews import ResponseState
from appstore.versions import AppVersionState, PhasedReleaseState, Platform
from sandbox.appstore.calls import Call
from tests import SHARED
from tests.support.specification import violations

SPECIFICATION = SHARED / "appstoreconnect/openapi.json"
pytestmark = pytest.mark.skipif(not SPECIFICATION.exists(), reason="Apple's OpenAPI file is not at hand")


@pytest.fixture(scope="module")
def schemas() -> Any:  # noqa: ANN401
    return json.loads(SPECIFICATION.read_text())["components"]["schemas"]


def attribute(schemas: Any, kind: str, name: str) -> Any:  # noqa: ANN401
    return schemas[kind]["properties"]["attributes"]["properties"][name]


def test_every_field_of_a_listing_is_one_that_apple_lets_be_changed(schemas: Any) -> None:  # noqa: ANN401
    kinds = {FieldOwner.VERSION: "AppStoreVersionLocalization", FieldOwner.APP: "AppInfoLocalization"}
    for field in Field:
        data = schemas[f"{kinds[field.home]}UpdateRequest"]["properties"]["data"]
        assert field.api_name in data["properties"]["attributes"]["properties"]


@pytest.mark.parametrize(
    ("method", "path", "query", "body"),
    [
        ("GET", "/v1/screenshots", {}, None),
        ("GET", "/v1/apps", {"limit": "201"}, None),
        ("GET", "/v1/apps", {"page": "2"}, None),
        ("GET", "/v1/apps/1/customerReviews", {"sort": "date"}, None),
        ("GET", "/v1/apps/1/customerReviews", {"exists[publishedResponse]": "no"}, None),
        ("GET", "/v1/apps/1/customerReviewSummarizations", {}, None),
        ("POST", "/v1/appScreenshots", {}, None),
        ("POST", "/v1/appScreenshots", {}, {"data": {"type": "appScreenshots", "attributes": {"fileName": "a.png"}}}),
        ("PATCH", "/v1/appScreenshots/1", {}, {"data": {"type": "appScreenshots", "id": "1", "state": "COMPLETE"}}),
    ],
)
def test_the_stories_would_notice_what_apple_does_not_know(
    method: str, path: str, query: dict[str, str], body: object
) -> None:
    assert violations([Call(0.0, method, path, query, 200, None, body)])


ONLY_IN_THE_OLDER_ATTRIBUTE = ["DEVELOPER_REMOVED_FROM_SALE", "PREORDER_READY_FOR_SALE", "REMOVED_FROM_SALE"]
"""States of a version that `appStoreState` has and `appVersionState` has not."""


def test_every_state_of_apples_is_known(schemas: Any) -> None:  # noqa: ANN401
    expected: dict[type[OpenEnum], list[str]] = {
        Platform: schemas["Platform"]["enum"],
        AppVersionState: [*schemas["AppVersionState"]["enum"], *ONLY_IN_THE_OLDER_ATTRIBUTE],
        PhasedReleaseState: schemas["PhasedReleaseState"]["enum"],
        InfoState: attribute(schemas, "AppInfo", "state")["enum"],
        AssetState: [
            *schemas["AppMediaAssetState"]["properties"]["state"]["enum"],
            *schemas["AppMediaVideoState"]["properties"]["state"]["enum"],
        ],
        ResponseState: attribute(schemas, "CustomerReviewResponseV1", "state")["enum"],
    }
    for states, names in expected.items():
        assert set(states) == {*names, "UNKNOWN"}
