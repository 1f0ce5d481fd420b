"""How and when a version is released once Apple has approved it, and the request to release it now.

https://developer.apple.com/documentation/appstoreconnectapi/app-store-version-release-requests
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from appstore.calls.jsonapi import body
from appstore.client import AppStore, Resource
from appstore.errors import Refused
from appstore.releases import builds
from appstore.versions import RELEASED, ReleaseType, Version, find, read

KIND = "appStoreVersionReleaseRequests"
VERSIONS = "appStoreVersions"
# Apple may refuse a new release type for a second after other changes, after which fastlane, too, waits 2 seconds:
# https://github.com/fastlane/fastlane/blob/master/deliver/lib/deliver/upload_metadata.rb
SETTLING_SECONDS = 2.0


@dataclass(frozen=True, kw_only=True)
class ReleasePlan:
    """How a version will be released. `at`: epoch seconds, a whole hour, for SCHEDULED only."""

    type: ReleaseType
    at: float = 0.0

    @classmethod
    def of(cls, version: Version) -> "ReleasePlan":
        """Return the plan of a version."""
        date = version.earliest_release if version.release_type is ReleaseType.SCHEDULED else None
        return cls(type=version.release_type, at=date.timestamp() if date is not None else 0.0)

    @classmethod
    def read(cls, code: str) -> "ReleasePlan":
        """Return the plan with this code."""
        kind, _, date = code.partition(" ")
        return cls(type=ReleaseType(kind), at=datetime.fromisoformat(date).timestamp() if date else 0.0)

    @property
    def date(self) -> str | None:
        """The date as Apple takes it, with its offset."""
        return datetime.fromtimestamp(self.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if self.at else None

    @property
    def code(self) -> str:
        """The plan in a word or two: `MANUAL`, `SCHEDULED 2026-12-24T09:00:00Z`."""
        return f"{self.type.value} {self.date}" if self.date else self.type.value


def set_plan(apple: AppStore, app_id: str, version_id: str, plan: ReleasePlan) -> None:
    """Change how a version will be released. A date that does not belong to the new type goes in the same call."""
    request = body(VERSIONS, {"releaseType": plan.type.value, "earliestReleaseDate": plan.date}, identity=version_id)

    def done() -> Resource | None:
        version = find(apple, app_id, version_id)
        same = version is not None and ReleasePlan.of(version) == plan
        return Resource(VERSIONS, version_id) if same else None

    path = f"/v1/{VERSIONS}/{version_id}"
    try:
        apple.patch(path, request, find=done)
    except Refused as refused:
        if not refused.conflict or refused.about("releaseType") is None:
            raise
        apple.sleep(SETTLING_SECONDS)
        apple.patch(path, request, find=done)


def request_release(apple: AppStore, app_id: str, version_id: str) -> None:
    """Release an approved version now, unless it is released already. Nothing takes it back."""

    def done() -> Resource | None:
        version = find(apple, app_id, version_id)
        return Resource(VERSIONS, version_id) if version is not None and version.state in RELEASED else None

    parents = {"appStoreVersion": (VERSIONS, version_id)}
    try:
        apple.post(f"/v1/{KIND}", body(KIND, {}, parents=parents), find=done)
    except Refused as refused:
        # Somebody else may have released it at the same moment.
        if not refused.conflict or done() is None:
            raise


def with_build(apple: AppStore, app_id: str, version_id: str) -> tuple[Version, str]:
    """Return a version and the number of its build, "" for none. Raises Refused where the version is gone."""
    answer = apple.get(f"/v1/{VERSIONS}/{version_id}", {"include": "build"})
    return read(answer.first, app_id), builds.number_of(apple, answer.first, answer)
