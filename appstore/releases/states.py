"""The states of versions, submissions, builds and phased releases, as Apple describes them."""

from dataclasses import dataclass
from enum import StrEnum

from appstore.calls.jsonapi import Document, Resource

# The older attribute `appStoreState` has other names for two of the states.
_RENAMED = {"READY_FOR_SALE": "READY_FOR_DISTRIBUTION", "PROCESSING_FOR_APP_STORE": "PROCESSING_FOR_DISTRIBUTION"}

# Per cent of users that a phased release reaches on days 1 to 7:
# https://developer.apple.com/help/app-store-connect/update-your-app/release-a-version-update-in-phases
PHASE_SHARES = (1, 2, 5, 10, 20, 50, 100)

# The phased release of a version without one.
NOT_PHASED = "NONE"

# What the functions here read.
VERSION_FIELDS = "platform,versionString,appStoreState,appVersionState"
BUILD_FIELDS = "version,uploadedDate,processingState"


class SubjectKind(StrEnum):
    """What has a state, by Apple's resource type."""

    VERSION = "appStoreVersions"
    SUBMISSION = "reviewSubmissions"
    BUILD = "builds"
    BUILD_UPLOAD = "buildUploads"
    PHASED_RELEASE = "appStoreVersionPhasedReleases"


@dataclass(frozen=True, kw_only=True)
class SubjectState:
    """The state of a version, a submission, a build or a phased release, which has the id of its version.

    `created` is when a build was uploaded (epoch seconds), else 0. `version`, `platform` and `build` (its number) name
    the subject. `version_id` is the version of a submission, `actor` the name of the person who last changed it.
    """

    kind: SubjectKind
    id: str
    state: str
    created: float = 0.0
    version: str = ""
    platform: str = ""
    build: str = ""
    version_id: str = ""
    actor: str = ""


def version_state(resource: Resource) -> SubjectState:
    """Return the state of a version."""
    old = resource.text("appStoreState")
    return SubjectState(
        kind=SubjectKind.VERSION,
        id=resource.id,
        state=resource.text("appVersionState") or _RENAMED.get(old, old),
        version=resource.text("versionString"),
        platform=resource.text("platform"),
    )


def phased_state(version: Resource, answer: Document) -> str:
    """Return `ACTIVE:3` on the third day of a phased release, also `PAUSED:3`, `COMPLETE`, `INACTIVE`, or `NONE`."""
    included = answer.included_by_id(SubjectKind.PHASED_RELEASE)
    found = next(
        (included[each] for each in version.related("appStoreVersionPhasedRelease") or () if each in included), None
    )
    if found is None:
        return NOT_PHASED
    return phase(found.text("phasedReleaseState"), found.number("currentDayNumber"))


def phase(state: str, day: int) -> str:
    """Return the state of a phased release, with its day while it runs."""
    return f"{state}:{day}" if state in {"ACTIVE", "PAUSED"} and day else state


def build_state(resource: Resource, answer: Document | None = None) -> SubjectState:
    """Return the state of a build; `answer` may include its `preReleaseVersion`."""
    groups = answer.included_by_id("preReleaseVersions") if answer else {}
    group = next((groups[each] for each in resource.related("preReleaseVersion") or () if each in groups), None)
    uploaded = resource.date("uploadedDate")
    return SubjectState(
        kind=SubjectKind.BUILD,
        id=resource.id,
        state=resource.text("processingState"),
        created=uploaded.timestamp() if uploaded else 0.0,
        version=group.text("version") if group else "",
        platform=group.text("platform") if group else "",
        build=resource.text("version"),
    )


def submission_state(resource: Resource, answer: Document | None = None) -> SubjectState:
    """Return the state of a submission; `answer` may include its `lastUpdatedByActor`."""
    actors = answer.included_by_id("actors") if answer else {}
    names = [_name(actor) for actor in actors.values()]
    return SubjectState(
        kind=SubjectKind.SUBMISSION,
        id=resource.id,
        state=resource.text("state"),
        platform=resource.text("platform"),
        version_id=next(iter(resource.related("appStoreVersionForReview") or ()), ""),
        actor=next(iter(names), ""),
    )


def _name(actor: Resource) -> str:
    """Return the name of a person; keys and Apple itself have none."""
    names = (actor.text("userFirstName"), actor.text("userLastName"))
    return " ".join(name for name in names if name) if actor.text("actorType") == "USER" else ""
