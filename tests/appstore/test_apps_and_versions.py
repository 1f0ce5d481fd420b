"""Apps and versions: the listing, and the version that can be changed."""

from __future__ import annotations

from typing import Any

import pytest

from appstore import apps, versions
from appstore.apps import App
from appstore.errors import Refused
from appstore.versions import AppVersionState, PhasedReleaseState, Platform, ReleaseType
from tests.appstore.scripted_apple import ScriptedApple, answer, refusal, resource

NIGHT_SKY = App("1447", "com.example.nightsky", "Night Sky", "en-US")


def app(**related: Any) -> dict[str, Any]:  # noqa: ANN401
    attributes = {"bundleId": "com.example.nightsky", "name": "Night Sky", "primaryLocale": "en-US"}
    return resource("apps", "1447", attributes, **related)


def version(identity: str, created: str = "2026-10-01T09:00:00-07:00", **attributes: str) -> dict[str, Any]:
    known = {"versionString": f"1.{identity}", "platform": "IOS", "appVersionState": "PREPARE_FOR_SUBMISSION"}
    return resource("appStoreVersions", identity, known | {"createdDate": created} | attributes)


def test_the_accounts_apps_are_listed() -> None:
    scripted = ScriptedApple(answer([app()]))
    assert apps.all_apps(scripted.apple) == (NIGHT_SKY,)
    assert scripted.script.requests[0].url.params["sort"] == "name"


def test_an_app_without_a_name_is_called_by_its_bundle_id() -> None:
    scripted = ScriptedApple(answer([resource("apps", "9", {"bundleId": "com.example.new", "name": None})]))
    assert [app.name for app in apps.all_apps(scripted.apple)] == ["com.example.new"]


@pytest.mark.parametrize(
    ("requested", "parameter"), [("com.example.NightSky", "filter[bundleId]"), ("1447", "filter[id]")]
)
def test_an_app_is_found_by_bundle_id_or_number(requested: str, parameter: str) -> None:
    found = answer([resource("apps", "9", {"bundleId": "com.example.nightskyplus"}), app()])
    scripted = ScriptedApple(found, answer([]))
    assert apps.with_versions(scripted.apple, requested) == ((NIGHT_SKY, ()),)
    assert scripted.script.requests[0].url.params[parameter] == requested


def test_an_unknown_app_is_not_found() -> None:
    assert apps.with_versions(ScriptedApple(answer([])).apple, "com.example.nothing") == ()


@pytest.mark.parametrize("requested", ["1447", None])
def test_apps_and_their_versions_come_in_one_call_newest_first(requested: str | None) -> None:
    links = [{"type": "appStoreVersions", "id": identity} for identity in "12"]
    old, new = version("1"), version("2", created="2026-11-02T09:00:00Z")
    scripted = ScriptedApple(answer([app(appStoreVersions=links)], included=[old, new]))
    ((found, its_versions),) = apps.with_versions(scripted.apple, requested)
    assert found == NIGHT_SKY
    assert [version.id for version in its_versions] == ["2", "1"]
    assert {version.app_id for version in its_versions} == {"1447"}
    assert scripted.script.requests[0].url.params["limit[appStoreVersions]"] == "50"


def test_versions_that_apple_leaves_out_are_asked_for() -> None:
    scripted = ScriptedApple(answer([app()]), answer([version("1")]))
    ((_, its_versions),) = apps.with_versions(scripted.apple, None)
    assert [version.id for version in its_versions] == ["1"]
    assert scripted.script.requested == ["GET /v1/apps", "GET /v1/apps/1447/appStoreVersions"]


def test_where_an_app_has_more_versions_than_apple_includes_all_of_them_are_asked_for() -> None:
    found = app(appStoreVersions=[{"type": "appStoreVersions", "id": "1"}])
    found["relationships"]["appStoreVersions"]["meta"] = {"paging": {"total": 2, "limit": 1}}
    scripted = ScriptedApple(answer([found], included=[version("1")]), answer([version("1"), version("2")]))
    ((_, its_versions),) = apps.with_versions(scripted.apple, None)
    assert [version.id for version in its_versions] == ["2", "1"]


@pytest.mark.parametrize(
    ("attributes", "state"),
    [
        ({"appVersionState": "IN_REVIEW", "appStoreState": "WAITING_FOR_REVIEW"}, AppVersionState.IN_REVIEW),
        ({"appVersionState": "", "appStoreState": "READY_FOR_SALE"}, AppVersionState.READY_FOR_DISTRIBUTION),
        (
            {"appVersionState": "", "appStoreState": "PROCESSING_FOR_APP_STORE"},
            AppVersionState.PROCESSING_FOR_DISTRIBUTION,
        ),
        ({"appVersionState": "", "appStoreState": "REJECTED"}, AppVersionState.REJECTED),
        ({"appVersionState": "", "appStoreState": "REMOVED_FROM_SALE"}, AppVersionState.REMOVED_FROM_SALE),
        ({"appVersionState": "ON_ITS_WAY_TO_MARS"}, AppVersionState.UNKNOWN),
        ({"appVersionState": ""}, AppVersionState.UNKNOWN),
    ],
)
def test_a_state_is_read_under_both_of_its_names(attributes: dict[str, str], state: AppVersionState) -> None:
    (found,) = versions.of_app(ScriptedApple(answer([version("1", **attributes)])).apple, "1447")
    assert found.state == state


def test_a_version_that_is_not_released_yet_is_the_newest_whatever_its_date() -> None:
    states = ("REPLACED_WITH_NEW_VERSION", "READY_FOR_DISTRIBUTION", "PREPARE_FOR_SUBMISSION")
    found = [version(str(number), appVersionState=state) for number, state in enumerate(states)]
    for day, each in zip((30, 20, 10), found, strict=True):
        each["attributes"]["createdDate"] = f"2026-10-{day}T09:00:00-07:00"
    read = versions.of_app(ScriptedApple(answer(found)).apple, "1447")
    assert [each.id for each in read] == ["2", "1", "0"]


def test_versions_of_another_platform_are_left_out_if_apple_ignores_the_filter() -> None:
    found = [version("1", platform="IOS"), version("2", platform="MAC_OS")]
    assert [each.id for each in versions.of_app(ScriptedApple(answer(found)).apple, "1447", "MAC_OS")] == ["2"]


def test_a_version_is_read() -> None:
    (found,) = versions.of_app(ScriptedApple(answer([version("3", platform="VISION_OS")])).apple, "1447")
    assert (found.version_string, found.platform) == ("1.3", Platform.VISION_OS)
    assert found.created
    assert found.created.isoformat() == "2026-10-01T09:00:00-07:00"


def test_how_a_version_is_released_is_read() -> None:
    date = "2026-12-24T09:00:00-08:00"
    (found,) = versions.of_app(
        ScriptedApple(answer([version("1", releaseType="SCHEDULED", earliestReleaseDate=date)])).apple, "1447"
    )
    assert found.release_type is ReleaseType.SCHEDULED
    assert found.earliest_release
    assert found.earliest_release.isoformat() == date


def test_a_version_without_date_comes_last() -> None:
    scripted = ScriptedApple(answer([version("1", created=""), version("2")]))
    assert [found.id for found in versions.of_app(scripted.apple, "1447")] == ["2", "1"]


def test_versions_of_one_second_are_told_apart_by_their_numbers() -> None:
    scripted = ScriptedApple(answer([version("1", versionString="1.9"), version("2", versionString="1.10")]))
    assert [found.version_string for found in versions.of_app(scripted.apple, "1447")] == ["1.10", "1.9"]


def test_a_phased_release_is_read() -> None:
    attributes = {
        "phasedReleaseState": "PAUSED",
        "currentDayNumber": 3,
        "totalPauseDuration": 2,
        "startDate": "2026-11-01",
    }
    scripted = ScriptedApple(answer(resource("appStoreVersionPhasedReleases", "5", attributes)))
    release = versions.phased_release(scripted.apple, "1")
    assert release
    assert (release.state, release.day, release.paused) == (PhasedReleaseState.PAUSED, 3, 2)


@pytest.mark.parametrize("response", [refusal(404, "NOT_FOUND"), answer(None)])
def test_a_version_without_phased_release_has_none(response: Any) -> None:  # noqa: ANN401
    assert versions.phased_release(ScriptedApple(response).apple, "1") is None


def test_another_refusal_of_a_phased_release_is_told() -> None:
    with pytest.raises(Refused):
        versions.phased_release(ScriptedApple(refusal(400)).apple, "1")
