"""The states of everything that is on its way to the App Store, read in as few calls as possible."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from appstore.client import AppStore, Document, Resource
from appstore.releases.states import (
    BUILD_FIELDS,
    NOT_PHASED,
    VERSION_FIELDS,
    SubjectKind,
    SubjectState,
    build_state,
    phase,
    phased_state,
    submission_state,
    version_state,
)
from appstore.versions import LIVE, phased_release

# Apple includes at most so many of each kind.
MOST_INCLUDED = 50
# A page of builds.
MOST_BUILDS = 200


# What an app lists, and `overview` reads.
LISTED = (SubjectKind.VERSION, SubjectKind.BUILD, SubjectKind.SUBMISSION)
_READERS: Mapping[SubjectKind, Callable[[Resource], SubjectState]] = {
    SubjectKind.VERSION: version_state,
    SubjectKind.BUILD: build_state,
    SubjectKind.SUBMISSION: submission_state,
}


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Those of an app's subjects of one kind that Apple has included; `total` counts all, None if it does not say."""

    found: tuple[SubjectState, ...]
    total: int | None
    complete: bool


def overview(apple: AppStore, app_id: str) -> Mapping[SubjectKind, Listing]:
    """Read versions, builds and submissions of an app in one call. Phased releases can't be included here."""
    answer = apple.get(
        f"/v1/apps/{app_id}",
        {
            "include": ",".join(LISTED),
            **{f"limit[{kind}]": MOST_INCLUDED for kind in LISTED},
            "fields[apps]": ",".join(LISTED),
            "fields[appStoreVersions]": VERSION_FIELDS,
            "fields[builds]": BUILD_FIELDS,
            "fields[reviewSubmissions]": "platform,state",
        },
    )
    return {kind: _listing(answer, kind) for kind in LISTED}


def _listing(answer: Document, kind: SubjectKind) -> Listing:
    included = answer.included_by_id(kind)
    ids, relationship = answer.first.related(kind, MOST_INCLUDED), answer.first.relationships.get(kind)
    found = tuple(_READERS[kind](resource) for resource in included.values())
    complete = ids is not None and all(each in included for each in ids)
    return Listing(found=found, total=_total(relationship), complete=complete)


def _total(relationship: object) -> int | None:
    found: Any = relationship
    for name in ("meta", "paging", "total"):
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, int) else None


def versions(apple: AppStore, app_id: str) -> tuple[SubjectState, ...]:
    """Read every version of an app, and the phased release of each that is live."""
    answer = apple.pages(
        f"/v1/apps/{app_id}/appStoreVersions",
        {
            "include": "appStoreVersionPhasedRelease",
            "fields[appStoreVersions]": f"{VERSION_FIELDS},appStoreVersionPhasedRelease",
        },
    )
    return tuple(state for resource in answer.data for state in _with_phased_release(apple, resource, answer))


def _with_phased_release(apple: AppStore, resource: Resource, answer: Document) -> Iterator[SubjectState]:
    version = version_state(resource)
    yield version
    if version.state in LIVE:
        is_included = resource.related("appStoreVersionPhasedRelease") is not None
        yield SubjectState(
            kind=SubjectKind.PHASED_RELEASE,
            id=version.id,
            state=phased_state(resource, answer) if is_included else _phased_alone(apple, version.id),
            version=version.version,
            platform=version.platform,
        )


def _phased_alone(apple: AppStore, version_id: str) -> str:
    found = phased_release(apple, version_id)
    return phase(found.state, found.day) if found is not None else NOT_PHASED


def builds(apple: AppStore, app_id: str) -> tuple[tuple[SubjectState, ...], bool]:
    """Read the newest builds of an app, and whether these are all. `/v1/apps/{id}/builds` can't be sorted."""
    answer = apple.get(
        "/v1/builds",
        {
            "filter[app]": app_id,
            "sort": "-uploadedDate",
            "include": "preReleaseVersion",
            "fields[builds]": f"{BUILD_FIELDS},preReleaseVersion",
            "limit": MOST_BUILDS,
        },
    )
    return tuple(build_state(resource, answer) for resource in answer.data), not (answer.next_page or answer.cursor)


def submissions(apple: AppStore, app_id: str) -> tuple[SubjectState, ...]:
    """Read every submission of an app, with its version."""
    answer = apple.pages(f"/v1/apps/{app_id}/reviewSubmissions", {"include": "appStoreVersionForReview"})
    return tuple(submission_state(resource) for resource in answer.data)
