"""Compares the App Store Connect stand-in with Apple's OpenAPI file, if available."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from jsonschema import Draft202012Validator

from sandbox.appstore.bodies import Body, Linkage, Reference
from sandbox.appstore.display_types import SIZES
from sandbox.appstore.endpoints import Endpoint
from sandbox.appstore.locales import LOCALES
from sandbox.appstore.preview_types import SIZES as VIDEO_SIZES
from sandbox.appstore.query import PAGE_MOST
from sandbox.appstore.resource_types import RESOURCE_TYPES
from sandbox.appstore.routes import DESCRIBED
from sandbox.appstore.states import EDITABLE, STORE_STATES, TEXT_EDITABLE, VERSION_STATES
from sandbox.appstore.territories import TERRITORIES
from sandbox.tests.appstore_tour import Seen, walk

Json: TypeAlias = dict[str, Any]

FACTS = Path(__file__).resolve().parents[3] / "shared" / "appstoreconnect"
pytestmark = pytest.mark.skipif(not (FACTS / "openapi.json").is_file(), reason="Apple's OpenAPI file is not at hand")

NOT_IN_THE_FILE = {405, 406, 415, 500}
# Observed or assumed, although Apple's file has no 409 for a deletion.
REFUSES_DELETION = {
    "/v1/appStoreVersionExperimentTreatmentLocalizations/{id}",
    "/v1/appStoreVersionExperimentTreatments/{id}",
    "/v1/nominations/{id}",
    "/v2/appStoreVersionExperiments/{id}",
    "/v1/reviewSubmissionItems/{id}",
    "/v2/inAppPurchaseLocalizations/{id}",
    "/v2/subscriptionLocalizations/{id}",
}
every_route = pytest.mark.parametrize(
    "endpoint", DESCRIBED, ids=[f"{endpoint.method} {endpoint.path}" for endpoint in DESCRIBED]
)


@pytest.fixture(scope="module")
def specification() -> Json:
    specification: Json = json.loads((FACTS / "openapi.json").read_text())
    return specification


@pytest.fixture(scope="module")
def tables() -> Json:
    tables: Json = json.loads((FACTS / "tables.json").read_text())
    return tables


@pytest.fixture(scope="module")
def seen() -> list[Seen]:
    return walk()


@pytest.fixture(scope="module")
def schemas(specification: Json) -> Json:
    """Apple's schemas, with null where the live API sends it although the file does not say so."""
    schemas: Json = json.loads(json.dumps(specification["components"]["schemas"]))
    for schema in schemas.values():
        properties = schema.get("properties", {})
        _allow_null(properties.get("attributes", {}).get("properties", {}))
        for relationship in properties.get("relationships", {}).get("properties", {}).values():
            if relationship["properties"].get("data", {}).get("type") == "object":
                _allow_null(relationship["properties"])
    return schemas


def _allow_null(rules: Json) -> None:
    for name, rule in rules.items():
        rules[name] = {"anyOf": [rule, {"type": "null"}]}


def operation(specification: Json, endpoint: Endpoint) -> Json:
    operation: Json = specification["paths"][endpoint.path][endpoint.method.lower()]
    return operation


@every_route
def test_a_route_is_one_of_apples(specification: Json, endpoint: Endpoint) -> None:
    assert operation(specification, endpoint)


@every_route
def test_the_answers_of_a_route_are_as_documented(
    specification: Json, schemas: Json, seen: list[Seen], endpoint: Endpoint
) -> None:
    answers = [call for call in seen if (call.method, call.route) == (endpoint.method, endpoint.path)]
    assert any(answer.status < 300 for answer in answers)
    responses = operation(specification, endpoint)["responses"]
    for answer in answers:
        if answer.status == 409 and endpoint.method == "DELETE" and endpoint.path in REFUSES_DELETION:
            continue
        assert str(answer.status) in responses or answer.status in NOT_IN_THE_FILE
        content = responses.get(str(answer.status), {}).get("content")
        if content is None:
            assert answer.document is None or answer.status in NOT_IN_THE_FILE
            continue
        if "application/json" not in content:
            assert answer.document is None
            continue
        schema = content["application/json"]["schema"]
        errors = Draft202012Validator({**schema, "components": {"schemas": schemas}}).iter_errors(answer.document)
        assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_no_answer_carries_an_attribute_or_relationship_that_apple_has_not(schemas: Json, seen: list[Seen]) -> None:
    by_type: dict[str, list[Json]] = {}
    for name, schema in schemas.items():
        if {"type", "attributes"} <= schema.get("properties", {}).keys() and not name.endswith("InlineCreate"):
            by_type.setdefault(schema["properties"]["type"]["enum"][0], []).append(schema["properties"])
    for call in seen:
        for resource in _resources(call.document):
            # Apple gives some types two shapes.
            assert any(
                resource["attributes"].keys() <= known["attributes"]["properties"].keys()
                and resource.get("relationships", {}).keys()
                <= known.get("relationships", {}).get("properties", {}).keys()
                for known in by_type[resource["type"]]
            )


@every_route
def test_a_route_takes_no_parameter_that_apple_has_not(specification: Json, endpoint: Endpoint) -> None:
    if endpoint.query is None:
        assert [rule for rule in operation(specification, endpoint).get("parameters", []) if rule["required"]] == []
        return
    documented = {rule["name"]: rule for rule in operation(specification, endpoint)["parameters"]}
    for name, choice in endpoint.query.names().items():
        if name == "cursor":
            continue
        schema = documented[name]["schema"]
        listed = schema.get("items", schema).get("enum")
        if choice is not None and listed is not None:
            assert choice <= set(listed)
        if name.startswith("limit"):
            assert schema["maximum"] == (PAGE_MOST if name == "limit" else endpoint.query.most_of(name[6:-1]))
    required = {name for name, rule in documented.items() if rule.get("required")}
    assert required == {f"filter[{name}]" for name in endpoint.query.required}


@every_route
def test_a_route_takes_the_body_that_apple_describes(specification: Json, schemas: Json, endpoint: Endpoint) -> None:
    body = operation(specification, endpoint).get("requestBody")
    if body is None:
        assert endpoint.body is None
        return
    data = schemas[body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]]["properties"]["data"]
    if isinstance(endpoint.body, Linkage):
        assert data["items"]["properties"]["type"]["enum"] == [endpoint.body.kind]
        return
    if isinstance(endpoint.body, Reference):
        assert data["properties"]["type"]["enum"] == [endpoint.body.kind]
        return
    assert isinstance(endpoint.body, Body)
    assert data["properties"]["type"]["enum"] == [endpoint.body.kind]
    documented = data["properties"].get("attributes", {"properties": {}})
    fixed = {name for name, rule in endpoint.body.attributes.items() if rule.fixed and not endpoint.body.creates}
    assert endpoint.body.attributes.keys() - fixed == documented["properties"].keys()
    if endpoint.body.creates:
        required = {name for name, rule in endpoint.body.attributes.items() if rule.required}
        assert required == set(documented.get("required", ()))
        relationships = data["properties"]["relationships"]
        assert endpoint.body.links.keys() <= relationships["properties"].keys()
        assert endpoint.body.links.keys() >= set(relationships.get("required", ()))


def test_the_resources_have_apples_attributes(schemas: Json) -> None:
    for name, type_ in (
        ("App", "apps"),
        ("AppStoreVersion", "appStoreVersions"),
        ("AppStoreVersionLocalization", "appStoreVersionLocalizations"),
        ("AppInfoLocalization", "appInfoLocalizations"),
        ("AppScreenshotSet", "appScreenshotSets"),
        ("AppScreenshot", "appScreenshots"),
        ("AppPreviewSet", "appPreviewSets"),
        ("AppPreview", "appPreviews"),
        ("CustomerReview", "customerReviews"),
        ("CustomerReviewResponseV1", "customerReviewResponses"),
        ("CustomerReviewSummarization", "customerReviewSummarizations"),
        ("AppStoreVersionPhasedRelease", "appStoreVersionPhasedReleases"),
        ("Webhook", "webhooks"),
        ("Build", "builds"),
        ("PrereleaseVersion", "preReleaseVersions"),
        ("AppEncryptionDeclaration", "appEncryptionDeclarations"),
        ("WebhookDelivery", "webhookDeliveries"),
        ("WebhookEvent", "webhookEvents"),
        ("AgeRatingDeclaration", "ageRatingDeclarations"),
        ("AppCategory", "appCategories"),
        ("AppStoreReviewDetail", "appStoreReviewDetails"),
        ("AppPriceV2", "appPrices"),
        ("AppPricePointV3", "appPricePoints"),
        ("AppAvailabilityV2", "appAvailabilities"),
        ("TerritoryAvailability", "territoryAvailabilities"),
        ("InAppPurchaseV2", "inAppPurchases"),
        ("InAppPurchaseVersion", "inAppPurchaseVersions"),
        ("InAppPurchaseLocalizationV2", "inAppPurchaseLocalizations"),
        ("InAppPurchaseLocalization", "inAppPurchaseLocalizations.v1"),
        ("InAppPurchaseAppStoreReviewScreenshot", "inAppPurchaseAppStoreReviewScreenshots"),
        ("InAppPurchasePrice", "inAppPurchasePrices"),
        ("InAppPurchasePricePoint", "inAppPurchasePricePoints"),
        ("SubscriptionGroup", "subscriptionGroups"),
        ("Subscription", "subscriptions"),
        ("SubscriptionVersion", "subscriptionVersions"),
        ("SubscriptionLocalizationV2", "subscriptionLocalizations"),
        ("SubscriptionLocalization", "subscriptionLocalizations.v1"),
        ("SubscriptionAppStoreReviewScreenshot", "subscriptionAppStoreReviewScreenshots"),
        ("SubscriptionPrice", "subscriptionPrices"),
        ("SubscriptionPricePoint", "subscriptionPricePoints"),
        ("AppCustomProductPage", "appCustomProductPages"),
        ("AppCustomProductPageVersion", "appCustomProductPageVersions"),
        ("AppCustomProductPageLocalization", "appCustomProductPageLocalizations"),
        ("AppStoreVersionExperimentV2", "appStoreVersionExperiments"),
        ("AppStoreVersionExperimentTreatment", "appStoreVersionExperimentTreatments"),
        ("AppStoreVersionExperimentTreatmentLocalization", "appStoreVersionExperimentTreatmentLocalizations"),
        ("Nomination", "nominations"),
        ("AppEvent", "appEvents"),
        ("AppEventLocalization", "appEventLocalizations"),
        ("ReviewSubmission", "reviewSubmissions"),
        ("ReviewSubmissionItem", "reviewSubmissionItems"),
    ):
        assert schemas[name]["properties"]["attributes"]["properties"].keys() == set(RESOURCE_TYPES[type_].attributes)


def test_the_tables_are_the_same(tables: Json) -> None:
    assert {name: {tuple(size) for size in row["sizes"]} for name, row in tables["display_types"].items()} == SIZES
    videos = {name: {tuple(size) for size in row["sizes"]} for name, row in tables["preview_types"].items()}
    assert videos == VIDEO_SIZES
    assert {row["code"] for row in tables["locales"]} == LOCALES
    assert set(tables["territory_codes_alpha3"]) == TERRITORIES
    states = tables["version_states"]
    assert set(states["appVersionState"]) == VERSION_STATES
    assert set(states["appStoreState_deprecated"]) >= STORE_STATES
    assert set(states["editable_all"]) == EDITABLE
    assert set(states["editable_all"] + states["editable_per_fastlane_additional"]) == TEXT_EDITABLE


def _resources(document: Json | None) -> Iterator[Json]:
    found = document or {}
    data = found.get("data") or []
    for resource in [*(data if isinstance(data, list) else [data]), *found.get("included", [])]:
        if "attributes" in resource:
            yield resource
