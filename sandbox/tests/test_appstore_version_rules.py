"""What Apple allows of a version in the stand-in: its number, when it is released, and what can be changed when."""

from __future__ import annotations

import pytest

from sandbox.tests.appstore_visitor import Visitor, codes


@pytest.mark.parametrize("number", ["1.2.3.4", "1.2b", "v2", "1..2", "1.2.", "２"])
def test_a_number_has_one_to_three_integers(eddie: Visitor, app_id: str, number: str) -> None:
    wrong = [("ENTITY_ERROR.ATTRIBUTE.INVALID", "/data/attributes/versionString")]
    attributes: dict[str, object] = {"platform": "IOS", "versionString": number}
    assert codes(eddie.post("appStoreVersions", attributes, app=("apps", app_id))) == wrong


def test_a_version_is_not_renamed_to_a_number_of_its_platform(eddie: Visitor, app_id: str) -> None:
    eddie.apple.add_version(app_id, "1.0", state="READY_FOR_DISTRIBUTION")
    version_id = eddie.apple.add_version(app_id, "1.1")
    taken = [("ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE", "/data/attributes/versionString")]
    assert codes(eddie.patch("appStoreVersions", version_id, versionString="1.0")) == taken
    assert eddie.patch("appStoreVersions", version_id, versionString="1.1").status_code == 200


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"releaseType": "SCHEDULED", "earliestReleaseDate": "2027-01-01T09:00:00-08:00"}, ""),
        ({"releaseType": "MANUAL", "earliestReleaseDate": None}, ""),
        ({"releaseType": "SCHEDULED", "earliestReleaseDate": "2027-01-01T09:30:00Z"}, "INVALID"),
        ({"releaseType": "SCHEDULED", "earliestReleaseDate": "tomorrow"}, "INVALID"),
        ({"releaseType": "MANUAL", "earliestReleaseDate": "2027-01-01T09:00:00Z"}, "INVALID"),
        ({"releaseType": "SCHEDULED"}, "REQUIRED"),
    ],
)
def test_a_release_is_scheduled_for_a_full_hour(
    eddie: Visitor, app_id: str, wanted: dict[str, object], code: str
) -> None:
    version_id = eddie.apple.add_version(app_id, "1.0", state="PENDING_DEVELOPER_RELEASE")
    answer = eddie.patch("appStoreVersions", version_id, **wanted)
    pointer = "/data/attributes/earliestReleaseDate"
    assert (code and codes(answer)) == (code and [(f"ENTITY_ERROR.ATTRIBUTE.{code}", pointer)])
    assert answer.status_code == (409 if code else 200)


@pytest.mark.parametrize(
    ("state", "name", "status"),
    [
        ("IN_REVIEW", "releaseType", 200),
        ("READY_FOR_DISTRIBUTION", "releaseType", 409),
        ("READY_FOR_DISTRIBUTION", "downloadable", 200),
        ("INVALID_BINARY", "copyright", 200),
        ("WAITING_FOR_REVIEW", "copyright", 409),
    ],
)
def test_what_can_be_changed_depends_on_the_state(
    eddie: Visitor, app_id: str, state: str, name: str, status: int
) -> None:
    version_id = eddie.apple.add_version(app_id, "1.0", state=state)
    value = {"releaseType": "MANUAL", "downloadable": False, "copyright": "2026 Tide"}[name]
    answer = eddie.patch("appStoreVersions", version_id, **{name: value})
    assert answer.status_code == status
    assert status == 200 or codes(answer) == [("STATE_ERROR", f"/data/attributes/{name}")]
