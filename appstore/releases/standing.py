"""How an app stands on its way to the App Store: its versions with their builds, and its open submissions."""

from dataclasses import dataclass, replace

from appstore.client import AppStore, Document, Resource
from appstore.errors import Refused, Unauthorized, Unavailable
from appstore.releases import builds
from appstore.releases.states import SubjectState, submission_state
from appstore.submissions import OPEN_STATES
from appstore.versions import (
    EVER_LIVE,
    LIVE,
    AppVersionState,
    PhasedRelease,
    Version,
    newest_first,
    phased_release,
    read,
    read_phased_release,
)

# Replaced versions of a platform that are shown.
MOST_REPLACED = 2


@dataclass(frozen=True, kw_only=True)
class VersionStanding:
    """A version with the number of its build, "" for none, and its phased release.

    `unknown_state`: a state that Apple has added, or one that `appStoreState` alone has, such as REMOVED_FROM_SALE.
    """

    version: Version
    build: str = ""
    unknown_state: str = ""
    phased: PhasedRelease | None = None


@dataclass(frozen=True, kw_only=True)
class AppStanding:
    """The versions of interest, newest first, and how many replaced ones are left out.

    `submissions`: the open ones, None if they can't be read.
    """

    versions: tuple[VersionStanding, ...]
    left_out: int
    submissions: tuple[SubjectState, ...] | None


def of_app(apple: AppStore, app_id: str) -> AppStanding:
    """Read it in two calls, and one for each related resource that Apple leaves out."""
    answer = apple.pages(
        f"/v1/apps/{app_id}/appStoreVersions", {"include": "build,appStoreVersionPhasedRelease", "limit": 200}
    )
    resources = {resource.id: resource for resource in answer.data}
    found = newest_first(read(resource, app_id) for resource in answer.data)
    shown = [version for version in found if _is_of_interest(version, found)]
    return AppStanding(
        versions=tuple(_standing(apple, answer, resources[version.id], version) for version in shown),
        left_out=len(found) - len(shown),
        submissions=_open_submissions(apple, app_id),
    )


def _unknown_state(resource: Resource, version: Version) -> str:
    if version.state is not AppVersionState.UNKNOWN:
        return ""
    return resource.text("appVersionState") or resource.text("appStoreState")


def _is_of_interest(version: Version, everything: tuple[Version, ...]) -> bool:
    if version.state is not AppVersionState.REPLACED_WITH_NEW_VERSION:
        return True
    replaced = [
        other
        for other in everything
        if other.platform is version.platform and other.state is AppVersionState.REPLACED_WITH_NEW_VERSION
    ]
    return version in replaced[:MOST_REPLACED]


def _standing(apple: AppStore, answer: Document, resource: Resource, version: Version) -> VersionStanding:
    found = VersionStanding(
        version=version,
        build=builds.number_of(apple, resource, answer),
        unknown_state=_unknown_state(resource, version),
    )
    if version.state in EVER_LIVE and version.state not in LIVE:
        return found
    name, kind = "appStoreVersionPhasedRelease", "appStoreVersionPhasedReleases"
    phased = builds.included(answer, resource, name, kind)
    if phased is not None:
        return replace(found, phased=read_phased_release(phased))
    is_none = resource.related(name) == ()
    return found if is_none else replace(found, phased=phased_release(apple, version.id))


def _open_submissions(apple: AppStore, app_id: str) -> tuple[SubjectState, ...] | None:
    params = {"filter[state]": ",".join(OPEN_STATES), "include": "appStoreVersionForReview"}
    try:
        return tuple(map(submission_state, apple.pages(f"/v1/apps/{app_id}/reviewSubmissions", params).data))
    except (Refused, Unauthorized, Unavailable):
        return None
