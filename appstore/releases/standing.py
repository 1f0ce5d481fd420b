"""How an app stands on its way to the App Store: its versions with their builds, and its open submissions."""

from dataclasses import dataclass, replace

from appstore.client import AppStore, Document, Resource
from appstore.errors import Refused, Unauthorized, Unavailable
from appstore.releases import builds
from appstore.releases.states import SubjectState, submission_state
from appstore.releases.submissions import OPEN_STATES
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
        build=_build_number(apple, answer, resource),
        unknown_state=_unknown_state(resource, version),
    )
    if version.state in EVER_LIVE and version.state not in LIVE:
        return found
    name, kind = "appStoreVersionPhasedRelease", "appStoreVersionPhasedReleases"
    phased = _included(answer, resource, name, kind)
    if phased is not None:
        return replace(found, phased=read_phased_release(phased))
    is_none = resource.related(name) == ()
    return found if is_none else replace(found, phased=phased_release(apple, version.id))


def _build_number(apple: AppStore, answer: Document, resource: Resource) -> str:
    build = _included(answer, resource, "build", "builds")
    if build is not None or resource.related("build") == ():
        return build.text("version") if build is not None else ""
    attached = builds.attached(apple, resource.id)
    return attached.number if attached is not None else ""


def _included(answer: Document, resource: Resource, name: str, kind: str) -> Resource | None:
    included = answer.included_by_id(kind)
    return next((included[each] for each in resource.related(name) or () if each in included), None)


def _open_submissions(apple: AppStore, app_id: str) -> tuple[SubjectState, ...] | None:
    params = {"filter[state]": ",".join(OPEN_STATES), "include": "appStoreVersionForReview"}
    try:
        return tuple(map(submission_state, apple.pages(f"/v1/apps/{app_id}/reviewSubmissions", params).data))
    except (Refused, Unauthorized, Unavailable):
        return None
