"""Custom product pages in the stand-in: pages, versions, localizations, keywords, screenshots and review."""

from __future__ import annotations

import pytest

from sandbox import pictures
from sandbox.tests.appstore_visitor import Visitor, codes
from sandbox.tests.custom_pages import (
    LOCALIZATIONS,
    PAGES,
    VERSIONS,
    approve_page,
    create,
    localization,
    newest,
    only_page,
    page_body,
    words,
)

IPHONE = "APP_IPHONE_67"
STATE = "STATE_ERROR.INVALID_STATE"
INVALID = "ENTITY_ERROR.RELATIONSHIP.INVALID"


@pytest.fixture
def live(eddie: Visitor, app_id: str) -> str:
    live = eddie.apple.add_version(app_id, "1.0", state="READY_FOR_DISTRIBUTION", locales=["en-US", "de-DE"])
    eddie.apple.set_text(live, "en-US", keywords="tide, surf,harbour", promotionalText="Tides.")
    eddie.apple.set_text(live, "de-DE", keywords="ebbe,surf", promotionalText="Gezeiten.")
    eddie.apple.fill_set(live, "de-DE", IPHONE, [("1.png", pictures.png(1290, 2796, seed=1))])
    return live


@pytest.fixture
def page(eddie: Visitor, app_id: str, live: str) -> str:
    del live
    return str(create(eddie, app_id).json()["data"]["id"])


def test_a_page_is_created_with_a_version_and_its_texts(eddie: Visitor, app_id: str) -> None:
    texts = {"en-US": "Waves.", "de-DE": "Wellen."}
    answer = create(eddie, app_id, "Surfing 🏄", texts, deep_link="tide://surf")
    assert answer.status_code == 201
    page = answer.json()["data"]
    url = f"https://apps.apple.com/us/app/id{app_id}?ppid={page['id']}"
    assert page["attributes"] == {"name": "Surfing 🏄", "url": url, "visible": True}
    (version,) = only_page(eddie, app_id).versions
    assert (version.number, version.state, version.deep_link) == ("1", "PREPARE_FOR_SUBMISSION", "tide://surf")
    assert version.texts == texts


@pytest.mark.parametrize("template", ["appStoreVersionTemplate", "customProductPageTemplate"])
def test_a_template_is_copied_with_its_screenshots_but_for_the_texts_that_are_given(
    eddie: Visitor, app_id: str, live: str, template: str
) -> None:
    target = ("appStoreVersions", live)
    if template == "customProductPageTemplate":
        source = create(eddie, app_id, "Source", {}, template=("appStoreVersionTemplate", *target)).json()["data"]["id"]
        target = (PAGES, source)
    assert create(
        eddie, app_id, "Copy", {"en-US": "Waves.", "fr-FR": "Vagues."}, deep_link=None, template=(template, *target)
    ).is_success
    copy = eddie.apple.custom_pages(app_id)[-1].versions[0]
    assert copy.texts == {"en-US": "Waves.", "de-DE": "Gezeiten.", "fr-FR": "Vagues."}
    assert copy.sets == {"en-US": {}, "de-DE": {IPHONE: 1}, "fr-FR": {}}


def test_what_creates_no_page_is_refused(eddie: Visitor, app_id: str, live: str) -> None:
    bare = {"data": {"type": PAGES, "attributes": {"name": "Surf"}, "relationships": {}}}
    bare["data"]["relationships"] = {"app": {"data": {"type": "apps", "id": app_id}}}
    required = "ENTITY_ERROR.RELATIONSHIP.REQUIRED"
    assert codes(eddie.client.post(f"/v1/{PAGES}", json=bare)) == [(required, f"/data/relationships/{VERSIONS}")]
    assert codes(create(eddie, app_id, texts={})) == [(required, f"/data/relationships/{LOCALIZATIONS}")]
    strange = create(eddie, app_id, texts={"xx": "Waves."})
    assert codes(strange) == [("ENTITY_ERROR.ATTRIBUTE.INVALID", "/data/attributes/locale")]
    long = create(eddie, app_id, texts={"en-US": "x" * 171})
    assert codes(long) == [("ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG", "/data/attributes/promotionalText")]
    link = create(eddie, app_id, deep_link="surf")
    assert codes(link) == [("ENTITY_ERROR.ATTRIBUTE.INVALID", "/data/attributes/deepLink")]
    twice = page_body(app_id, "Surf", {"en-US": "Waves.", "de-DE": "Wellen."})
    twice["included"][2]["attributes"]["locale"] = "en-US"
    assert codes(eddie.client.post(f"/v1/{PAGES}", json=twice))[0][0] == "ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE"
    both = page_body(
        app_id, "Surf", {"en-US": "Waves."}, template=("appStoreVersionTemplate", "appStoreVersions", live)
    )
    both["data"]["relationships"]["customProductPageTemplate"] = {"data": {"type": PAGES, "id": "0"}}
    assert codes(eddie.client.post(f"/v1/{PAGES}", json=both)) == [
        (INVALID, "/data/relationships/customProductPageTemplate")
    ]
    other = eddie.apple.add_app("com.example.kettle", "Kettle")
    for template, target in (
        ("appStoreVersionTemplate", ("appStoreVersions", live)),
        ("customProductPageTemplate", (PAGES, create(eddie, app_id).json()["data"]["id"])),
    ):
        assert codes(create(eddie, other, template=(template, *target))) == [
            (INVALID, f"/data/relationships/{template}")
        ]
    assert eddie.apple.custom_pages(other) == ()


def test_an_app_has_at_most_seventy_pages(eddie: Visitor, app_id: str) -> None:
    for number in range(70):
        eddie.apple.add_custom_page(app_id, f"Page {number}")
    assert create(eddie, app_id).status_code == 409
    first = eddie.get(f"/v1/apps/{app_id}/{PAGES}", limit=40).json()
    second = eddie.get(first["links"]["next"]).json()
    assert [len(first["data"]), len(second["data"])] == [40, 30]
    eddie.delete(PAGES, second["data"][0]["id"])
    assert create(eddie, app_id).status_code == 201


def test_a_page_is_renamed_hidden_and_deleted(eddie: Visitor, app_id: str, page: str) -> None:
    version_id = newest(eddie, page)
    assert eddie.patch(PAGES, page, name="Surf", visible=False).json()["data"]["attributes"]["name"] == "Surf"
    assert eddie.patch(PAGES, page, name=None).json()["data"]["attributes"]["name"] == "Surf"
    path = f"/v1/apps/{app_id}/{PAGES}"
    assert eddie.data(path, filter__visible__="true") == []
    (found,) = eddie.get(path, filter__visible__="false", include=VERSIONS).json()["included"]
    assert found["id"] == version_id
    assert eddie.delete(PAGES, page).status_code == 204
    assert eddie.get(f"/v1/{PAGES}/{page}").status_code == 404
    assert eddie.get(f"/v1/{VERSIONS}/{version_id}").status_code == 404


def test_a_version_replaces_the_live_one_when_it_is_approved(eddie: Visitor, app_id: str, page: str) -> None:
    link = (PAGES, page)
    early = eddie.post(VERSIONS, appCustomProductPage=link)
    assert codes(early) == [(STATE, "")]
    assert early.json()["errors"][0]["meta"]["state"] == "prepare_for_submission"
    eddie.apple.fill_page_set(page, "en-US", IPHONE, [("1.png", pictures.png(1290, 2796, seed=1))])
    english = f"/v1/{LOCALIZATIONS}/{localization(eddie, page)}/relationships/searchKeywords"
    assert eddie.client.post(english, json=words("surf")).status_code == 204
    approve_page(eddie, app_id, page)
    second = eddie.post(VERSIONS, {"deepLink": "tide://surf"}, appCustomProductPage=link)
    assert second.json()["data"]["attributes"] == {
        "version": "2",
        "state": "PREPARE_FOR_SUBMISSION",
        "deepLink": "tide://surf",
    }
    before, after = only_page(eddie, app_id).versions
    assert (before.texts, before.keywords, before.sets) == (after.texts, after.keywords, after.sets)
    assert (after.keywords, after.sets) == ({"en-US": ("surf",)}, {"en-US": {IPHONE: 1}})
    assert [version.state for version in (before, after)] == ["APPROVED", "PREPARE_FOR_SUBMISSION"]
    assert eddie.patch(VERSIONS, before.id, deepLink=None).status_code == 409
    assert eddie.patch(VERSIONS, after.id, deepLink=None).json()["data"]["attributes"]["deepLink"] is None
    approve_page(eddie, app_id, page)
    assert [version.state for version in only_page(eddie, app_id).versions] == ["REPLACED_WITH_NEW_VERSION", "APPROVED"]
    path = f"/v1/{PAGES}/{page}/{VERSIONS}"
    assert [found["id"] for found in eddie.data(path, filter__state__="APPROVED")] == [after.id]


def test_localizations_are_added_changed_and_removed(eddie: Visitor, app_id: str, page: str) -> None:
    link = (VERSIONS, newest(eddie, page))
    german = eddie.post(LOCALIZATIONS, {"locale": "de-DE"}, appCustomProductPageVersion=link).json()["data"]["id"]
    again = eddie.post(LOCALIZATIONS, {"locale": "de-DE"}, appCustomProductPageVersion=link)
    assert codes(again) == [("ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE", "/data/attributes/locale")]
    assert eddie.patch(LOCALIZATIONS, german, promotionalText="x" * 171).status_code == 409
    assert eddie.patch(LOCALIZATIONS, german, promotionalText="Wellen.").status_code == 200
    assert only_page(eddie, app_id).versions[0].texts == {"en-US": "Waves.", "de-DE": "Wellen."}
    assert eddie.data(f"/v1/{LOCALIZATIONS}/{german}")["attributes"]["promotionalText"] == "Wellen."
    assert eddie.delete(LOCALIZATIONS, german).status_code == 204
    assert only_page(eddie, app_id).versions[0].texts == {"en-US": "Waves."}


def test_screenshots_are_uploaded_to_a_page(eddie: Visitor, app_id: str, page: str) -> None:
    english = localization(eddie, page)
    link = (LOCALIZATIONS, english)
    wanted: dict[str, object] = {"screenshotDisplayType": IPHONE}
    set_id = eddie.post("appScreenshotSets", wanted, appCustomProductPageLocalization=link).json()["data"]["id"]
    assert eddie.post("appScreenshotSets", wanted, appCustomProductPageLocalization=link).status_code == 409
    assert eddie.post("appScreenshotSets", wanted).status_code == 409
    screenshot = eddie.upload(set_id, "1.png", pictures.png(1290, 2796, seed=2))
    assert eddie.state(screenshot)["state"] == "COMPLETE"
    (row,) = eddie.data(f"/v1/{LOCALIZATIONS}/{english}/appScreenshotSets", include="appScreenshots")
    assert [found["id"] for found in row["relationships"]["appScreenshots"]["data"]] == [screenshot]
    assert only_page(eddie, app_id).versions[0].sets == {"en-US": {IPHONE: 1}}


def test_keywords_are_those_of_the_live_version_in_the_same_language(eddie: Visitor, app_id: str, page: str) -> None:
    path = f"/v1/apps/{app_id}/searchKeywords"
    ids = [row["id"] for row in eddie.data(path, filter__platform__="IOS", filter__locale__="en-US")]
    assert ids == ["tide", "surf", "harbour"]
    assert [row["id"] for row in eddie.data(path)] == ["tide", "surf", "harbour", "ebbe"]
    assert eddie.data(path, filter__platform__="MAC_OS") == []
    english = f"/v1/{LOCALIZATIONS}/{localization(eddie, page)}"
    linked = f"{english}/relationships/searchKeywords"
    assert codes(eddie.client.post(linked, json=words("surf", "ebbe"))) == [
        (INVALID, "/data/relationships/searchKeywords")
    ]
    assert eddie.client.post(linked, json=words("surf", "tide", "surf")).status_code == 204
    assert eddie.client.post(linked, json=words("tide")).status_code == 204
    assert [row["id"] for row in eddie.data(linked)] == ["surf", "tide"]
    assert eddie.client.request("DELETE", linked, json=words("surf")).status_code == 204
    assert eddie.data(f"{english}/searchKeywords", filter__locale__="de-DE") == []
    (row,) = eddie.data(f"{english}/searchKeywords")
    assert row == {"type": "appKeywords", "id": "tide", "links": row["links"]}
