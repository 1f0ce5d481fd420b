"""Single versions, submissions and builds, with what a report says about them."""

from dataclasses import dataclass, replace

from appstore import submissions
from appstore.client import AppStore
from appstore.releases.states import (
    BUILD_FIELDS,
    VERSION_FIELDS,
    SubjectKind,
    SubjectState,
    build_state,
    phased_state,
    submission_state,
    version_state,
)
from appstore.versions import LIVE


@dataclass(frozen=True, kw_only=True)
class VersionDetails:
    """What else a report says about a version; `phased` as in `phased_state`."""

    version: str = ""
    platform: str = ""
    build: str = ""
    phased: str = ""


@dataclass(frozen=True, kw_only=True)
class UploadDetails:
    """A build on its way to Apple; `build_id` is "" while it is no build, `errors` are Apple's."""

    version: str
    platform: str
    build: str
    build_id: str
    errors: tuple[str, ...]


def build(apple: AppStore, build_id: str) -> SubjectState:
    """Read one build. Raises Refused (`gone`)."""
    answer = apple.get(
        f"/v1/builds/{build_id}",
        {"include": "preReleaseVersion", "fields[builds]": f"{BUILD_FIELDS},preReleaseVersion"},
    )
    return build_state(answer.first, answer)


def submission(apple: AppStore, submission_id: str) -> SubjectState:
    """Read one submission, with its version and the person who last changed it. Raises Refused (`gone`)."""
    answer = apple.get(
        f"/v1/reviewSubmissions/{submission_id}", {"include": "appStoreVersionForReview,lastUpdatedByActor"}
    )
    found = submission_state(answer.first, answer)
    if found.version_id:
        return found
    items = submissions.items(apple, submission_id)
    return replace(found, version_id=next((item.version_id for item in items if item.version_id), ""))


def version_details(apple: AppStore, version_id: str) -> VersionDetails:
    """Read the name, the build and the phased release of a version. Raises Refused (`gone`)."""
    answer = apple.get(
        f"/v1/appStoreVersions/{version_id}",
        {
            "include": "build,appStoreVersionPhasedRelease",
            "fields[appStoreVersions]": f"{VERSION_FIELDS},build,appStoreVersionPhasedRelease",
            "fields[builds]": "version",
        },
    )
    version, attached = version_state(answer.first), answer.included_by_id(SubjectKind.BUILD)
    return VersionDetails(
        version=version.version,
        platform=version.platform,
        build=next((resource.text("version") for resource in attached.values()), ""),
        phased=phased_state(answer.first, answer) if version.state in LIVE else "",
    )


def upload_details(apple: AppStore, upload_id: str) -> UploadDetails:
    """Read the upload of a build. Raises Refused (`gone`)."""
    answer = apple.get(f"/v1/buildUploads/{upload_id}", {"include": "build"})
    found, state = answer.first, answer.first.attributes.get("state")
    errors = state.get("errors") if isinstance(state, dict) else None
    return UploadDetails(
        version=found.text("cfBundleShortVersionString"),
        platform=found.text("platform"),
        build=found.text("cfBundleVersion"),
        build_id=next(iter(answer.included_by_id(SubjectKind.BUILD)), ""),
        errors=tuple(str(error.get("description") or error.get("code") or "") for error in errors or ()),
    )
