"""What Apple declares and the stand-in does not model is taken and answered as empty, so that real clients go on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox import videos
from sandbox.appstore import declared, unmodelled
from sandbox.appstore.declared import FILE
from sandbox.appstore.endpoints import Endpoint
from sandbox.appstore.price_points import named
from sandbox.appstore.resource_types import RESOURCE_TYPES
from sandbox.appstore.routes import DESCRIBED
from sandbox.submittable import complete_app
from sandbox.tests.appstore_declared import extract
from sandbox.tests.appstore_visitor import BUNDLE_ID, Visitor, codes, visiting

SPECIFICATION = Path(__file__).resolve().parents[3] / "shared" / "appstoreconnect" / "openapi.json"
READABLE = [endpoint for endpoint in DESCRIBED if endpoint.query is not None and not endpoint.query.bare]


@pytest.fixture(scope="module")
def eddie() -> Iterator[Visitor]:
    """Eddie, and an account with one resource of each type."""
    with visiting() as visitor:
        apple = visitor.apple
        apple.allowance(limit=100_000)
        app_id = apple.add_app(BUNDLE_ID, "Tide")
        live = apple.add_version(app_id, "1.0", state="READY_FOR_DISTRIBUTION")
        apple.set_phased_release(live)
        review = ("customerReviews", apple.add_review(app_id, 5))
        visitor.post("customerReviewResponses", {"responseBody": "Thanks"}, review=review)
        apple.add_submission(app_id, version_id=apple.add_version(app_id, "1.1"))
        apple.fill_set(live, "en-US", "APP_WATCH_SERIES_3", [("1.png", b"")])
        apple.fill_preview_set(live, "en-US", "IPHONE_67", [("1.mp4", videos.video())])
        build_id = apple.add_build(app_id, "1.0", "1")
        apple.set_build(live, build_id)
        declaration = ("appEncryptionDeclarations", apple.add_declaration(app_id))
        visitor.refer("builds", build_id, "appEncryptionDeclaration", *declaration)
        apple.add_webhook(app_id, "https://127.0.0.1:1/", "a secret")
        complete_app(apple, app_id)
        apple.request_analytics(app_id)
        apple.set_review_detail(live, notes="None")
        for product in (
            apple.add_purchase(app_id, "tide.pro", "Pro"),
            apple.add_subscription(app_id, "tide.monthly", "Monthly"),
        ):
            apple.set_product_price(product, "4.99")
        apple.add_experiment(app_id, "Icons")
        apple.add_nomination(app_id, "Tides")
        apple.add_event(app_id, "Summer Regatta")
        page_id = apple.add_custom_page(app_id, "Surfing")
        apple.set_page_keywords(page_id, "en-US", ["surf"])
        yield visitor


def _id(visitor: Visitor, kind: str) -> str:
    if kind == "appPricePoints":  # computed
        return named(_id(visitor, "apps"), "USA", "4.99").id
    return str(next(iter(visitor.apple._store.rows[kind])))  # noqa: SLF001 - ids of every type are not shown elsewhere


def _path(visitor: Visitor, endpoint: Endpoint) -> str:
    kind = endpoint.path.split("/")[2]
    return endpoint.path.replace("{id}", _id(visitor, kind)) if "{id}" in endpoint.path else endpoint.path


@pytest.mark.skipif(not SPECIFICATION.is_file(), reason="Apple's OpenAPI file is not at hand")
def test_the_data_is_what_apples_file_declares() -> None:
    assert json.loads(FILE.read_text()) == extract(json.loads(SPECIFICATION.read_text()))


@pytest.mark.parametrize("endpoint", READABLE, ids=[endpoint.path for endpoint in READABLE])
def test_every_value_that_apple_declares_is_taken(eddie: Visitor, endpoint: Endpoint) -> None:
    assert endpoint.query is not None
    own = endpoint.query.names()
    filters = endpoint.query.filters
    path, required = (
        _path(eddie, endpoint),
        {f"filter[{name}]": min(filters[name] or {"IOS"}) for name in endpoint.query.required},
    )
    for name, values in declared.parameters(endpoint.path).items():
        free = "2026-01-01T00:00:00Z" if "Date" in name else "1"
        every = sorted(values or own.get(name) or (free,))
        for value in every if name.startswith("exists") else [",".join(every)]:
            answer = eddie.client.get(path, params={**required, name: value})
            assert answer.status_code == 200, (name, value, answer.text)


@pytest.mark.parametrize("endpoint", unmodelled.ENDPOINTS, ids=[endpoint.path for endpoint in unmodelled.ENDPOINTS])
def test_what_is_not_modelled_is_empty(eddie: Visitor, endpoint: Endpoint) -> None:
    names = (f"filter[{name}]" for name in declared.required_filters(endpoint.path))
    required = {name: min(declared.parameters(endpoint.path)[name] or "x") for name in names}
    answer = eddie.client.get(_path(eddie, endpoint), params=required)
    assert (answer.status_code, answer.json()["data"]) == (200, [] if declared.unmodelled()[endpoint.path] else None)
    strange = eddie.client.get(_path(eddie, endpoint), params={**required, "colour": "red"})
    assert codes(strange) == [("PARAMETER_ERROR.ILLEGAL", "colour")]


def test_what_belongs_to_nothing_is_not_found(eddie: Visitor) -> None:
    assert eddie.get("/v1/apps/0/builds").status_code == 404
    assert eddie.get("/v1/appStoreVersions/0/build").status_code == 404


def test_an_unmodelled_relationship_is_included_as_empty(eddie: Visitor) -> None:
    app_id = _id(eddie, "apps")
    versions = eddie.get(
        f"/v1/apps/{app_id}/appStoreVersions", include="routingAppCoverage,appStoreVersionExperiments"
    ).json()
    assert versions["included"] == []
    for version in versions["data"]:
        assert version["relationships"]["routingAppCoverage"]["data"] is None
        assert version["relationships"]["appStoreVersionExperiments"]["data"] == []


@pytest.mark.parametrize("kind", RESOURCE_TYPES)
def test_every_relationship_that_apple_declares_with_links_has_them(eddie: Visitor, kind: str) -> None:
    endpoint = next((each for each in READABLE if each.path == f"/v1/{kind}/{{id}}"), None)
    expected = {name for name, rule in declared.relationships(kind).items() if rule["linked"]}
    if endpoint is None or not expected:
        return
    resource: dict[str, Any] = eddie.data(_path(eddie, endpoint))
    links = {name for name, relationship in resource["relationships"].items() if "links" in relationship}
    assert links >= expected


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"appStoreVersions.platform": "IOS"}, 1),
        ({"appStoreVersions.platform": "TV_OS"}, 0),
        ({"appStoreVersions.appStoreState": "READY_FOR_SALE"}, 1),
        ({"appStoreVersions.appVersionState": "IN_REVIEW"}, 0),
        ({"appStoreVersions.platform": "IOS", "appStoreVersions.appVersionState": "READY_FOR_REVIEW"}, 1),
        ({"appStoreVersions": "0"}, 0),
        ({"reviewSubmissions.state": "IN_REVIEW"}, 0),
    ],
)
def test_apps_are_found_by_their_versions(eddie: Visitor, filters: dict[str, str], count: int) -> None:
    answer = eddie.client.get("/v1/apps", params={f"filter[{name}]": value for name, value in filters.items()})
    assert len(answer.json()["data"]) == count


@pytest.mark.parametrize(("wanted", "count"), [("true", 0), ("false", 1)])
def test_what_must_exist_and_is_not_modelled_exists_nowhere(eddie: Visitor, wanted: str, count: int) -> None:
    answer = eddie.client.get("/v1/apps", params={"exists[gameCenterEnabledVersions]": wanted})
    assert len(answer.json()["data"]) == count


def test_a_version_in_a_state_that_none_is_in_is_not_found(eddie: Visitor) -> None:
    path = f"/v1/apps/{_id(eddie, 'apps')}/appStoreVersions"
    assert eddie.data(path, filter__appStoreState__="REMOVED_FROM_SALE") == []
    assert eddie.get(path, filter__appStoreState__="SOLD_OUT").status_code == 400
