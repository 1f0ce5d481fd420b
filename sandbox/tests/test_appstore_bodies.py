"""Request bodies: the App Store Connect stand-in validates them and reports every error."""

from __future__ import annotations

import pytest

from sandbox.tests.appstore_visitor import BUNDLE_ID, Visitor, codes


@pytest.fixture
def version_id(eddie: Visitor) -> str:
    return eddie.apple.add_version(eddie.apple.add_app(BUNDLE_ID, "Tide"), "1.0", locales=["en-US"])


@pytest.fixture
def locale_id(eddie: Visitor, version_id: str) -> str:
    return eddie.locale(version_id)


def attribute(name: str) -> str:
    return f"/data/attributes/{name}"


def test_a_body_must_be_called_json_and_be_json(eddie: Visitor) -> None:
    plain = eddie.client.post("/v1/appScreenshots", content="{}", headers={"Content-Type": "text/plain"})
    broken = eddie.client.post("/v1/appScreenshots", content="{", headers={"Content-Type": "application/json"})
    assert plain.status_code == 415
    assert (broken.status_code, codes(broken)) == (400, [("ENTITY_INVALID", "")])


@pytest.mark.parametrize("body", ["null", '"text"', "{}", '{"data": null}', '{"data": {"attributes": 1}}'])
def test_json_of_another_shape_cannot_be_processed(eddie: Visitor, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    answer = eddie.client.post("/v1/appScreenshots", content=body, headers=headers)
    assert (answer.status_code, codes(answer)) == (422, [("ENTITY_UNPROCESSABLE", "")])


def test_everything_that_is_missing_is_named(eddie: Visitor) -> None:
    answer = eddie.post("appScreenshots", {})
    assert answer.status_code == 409
    assert codes(answer) == [
        ("ENTITY_ERROR.ATTRIBUTE.REQUIRED", attribute("fileName")),
        ("ENTITY_ERROR.ATTRIBUTE.REQUIRED", attribute("fileSize")),
        ("ENTITY_ERROR.RELATIONSHIP.REQUIRED", "/data/relationships/appScreenshotSet"),
    ]


def test_an_unknown_attribute_or_relationship_is_refused(eddie: Visitor, version_id: str) -> None:
    link = ("appStoreVersions", version_id)
    answer = eddie.post("appStoreVersionLocalizations", {"locale": "da", "colour": 1}, appStoreVersion=link, moon=link)
    assert codes(answer) == [
        ("ENTITY_ERROR.ATTRIBUTE.UNKNOWN", attribute("colour")),
        ("ENTITY_ERROR.RELATIONSHIP.UNKNOWN", "/data/relationships/moon"),
    ]


def test_type_and_id_must_be_those_of_the_address(eddie: Visitor, locale_id: str) -> None:
    path = f"/v1/appStoreVersionLocalizations/{locale_id}"
    answer = eddie.client.patch(path, json={"data": {"type": "apps", "id": "other", "attributes": {}}})
    assert answer.status_code == 409
    assert [pointer for _, pointer in codes(answer)] == ["/data/type", "/data/id"]


def test_a_relationship_must_name_something_that_exists(eddie: Visitor) -> None:
    pointer = "/data/relationships/appScreenshotSet"
    attributes: dict[str, object] = {"fileName": "a.png", "fileSize": 1}
    strange = eddie.post("appScreenshots", attributes, appScreenshotSet=("appScreenshotSets", "gone"))
    wrong = eddie.post("appScreenshots", attributes, appScreenshotSet=("apps", "1"))
    for answer in (strange, wrong):
        assert (answer.status_code, codes(answer)) == (409, [("ENTITY_ERROR.RELATIONSHIP.INVALID", pointer)])


def test_an_empty_relationship_array_provokes_a_500(eddie: Visitor) -> None:
    data = {"type": "appScreenshots", "attributes": {}, "relationships": {"appScreenshotSet": {"data": []}}}
    answer = eddie.client.post("/v1/appScreenshots", json={"data": data})
    assert (answer.status_code, codes(answer)) == (500, [("UNEXPECTED_ERROR", "")])


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("promotionalText", "x" * 171, "INVALID.TOO_LONG"),
        ("keywords", "ä" * 101, "INVALID.TOO_LONG"),
        ("description", "x" * 4001, "INVALID.TOO_LONG"),
        ("supportUrl", "not a url", "INVALID"),
        ("supportUrl", "", "INVALID"),
        ("description", "bell \a", "INVALID"),
        ("description", 5, "TYPE"),
        ("locale", "da", "INVALID.UNMODIFIABLE"),
    ],
)
def test_a_value_that_apple_does_not_take_is_refused(
    eddie: Visitor, locale_id: str, name: str, value: object, code: str
) -> None:
    answer = eddie.patch("appStoreVersionLocalizations", locale_id, **{name: value})
    assert (answer.status_code, codes(answer)) == (409, [(f"ENTITY_ERROR.ATTRIBUTE.{code}", attribute(name))])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("promotionalText", "x" * 170),
        ("keywords", "ä" * 100),
        ("description", "x" * 4000),
        ("description", "two\nlines"),
        ("supportUrl", "https://example.com/help"),
        ("supportUrl", None),
        ("promotionalText", ""),
    ],
)
def test_a_value_at_the_limit_is_taken(eddie: Visitor, version_id: str, locale_id: str, name: str, value: str) -> None:
    answer = eddie.patch("appStoreVersionLocalizations", locale_id, **{name: value})
    assert answer.status_code == 200, answer.text
    assert answer.json()["data"]["attributes"][name] == value
    assert eddie.apple.texts(version_id)["en-US"][name] == value


def test_nothing_is_changed_when_one_of_several_values_is_refused(
    eddie: Visitor, version_id: str, locale_id: str
) -> None:
    answer = eddie.patch("appStoreVersionLocalizations", locale_id, keywords="a", promotionalText="x" * 171)
    assert answer.status_code == 409
    assert eddie.apple.texts(version_id)["en-US"]["keywords"] is None


def test_a_locale_that_apple_does_not_have_and_an_empty_text_on_creation_are_refused(
    eddie: Visitor, version_id: str
) -> None:
    link = ("appStoreVersions", version_id)
    wrong = eddie.post("appStoreVersionLocalizations", {"locale": "de"}, appStoreVersion=link)
    empty = eddie.post("appStoreVersionLocalizations", {"locale": "da", "keywords": ""}, appStoreVersion=link)
    assert codes(wrong) == [("ENTITY_ERROR.ATTRIBUTE.INVALID", attribute("locale"))]
    assert codes(empty) == [("ENTITY_ERROR.ATTRIBUTE.INVALID", attribute("keywords"))]


def test_a_display_type_that_apple_does_not_have_is_refused(eddie: Visitor, locale_id: str) -> None:
    link = ("appStoreVersionLocalizations", locale_id)
    attributes: dict[str, object] = {"screenshotDisplayType": "APP_IPHONE_69"}
    answer = eddie.post("appScreenshotSets", attributes, appStoreVersionLocalization=link)
    assert codes(answer) == [("ENTITY_ERROR.ATTRIBUTE.INVALID", attribute("screenshotDisplayType"))]


def test_an_order_of_another_type_is_refused(eddie: Visitor, version_id: str) -> None:
    path = f"/v1/appScreenshotSets/{eddie.new_set(version_id)}/relationships/appScreenshots"
    assert eddie.client.patch(path, json={"data": [{"type": "apps", "id": "1"}]}).status_code == 409
    assert eddie.client.patch(path, json={"data": {"type": "apps", "id": "1"}}).status_code == 422
