"""How versions are released in the stand-in: at once, by hand, on a date, and in phases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sandbox.appstore.snapshots import VersionSnapshot
from sandbox.tests.appstore_visitor import BUNDLE_ID, Visitor, codes, token

DAY = 24 * 3600.0
NOON = datetime(2026, 12, 24, 12, tzinfo=UTC)
ATTRIBUTE = "ENTITY_ERROR.ATTRIBUTE.INVALID"
STATE = "/data/attributes/phasedReleaseState"


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = NOON.timestamp()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(eddie: Visitor) -> Clock:
    clock = Clock()
    eddie.apple.clock = clock
    eddie.client.headers["Authorization"] = f"Bearer {token(eddie.key, issued=clock.now)}"
    return clock


@pytest.fixture
def app_id(eddie: Visitor) -> str:
    app_id = eddie.apple.add_app(BUNDLE_ID, "Tide")
    eddie.apple.add_version(app_id, "1.0", state="READY_FOR_DISTRIBUTION")
    return app_id


@pytest.fixture
def next_id(eddie: Visitor, app_id: str) -> str:
    return eddie.apple.add_version(app_id, "1.1")


def _snapshot(eddie: Visitor, version_id: str) -> VersionSnapshot:
    return next(each for app in eddie.apple.look() for each in app.versions if each.id == version_id)


def version(eddie: Visitor, version_id: str) -> tuple[str, str, str | None]:
    """The state of a version, its release type and its date."""
    found = _snapshot(eddie, version_id)
    return found.state, found.release_type, found.earliest_release_date


def approve(eddie: Visitor, version_id: str) -> None:
    eddie.apple.set_version_state(version_id, "IN_REVIEW")
    eddie.apple.approve(version_id)


def phase(eddie: Visitor, version_id: str, state: str = "INACTIVE") -> tuple[int, str]:
    link = ("appStoreVersions", version_id)
    answer = eddie.post("appStoreVersionPhasedReleases", {"phasedReleaseState": state}, appStoreVersion=link)
    return answer.status_code, "" if answer.status_code != 201 else answer.json()["data"]["id"]


def phased(eddie: Visitor, version_id: str) -> tuple[str | None, int | None, int]:
    """The state of a phased release, its day, and the days it was paused."""
    found = _snapshot(eddie, version_id)
    return found.phased_state, found.phased_day, found.days_paused


def wait(eddie: Visitor, clock: Clock, seconds: float) -> None:
    clock.now += seconds
    eddie.client.headers["Authorization"] = f"Bearer {token(eddie.key, issued=clock.now)}"


def test_a_scheduled_version_is_released_at_its_hour_if_it_is_approved(
    eddie: Visitor, clock: Clock, next_id: str
) -> None:
    eddie.patch("appStoreVersions", next_id, releaseType="SCHEDULED", earliestReleaseDate="2026-12-24T14:00:00+01:00")
    approve(eddie, next_id)
    assert version(eddie, next_id)[0] == "PENDING_DEVELOPER_RELEASE"
    wait(eddie, clock, 3599)
    assert version(eddie, next_id)[0] == "PENDING_DEVELOPER_RELEASE"
    wait(eddie, clock, 1)
    assert version(eddie, next_id)[0] == "READY_FOR_DISTRIBUTION"


def test_a_date_may_be_moved_while_the_version_waits_for_it(eddie: Visitor, clock: Clock, next_id: str) -> None:
    eddie.patch("appStoreVersions", next_id, releaseType="SCHEDULED", earliestReleaseDate="2026-12-24T13:00:00Z")
    approve(eddie, next_id)
    assert eddie.patch("appStoreVersions", next_id, earliestReleaseDate="2026-12-24T15:00:00Z").status_code == 200
    wait(eddie, clock, 3600)
    assert version(eddie, next_id)[0] == "PENDING_DEVELOPER_RELEASE"
    assert eddie.patch("appStoreVersions", next_id, releaseType="MANUAL", earliestReleaseDate=None).status_code == 200
    wait(eddie, clock, 4 * 3600)
    assert version(eddie, next_id) == ("PENDING_DEVELOPER_RELEASE", "MANUAL", None)
    assert eddie.patch("appStoreVersions", next_id, releaseType="AFTER_APPROVAL").status_code == 200
    assert version(eddie, next_id)[0] == "READY_FOR_DISTRIBUTION"


def test_a_release_request_needs_an_approved_version(eddie: Visitor, app_id: str, next_id: str) -> None:
    link = ("appStoreVersions", next_id)
    refused = eddie.post("appStoreVersionReleaseRequests", appStoreVersion=link)
    assert codes(refused) == [("STATE_ERROR.ENTITY_STATE_INVALID", "")]
    eddie.apple.distribution = 60.0
    eddie.apple.set_version_state(next_id, "PENDING_DEVELOPER_RELEASE")
    assert eddie.post("appStoreVersionReleaseRequests", appStoreVersion=link).status_code == 201
    states = [each["attributes"]["appVersionState"] for each in eddie.data(f"/v1/apps/{app_id}/appStoreVersions")]
    assert states == ["PROCESSING_FOR_DISTRIBUTION", "READY_FOR_DISTRIBUTION"]
    assert eddie.post("appStoreVersionReleaseRequests", appStoreVersion=link).status_code == 409
    now = eddie.apple.clock() + 61
    eddie.apple.clock = lambda: now
    states = [each.state for each in eddie.apple.look()[0].versions]
    assert states == ["READY_FOR_DISTRIBUTION", "REPLACED_WITH_NEW_VERSION"]


def test_only_updates_on_platforms_that_update_by_themselves_are_released_in_phases(
    eddie: Visitor, app_id: str, next_id: str
) -> None:
    assert phase(eddie, eddie.apple.add_version(app_id, "1.0", platform="MAC_OS"))[0] == 409
    eddie.apple.add_version(app_id, "1.0", platform="TV_OS", state="READY_FOR_DISTRIBUTION")
    assert phase(eddie, eddie.apple.add_version(app_id, "1.1", platform="TV_OS"))[0] == 409
    assert phase(eddie, next_id, "ACTIVE")[0] == 409
    assert phase(eddie, next_id)[0] == 201
    assert phase(eddie, next_id)[0] == 409
    eddie.apple.set_version_state(next_id, "READY_FOR_DISTRIBUTION")
    other = eddie.apple.add_version(app_id, "1.2", state="PROCESSING_FOR_DISTRIBUTION")
    assert phase(eddie, other)[0] == 409


@pytest.mark.parametrize(
    ("before", "allowed"),
    [("INACTIVE", ()), ("ACTIVE", ("PAUSED", "COMPLETE")), ("PAUSED", ("ACTIVE", "COMPLETE")), ("COMPLETE", ())],
)
def test_a_phased_release_changes_only_as_apple_allows(
    eddie: Visitor, next_id: str, before: str, allowed: tuple[str, ...]
) -> None:
    for wanted in ("INACTIVE", "ACTIVE", "PAUSED", "COMPLETE"):
        eddie.apple.set_phased_release(next_id, before)
        row = eddie.data(f"/v1/appStoreVersions/{next_id}/appStoreVersionPhasedRelease")
        answer = eddie.patch("appStoreVersionPhasedReleases", row["id"], phasedReleaseState=wanted)
        assert answer.status_code == (200 if wanted in allowed else 409)
        if wanted not in allowed:
            assert codes(answer) == [(ATTRIBUTE, STATE)]
        if wanted == before:
            assert answer.json()["errors"][0]["detail"] == "The phased release already has this value"


def test_a_phased_release_can_be_given_up_until_it_starts(eddie: Visitor, next_id: str) -> None:
    _, phased_id = phase(eddie, next_id)
    assert eddie.delete("appStoreVersionPhasedReleases", phased_id).status_code == 204
    assert eddie.data(f"/v1/appStoreVersions/{next_id}/appStoreVersionPhasedRelease") is None
    _, phased_id = phase(eddie, next_id)
    eddie.apple.set_version_state(next_id, "READY_FOR_DISTRIBUTION")
    assert eddie.delete("appStoreVersionPhasedReleases", phased_id).status_code == 409


def test_days_pass_except_in_a_pause_which_lasts_thirty_days_at_most(
    eddie: Visitor, clock: Clock, next_id: str
) -> None:
    _, phased_id = phase(eddie, next_id)
    wait(eddie, clock, 3 * DAY)
    assert phased(eddie, next_id) == ("INACTIVE", None, 0)
    eddie.apple.set_version_state(next_id, "READY_FOR_DISTRIBUTION")
    assert phased(eddie, next_id) == ("ACTIVE", 1, 0)
    for _ in range(2):
        wait(eddie, clock, DAY)
    eddie.apple.next_phased_day(next_id)
    assert phased(eddie, next_id) == ("ACTIVE", 4, 0)
    for name in ("PAUSED", "ACTIVE", "PAUSED"):
        eddie.patch("appStoreVersionPhasedReleases", phased_id, phasedReleaseState=name)
    for _ in range(29):
        eddie.apple.next_phased_day(next_id)
    assert phased(eddie, next_id) == ("PAUSED", 4, 29)
    eddie.apple.next_phased_day(next_id)
    assert phased(eddie, next_id) == ("ACTIVE", 4, 30)
    for _ in range(4):
        eddie.apple.next_phased_day(next_id)
    assert phased(eddie, next_id) == ("COMPLETE", 7, 30)


def test_a_newer_version_ends_a_phased_release(eddie: Visitor, app_id: str, next_id: str) -> None:
    phase(eddie, next_id)
    eddie.apple.set_version_state(next_id, "READY_FOR_DISTRIBUTION")
    newer = eddie.apple.add_version(app_id, "1.2")
    eddie.apple.set_version_state(newer, "READY_FOR_DISTRIBUTION")
    assert phased(eddie, next_id)[0] == "COMPLETE"
