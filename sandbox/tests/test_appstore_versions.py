"""Versions, texts and app infos in the stand-in: their dependencies, and the states in which they can be changed."""

from __future__ import annotations

import pytest

from sandbox import pictures
from sandbox.tests.appstore_visitor import Visitor, codes

WATCH = "APP_WATCH_SERIES_3"


def create(eddie: Visitor, app_id: str, version: str, platform: str = "IOS") -> tuple[int, list[tuple[str, str]]]:
    attributes: dict[str, object] = {"platform": platform, "versionString": version}
    answer = eddie.post("appStoreVersions", attributes, app=("apps", app_id))
    return answer.status_code, [] if answer.status_code == 201 else codes(answer)


def versions(eddie: Visitor, app_id: str, **filters: str) -> list[str]:
    rows = eddie.data(f"/v1/apps/{app_id}/appStoreVersions", **filters)
    return [row["attributes"]["versionString"] for row in rows]


def test_versions_come_newest_first_and_are_found_by_platform_name_and_state(eddie: Visitor, app_id: str) -> None:
    eddie.apple.add_version(app_id, "1.0", state="READY_FOR_DISTRIBUTION")
    eddie.apple.add_version(app_id, "1.1")
    eddie.apple.add_version(app_id, "1.0", platform="MAC_OS")
    assert versions(eddie, app_id) == ["1.0", "1.1", "1.0"]
    assert versions(eddie, app_id, filter__platform__="IOS") == ["1.1", "1.0"]
    assert versions(eddie, app_id, filter__versionString__="1.1") == ["1.1"]
    assert versions(eddie, app_id, filter__appVersionState__="READY_FOR_DISTRIBUTION") == ["1.0"]
    assert versions(eddie, app_id, filter__appStoreState__="READY_FOR_SALE") == ["1.0"]
    path = f"/v1/apps/{app_id}/appStoreVersions"
    assert codes(eddie.get(path, filter__appVersionState__="READY_FOR_SALE"))[0][0] == "PARAMETER_ERROR.INVALID"


def test_a_new_version_starts_as_a_copy_without_the_release_notes(eddie: Visitor, app_id: str) -> None:
    live = eddie.apple.add_version(app_id, "1.0", state="READY_FOR_DISTRIBUTION", locales=["en-US", "de-DE"])
    eddie.apple.set_text(live, "en-US", description="Tides", keywords="sea", whatsNew="More", promotionalText="Now")
    data = pictures.png(312, 390, seed=1)
    (original,) = eddie.apple.fill_set(live, "en-US", WATCH, [("a.png", data)])
    assert create(eddie, app_id, "1.1") == (201, [])
    (row,) = eddie.data(f"/v1/apps/{app_id}/appStoreVersions", filter__versionString__="1.1")
    texts = eddie.apple.texts(row["id"])
    assert texts.keys() == {"en-US", "de-DE"}
    assert texts["en-US"]["description"] == "Tides"
    assert texts["en-US"]["promotionalText"] == "Now"
    assert texts["en-US"]["whatsNew"] is None
    (copy,) = eddie.apple.screenshots(row["id"], "en-US", WATCH)
    assert copy.id != original
    assert (copy.name, copy.data, copy.state) == ("a.png", data, "COMPLETE")
    assert eddie.delete("appScreenshots", copy.id).status_code == 204
    assert len(eddie.apple.screenshots(live, "en-US", WATCH)) == 1


def test_one_version_of_a_platform_is_in_preparation_at_a_time(eddie: Visitor, app_id: str) -> None:
    assert create(eddie, app_id, "1.0") == (201, [])
    busy = ("ENTITY_ERROR.RELATIONSHIP.INVALID", "/data/relationships/app")
    taken = ("ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE", "/data/attributes/versionString")
    assert create(eddie, app_id, "1.1") == (409, [busy])
    assert create(eddie, app_id, "1.0") == (409, [busy, taken])
    assert create(eddie, app_id, "1.0", platform="MAC_OS") == (201, [])


def test_a_version_that_goes_live_replaces_the_one_before(eddie: Visitor, app_id: str) -> None:
    old = eddie.apple.add_version(app_id, "1.0", state="READY_FOR_DISTRIBUTION")
    new = eddie.apple.add_version(app_id, "1.1")
    eddie.apple.set_version_state(new, "READY_FOR_DISTRIBUTION")
    states = {row["id"]: row["attributes"] for row in eddie.data(f"/v1/apps/{app_id}/appStoreVersions")}
    assert states[old]["appVersionState"] == states[old]["appStoreState"] == "REPLACED_WITH_NEW_VERSION"
    assert (states[new]["appVersionState"], states[new]["appStoreState"]) == (
        "READY_FOR_DISTRIBUTION",
        "READY_FOR_SALE",
    )


def test_what_is_live_has_a_copyright_and_an_age_rating(eddie: Visitor, app_id: str) -> None:
    eddie.apple.add_version(app_id, "0.9", state="READY_FOR_DISTRIBUTION")
    versions = eddie.data(f"/v1/apps/{app_id}/appStoreVersions", filter__appVersionState__="READY_FOR_DISTRIBUTION")
    assert all(version["attributes"]["copyright"] for version in versions)
    infos = eddie.data(f"/v1/apps/{app_id}/appInfos")
    live = [info["attributes"] for info in infos if info["attributes"]["state"] == "READY_FOR_DISTRIBUTION"]
    assert [info["appStoreAgeRating"] for info in live] == ["FOUR_PLUS"]


def test_a_new_locale_starts_with_the_texts_of_the_primary_one(eddie: Visitor, app_id: str) -> None:
    version_id = eddie.apple.add_version(app_id, "1.0")
    eddie.apple.set_text(version_id, "en-US", description="Tides", keywords="sea", promotionalText="New")
    parent = ("appStoreVersions", version_id)
    wanted: dict[str, object] = {"locale": "it", "keywords": "mare"}
    added = eddie.post("appStoreVersionLocalizations", wanted, appStoreVersion=parent).json()["data"]["attributes"]
    assert (added["locale"], added["description"], added["promotionalText"]) == ("it", "Tides", "New")
    assert added["keywords"] == "mare"


def test_a_version_can_be_renamed_until_it_is_submitted(eddie: Visitor, app_id: str) -> None:
    version_id = eddie.apple.add_version(app_id, "1.0")
    answer = eddie.patch("appStoreVersions", version_id, versionString="1.0.1", releaseType="MANUAL")
    assert answer.status_code == 200
    assert eddie.data(f"/v1/appStoreVersions/{version_id}")["attributes"]["versionString"] == "1.0.1"
    eddie.apple.set_version_state(version_id, "IN_REVIEW")
    assert codes(eddie.patch("appStoreVersions", version_id, versionString="2")) == [
        ("ENTITY_ERROR.ATTRIBUTE.INVALID.INVALID_STATE", "/data/attributes/versionString")
    ]


def test_a_state_that_apple_does_not_have_cannot_be_set(eddie: Visitor, app_id: str) -> None:
    version_id = eddie.apple.add_version(app_id, "1.0")
    with pytest.raises(ValueError, match="READY_FOR_SALE"):
        eddie.apple.set_version_state(version_id, "READY_FOR_SALE")


def test_a_phased_release_is_told_and_so_is_its_absence(eddie: Visitor, app_id: str) -> None:
    version_id = eddie.apple.add_version(app_id, "1.0", state="READY_FOR_DISTRIBUTION")
    path = f"/v1/appStoreVersions/{version_id}"
    assert eddie.data(f"{path}/appStoreVersionPhasedRelease") is None
    eddie.apple.set_phased_release(version_id, "PAUSED", day=3)
    attributes = eddie.data(f"{path}/appStoreVersionPhasedRelease")["attributes"]
    assert (attributes["phasedReleaseState"], attributes["currentDayNumber"]) == ("PAUSED", 3)
    included = eddie.get(path, include="appStoreVersionPhasedRelease").json()["included"]
    assert [row["type"] for row in included] == ["appStoreVersionPhasedReleases"]


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        ("PREPARE_FOR_SUBMISSION", {"promotionalText", "keywords"}),
        ("METADATA_REJECTED", {"promotionalText", "keywords"}),
        ("WAITING_FOR_REVIEW", {"promotionalText", "keywords"}),
        ("IN_REVIEW", {"promotionalText"}),
        ("READY_FOR_DISTRIBUTION", {"promotionalText"}),
        ("REPLACED_WITH_NEW_VERSION", set()),
    ],
)
def test_promotional_text_may_change_when_nothing_else_may(
    eddie: Visitor, app_id: str, state: str, allowed: set[str]
) -> None:
    version_id = eddie.apple.add_version(app_id, "1.0", state=state)
    locale_id = eddie.locale(version_id)
    for name in ("promotionalText", "keywords"):
        answer = eddie.patch("appStoreVersionLocalizations", locale_id, **{name: "sea"})
        if name in allowed:
            assert answer.status_code == 200
        else:
            assert codes(answer) == [("STATE_ERROR", f"/data/attributes/{name}")]
            assert answer.json()["errors"][0]["detail"] == f"Attribute '{name}' cannot be edited at this time"


def test_promotional_text_together_with_another_text_is_refused_as_a_whole(eddie: Visitor, app_id: str) -> None:
    version_id = eddie.apple.add_version(app_id, "1.0", state="READY_FOR_DISTRIBUTION")
    locale_id = eddie.locale(version_id)
    answer = eddie.patch("appStoreVersionLocalizations", locale_id, promotionalText="Now", keywords="sea")
    assert codes(answer) == [("STATE_ERROR", "/data/attributes/keywords")]
    assert eddie.apple.texts(version_id)["en-US"]["promotionalText"] is None


def test_the_first_version_of_an_app_has_no_release_notes(eddie: Visitor, app_id: str) -> None:
    first = eddie.apple.add_version(app_id, "1.0")
    refused = eddie.patch("appStoreVersionLocalizations", eddie.locale(first), whatsNew="Everything")
    assert codes(refused) == [("STATE_ERROR", "/data/attributes/whatsNew")]
    eddie.apple.set_version_state(first, "READY_FOR_DISTRIBUTION")
    second = eddie.apple.add_version(app_id, "1.1")
    assert eddie.patch("appStoreVersionLocalizations", eddie.locale(second), whatsNew="More").status_code == 200


def test_a_locale_is_added_once_and_can_be_removed(eddie: Visitor, app_id: str) -> None:
    version_id = eddie.apple.add_version(app_id, "1.0")
    link = ("appStoreVersions", version_id)
    added = eddie.post("appStoreVersionLocalizations", {"locale": "da", "keywords": "hav"}, appStoreVersion=link)
    assert added.status_code == 201
    again = eddie.post("appStoreVersionLocalizations", {"locale": "da"}, appStoreVersion=link)
    assert codes(again) == [("ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE", "/data/attributes/locale")]
    assert eddie.delete("appStoreVersionLocalizations", added.json()["data"]["id"]).status_code == 204
    assert eddie.apple.texts(version_id).keys() == {"en-US"}


def test_locales_stay_as_they_are_once_a_version_is_submitted(eddie: Visitor, app_id: str) -> None:
    version_id = eddie.apple.add_version(app_id, "1.0", state="WAITING_FOR_REVIEW")
    link = ("appStoreVersions", version_id)
    assert eddie.post("appStoreVersionLocalizations", {"locale": "da"}, appStoreVersion=link).status_code == 409
    assert eddie.delete("appStoreVersionLocalizations", eddie.locale(version_id)).status_code == 409


def test_a_live_app_with_a_version_in_preparation_has_two_sets_of_names(eddie: Visitor, app_id: str) -> None:
    first = eddie.apple.add_version(app_id, "1.0")
    path = f"/v1/apps/{app_id}/appInfos"
    assert [info["attributes"]["state"] for info in eddie.data(path)] == ["PREPARE_FOR_SUBMISSION"]
    eddie.apple.set_version_state(first, "READY_FOR_DISTRIBUTION")
    assert [info["attributes"]["state"] for info in eddie.data(path)] == ["READY_FOR_DISTRIBUTION"]
    second = eddie.apple.add_version(app_id, "1.1", state="METADATA_REJECTED")
    infos = eddie.data(path)
    assert [info["attributes"]["state"] for info in infos] == ["READY_FOR_DISTRIBUTION", "REJECTED"]
    live, ahead = (eddie.data(f"/v1/appInfos/{info['id']}/appInfoLocalizations")[0]["id"] for info in infos)
    assert codes(eddie.patch("appInfoLocalizations", live, name="Ebb")) == [("STATE_ERROR", "/data/attributes/name")]
    assert eddie.patch("appInfoLocalizations", ahead, name="Ebb", subtitle=None).status_code == 200
    eddie.apple.set_version_state(second, "READY_FOR_DISTRIBUTION")
    (info,) = eddie.data(path, include="appInfoLocalizations")
    (row,) = eddie.data(f"/v1/appInfos/{info['id']}/appInfoLocalizations", filter__locale__="en-US")
    assert row["attributes"]["name"] == "Ebb"


def test_a_name_has_two_to_thirty_characters(eddie: Visitor, app_id: str) -> None:
    (info,) = eddie.data(f"/v1/apps/{app_id}/appInfos")
    link = ("appInfos", info["id"])
    for name, code in (("x", "TOO_SHORT"), ("x" * 31, "TOO_LONG")):
        answer = eddie.post("appInfoLocalizations", {"locale": "da", "name": name}, appInfo=link)
        assert codes(answer) == [(f"ENTITY_ERROR.ATTRIBUTE.INVALID.{code}", "/data/attributes/name")]
    added = eddie.post("appInfoLocalizations", {"locale": "da", "name": "Tidevand"}, appInfo=link)
    assert added.status_code == 201
    again = eddie.post("appInfoLocalizations", {"locale": "da", "name": "Tidevand"}, appInfo=link)
    assert codes(again) == [("ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE", "/data/attributes/locale")]
    path = f"/v1/appInfoLocalizations/{added.json()['data']['id']}"
    assert eddie.data(path)["attributes"]["name"] == "Tidevand"
    assert eddie.client.delete(path).status_code == 204
    assert eddie.get(path).status_code == 404


def test_names_of_an_app_in_review_cannot_be_added_or_removed(eddie: Visitor, app_id: str) -> None:
    eddie.apple.add_version(app_id, "1.0", state="IN_REVIEW")
    (info,) = eddie.data(f"/v1/apps/{app_id}/appInfos")
    (row,) = eddie.data(f"/v1/appInfos/{info['id']}/appInfoLocalizations")
    link = ("appInfos", info["id"])
    assert eddie.post("appInfoLocalizations", {"locale": "da", "name": "Hav"}, appInfo=link).status_code == 409
    assert eddie.delete("appInfoLocalizations", row["id"]).status_code == 409


def test_a_text_under_a_name_that_apple_does_not_have_cannot_be_set(eddie: Visitor, app_id: str) -> None:
    version_id = eddie.apple.add_version(app_id, "1.0")
    with pytest.raises(ValueError, match="promo"):
        eddie.apple.set_text(version_id, "en-US", promo="Now")
    with pytest.raises(KeyError):
        eddie.apple.set_text(version_id, "fr-FR", promotionalText="Maintenant")
