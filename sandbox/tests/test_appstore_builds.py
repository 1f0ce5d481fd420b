"""Builds in the stand-in: what fits a version, and what Apple asks about encryption."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.tests.appstore_visitor import Visitor, codes

NO_FIT = ("ENTITY_ERROR.RELATIONSHIP.INVALID", "/data/relationships/build")


def numbers(eddie: Visitor, **filters: str) -> list[str]:
    return [row["attributes"]["version"] for row in eddie.data("/v1/builds", **filters)]


def test_builds_are_found_by_version_platform_and_state(eddie: Visitor, app_id: str) -> None:
    now = datetime.now(UTC)
    eddie.apple.add_build(app_id, "1.0", "9", uploaded=now - timedelta(days=91))
    eddie.apple.add_build(app_id, "1.1", "11", uploaded=now - timedelta(days=1))
    eddie.apple.add_build(app_id, "1.1", "12", state="PROCESSING", encryption=None)
    eddie.apple.add_build(app_id, "1.1", "10", "MAC_OS", internal=True, uploaded=now - timedelta(days=2))
    assert numbers(eddie, sort="-uploadedDate") == ["12", "11", "10", "9"]
    assert numbers(eddie, filter__expired__="true") == ["9"]
    assert numbers(eddie, filter__processingState__="PROCESSING") == ["12"]
    assert numbers(eddie, filter__buildAudienceType__="INTERNAL_ONLY") == ["10"]
    assert numbers(eddie, filter__version__="11,12") == ["11", "12"]
    assert numbers(eddie, exists__usesNonExemptEncryption__="false") == ["12"]
    nested = {"filter[preReleaseVersion.version]": "1.1", "filter[preReleaseVersion.platform]": "IOS"}
    found = eddie.client.get("/v1/builds", params={**nested, "filter[app]": app_id, "sort": "version"}).json()
    assert [row["attributes"]["version"] for row in found["data"]] == ["11", "12"]
    groups = eddie.data("/v1/preReleaseVersions", filter__app__=app_id, sort="version")
    assert [group["attributes"]["version"] for group in groups] == ["1.0", "1.1", "1.1"]


def test_the_builds_of_an_app_cannot_be_sorted(eddie: Visitor, app_id: str) -> None:
    eddie.apple.add_build(app_id, "1.0", "1")
    assert len(eddie.data(f"/v1/apps/{app_id}/builds")) == 1
    refused = eddie.get(f"/v1/apps/{app_id}/builds", sort="-uploadedDate")
    assert codes(refused) == [("PARAMETER_ERROR.ILLEGAL", "sort")]


def test_a_build_is_attached_and_detached(eddie: Visitor, app_id: str) -> None:
    version_id = eddie.apple.add_version(app_id, "1.0")
    build_id = eddie.apple.add_build(app_id, "1.0", "1")
    path = f"/v1/appStoreVersions/{version_id}/build"
    assert eddie.get(path).status_code == 404
    assert eddie.refer("appStoreVersions", version_id, "build", "builds", build_id).status_code == 204
    assert eddie.data(path)["id"] == build_id
    assert eddie.data(f"/v1/builds/{build_id}/appStoreVersion")["id"] == version_id
    assert eddie.refer("appStoreVersions", version_id, "build", "builds", None).status_code == 204
    assert eddie.get(path).status_code == 404


@pytest.mark.parametrize("why", ["version", "platform", "state", "expired", "internal", "locked", "app"])
def test_a_build_that_does_not_fit_is_refused(eddie: Visitor, app_id: str, why: str) -> None:
    version_id = eddie.apple.add_version(app_id, "1.0")
    build_id = eddie.apple.add_build(
        eddie.apple.add_app("com.example.other", "Other") if why == "app" else app_id,
        "1.1" if why == "version" else "1.0",
        "1",
        "MAC_OS" if why == "platform" else "IOS",
        state="PROCESSING" if why == "state" else "VALID",
        internal=why == "internal",
    )
    if why == "expired":
        eddie.apple.expire_build(build_id)
    if why == "locked":
        eddie.apple.set_version_state(version_id, "IN_REVIEW")
    refused = eddie.refer("appStoreVersions", version_id, "build", "builds", build_id)
    assert (refused.status_code, codes(refused)) == (409, [NO_FIT])
    assert eddie.apple.build(version_id) is None
    if why == "state":
        eddie.apple.finish_build(build_id)
        assert eddie.refer("appStoreVersions", version_id, "build", "builds", build_id).status_code == 204


def test_a_new_version_starts_without_a_build(eddie: Visitor, app_id: str) -> None:
    live = eddie.apple.add_version(app_id, "1.0", state="READY_FOR_DISTRIBUTION")
    eddie.apple.set_build(live, eddie.apple.add_build(app_id, "1.0", "1"))
    version_id = eddie.apple.add_version(app_id, "1.1")
    assert eddie.apple.build(version_id) is None
    build_id = eddie.apple.add_build(app_id, "1.1", "2")
    body = {"data": {"type": "builds", "id": build_id}}
    data = {"type": "appStoreVersions", "id": version_id, "relationships": {"build": body}}
    assert eddie.client.patch(f"/v1/appStoreVersions/{version_id}", json={"data": data}).status_code == 200
    included = eddie.get(f"/v1/appStoreVersions/{version_id}", include="build").json()["included"]
    assert [row["id"] for row in included] == [build_id]


def test_export_compliance_is_answered_once(eddie: Visitor, app_id: str) -> None:
    build_id = eddie.apple.add_build(app_id, "1.0", "1", encryption=None)
    assert eddie.patch("builds", build_id, usesNonExemptEncryption=False).status_code == 200
    again = eddie.patch("builds", build_id, usesNonExemptEncryption=False)
    assert codes(again) == [("ENTITY_ERROR.ATTRIBUTE.INVALID", "/data/attributes/usesNonExemptEncryption")]
    assert again.json()["errors"][0]["detail"] == "You cannot update when the value is already set."


def test_a_declaration_is_attached_to_a_build_of_its_app(eddie: Visitor, app_id: str) -> None:
    build_id = eddie.apple.add_build(app_id, "1.0", "1", encryption=True)
    other = eddie.apple.add_declaration(eddie.apple.add_app("com.example.other", "Other"))
    own = eddie.apple.add_declaration(app_id)
    refused = eddie.refer("builds", build_id, "appEncryptionDeclaration", "appEncryptionDeclarations", other)
    assert refused.status_code == 409
    accepted = eddie.refer("builds", build_id, "appEncryptionDeclaration", "appEncryptionDeclarations", own)
    assert accepted.status_code == 204
    found = eddie.get("/v1/builds", include="appEncryptionDeclaration").json()["included"]
    assert [row["attributes"]["appEncryptionDeclarationState"] for row in found] == ["APPROVED"]
    assert [row["id"] for row in eddie.data("/v1/appEncryptionDeclarations", filter__builds__=build_id)] == [own]
