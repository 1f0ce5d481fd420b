"""Query parameters and paging of the App Store Connect stand-in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.tests.appstore_visitor import BUNDLE_ID, Visitor, codes, visiting


@pytest.fixture
def vera() -> Iterator[Visitor]:
    with visiting("DEVELOPER") as visitor:
        yield visitor


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("foo=1", "PARAMETER_ERROR.ILLEGAL", "foo"),
        ("filter[colour]=red", "PARAMETER_ERROR.ILLEGAL", "filter[colour]"),
        ("fields[colours]=red", "PARAMETER_ERROR.ILLEGAL", "fields[colours]"),
        ("fields[builds]=colour", "PARAMETER_ERROR.INVALID", "fields[builds]"),
        ("exists[gameCenterEnabledVersions]=perhaps", "PARAMETER_ERROR.INVALID", "exists[gameCenterEnabledVersions]"),
        ("fields[apps]=colour", "PARAMETER_ERROR.INVALID", "fields[apps]"),
        ("include=colours", "PARAMETER_ERROR.INVALID", "include"),
        ("sort=colour", "PARAMETER_ERROR.INVALID", "sort"),
        ("limit=201", "PARAMETER_ERROR.INVALID", "limit"),
        ("limit=0", "PARAMETER_ERROR.INVALID", "limit"),
        ("limit=ten", "PARAMETER_ERROR.INVALID", "limit"),
        ("limit[appInfos]=51", "PARAMETER_ERROR.INVALID", "limit[appInfos]"),
        ("cursor=nonsense", "PARAMETER_ERROR.INVALID", "cursor"),
        ("limit=1&limit=2", "PARAMETER_ERROR.INVALID", "limit"),
    ],
)
def test_a_parameter_that_apple_does_not_know_is_refused(vera: Visitor, query: str, code: str, parameter: str) -> None:
    answer = vera.client.get(f"/v1/apps?{query}")
    assert (answer.status_code, codes(answer)) == (400, [(code, parameter)])


def test_every_bad_parameter_is_named_at_once(vera: Visitor) -> None:
    answer = vera.client.get("/v1/apps?foo=1&sort=colour")
    assert codes(answer) == [("PARAMETER_ERROR.ILLEGAL", "foo"), ("PARAMETER_ERROR.INVALID", "sort")]


def test_versions_cannot_be_sorted(vera: Visitor) -> None:
    app_id = vera.apple.add_app(BUNDLE_ID, "Tide")
    answer = vera.get(f"/v1/apps/{app_id}/appStoreVersions", sort="-createdDate")
    assert (answer.status_code, codes(answer)) == (400, [("PARAMETER_ERROR.ILLEGAL", "sort")])


def test_a_write_takes_no_parameters(vera: Visitor) -> None:
    vera.become(vera.apple.add_key("ADMIN"))
    answer = vera.client.post("/v1/appStoreVersions?limit=1", json={})
    assert (answer.status_code, codes(answer)) == (400, [("PARAMETER_ERROR.ILLEGAL", "limit")])


def test_an_address_that_is_not_there_and_a_method_that_is_not_allowed_are_told_apart(vera: Visitor) -> None:
    missing, wrong = vera.get("/v1/applications"), vera.client.put("/v1/apps", json={})
    assert (missing.status_code, codes(missing)) == (404, [("PATH_ERROR", "")])
    assert (wrong.status_code, codes(wrong)) == (405, [("METHOD_NOT_ALLOWED", "")])
    assert codes(vera.get("/v1/apps/123")) == [("NOT_FOUND", "")]
    assert vera.client.head("/v1/apps").status_code == 405


def test_an_answer_in_another_form_is_refused_in_plain_text(vera: Visitor) -> None:
    answer = vera.client.get("/v1/apps", headers={"Accept": "text/html"})
    assert answer.status_code == 406
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_apps_are_found_by_bundle_id_id_and_name(vera: Visitor) -> None:
    tide = vera.apple.add_app(BUNDLE_ID, "Tide")
    vera.apple.add_app("com.example.tidal", "Tidal Pool")
    moon = vera.apple.add_app("com.example.moon", "Moon")
    assert [app["id"] for app in vera.data("/v1/apps", filter__bundleId__=BUNDLE_ID)] == [tide]
    assert [app["id"] for app in vera.data("/v1/apps", filter__id__=f"{moon},{tide}")] == [tide, moon]
    assert [app["attributes"]["name"] for app in vera.data("/v1/apps", filter__name__="tid")] == ["Tide", "Tidal Pool"]
    names = [app["attributes"]["name"] for app in vera.data("/v1/apps", sort="-name")]
    assert names == ["Tide", "Tidal Pool", "Moon"]
    assert vera.data(f"/v1/apps/{tide}")["attributes"]["bundleId"] == BUNDLE_ID


def test_a_long_list_comes_in_pages_with_the_address_of_the_next(vera: Visitor) -> None:
    ids = [vera.apple.add_app(f"com.example.app{number}", f"App {number}") for number in range(5)]
    url, seen, pages = "/v1/apps?limit=2&fields%5Bapps%5D=name", [], 0
    while url:
        document = vera.client.get(url).json()
        seen += [app["id"] for app in document["data"]]
        assert document["meta"]["paging"]["total"] == 5
        assert document["data"][0]["attributes"].keys() == {"name"}
        url, pages = document["links"].get("next"), pages + 1
        assert url is None or url.startswith("http://127.0.0.1")
    assert (seen, pages) == (ids, 3)


def test_relationships_have_members_only_where_they_were_asked_for(vera: Visitor) -> None:
    app_id = vera.apple.add_app(BUNDLE_ID, "Tide")
    version_id = vera.apple.add_version(app_id, "1.0")
    plain = vera.get(f"/v1/apps/{app_id}").json()
    assert "included" not in plain
    assert plain["data"]["relationships"]["appStoreVersions"].keys() == {"links"}
    full = vera.get(f"/v1/apps/{app_id}", include="appStoreVersions,appInfos").json()
    member = {"type": "appStoreVersions", "id": version_id}
    assert full["data"]["relationships"]["appStoreVersions"]["data"] == [member]
    assert {row["type"] for row in full["included"]} == {"appStoreVersions", "appInfos"}


def test_a_to_many_relationship_shows_ten_members_unless_asked_for_more(vera: Visitor) -> None:
    app_id = vera.apple.add_app(BUNDLE_ID, "Tide")
    version_id = vera.apple.add_version(app_id, "1.0", locales=["en-US", "da", "fi", "sv", "no", "it", "ja", "ko"])
    for locale in ("pl", "tr", "uk"):
        vera.apple.set_version_state(version_id, "PREPARE_FOR_SUBMISSION")
        _add_locale(vera, version_id, locale)
    path = f"/v1/appStoreVersions/{version_id}"
    document = vera.get(path, include="appStoreVersionLocalizations").json()
    relationship = document["data"]["relationships"]["appStoreVersionLocalizations"]
    assert relationship["meta"] == {"paging": {"total": 11, "limit": 10}}
    assert len(relationship["data"]) == len(document["included"]) == 10
    parameters = {"include": "appStoreVersionLocalizations", "limit[appStoreVersionLocalizations]": "50"}
    assert len(vera.client.get(path, params=parameters).json()["included"]) == 11


def test_choosing_fields_drops_the_relationships_that_were_not_listed(vera: Visitor) -> None:
    app_id = vera.apple.add_app(BUNDLE_ID, "Tide")
    vera.apple.add_version(app_id, "1.0")
    parameters = {"fields[apps]": "name", "include": "appStoreVersions", "fields[appStoreVersions]": "platform"}
    document = vera.client.get(f"/v1/apps/{app_id}", params=parameters).json()
    assert "relationships" not in document["data"]
    assert [row["attributes"] for row in document["included"]] == [{"platform": "IOS"}]
    parameters["fields[apps]"] = "name,appStoreVersions"
    document = vera.client.get(f"/v1/apps/{app_id}", params=parameters).json()
    assert document["data"]["relationships"].keys() == {"appStoreVersions"}


def test_sets_name_their_screenshots_only_when_these_are_included(vera: Visitor) -> None:
    app_id = vera.apple.add_app(BUNDLE_ID, "Tide")
    version_id = vera.apple.add_version(app_id, "1.0", locales=["en-US"])
    vera.apple.fill_set(version_id, "en-US", "APP_IPHONE_67", [("a.png", b"a")])
    locale = vera.get(f"/v1/appStoreVersions/{version_id}/appStoreVersionLocalizations", include="appScreenshotSets")
    (included,) = locale.json()["included"]
    assert included["relationships"]["appScreenshots"].keys() == {"links"}


def _add_locale(visitor: Visitor, version_id: str, locale: str) -> None:
    visitor.become(visitor.apple.add_key("ADMIN"))
    link = ("appStoreVersions", version_id)
    answer = visitor.post("appStoreVersionLocalizations", {"locale": locale}, appStoreVersion=link)
    assert answer.status_code == 201, answer.text


def test_parts_of_a_response_can_be_left_out(vera: Visitor) -> None:
    app_id = vera.apple.add_app("com.example.paged", "Paged")
    for number in range(3):
        vera.apple.add_version(app_id, f"1.{number}", locales=[])
    whole = vera.get("/v1/apps", include="appStoreVersions", limit=1).json()
    assert {"included", "links"} <= whole.keys()
    vera.apple.omits = frozenset({"included", "next", "nextCursor", "total", "data", "meta"})
    part = vera.get("/v1/apps", include="appStoreVersions", limit=1).json()
    assert "included" not in part
    assert (part["links"].keys(), part["meta"]) == ({"self"}, {"paging": {"limit": 1}})
    assert part["data"][0]["relationships"]["appStoreVersions"].keys() == {"links"}
