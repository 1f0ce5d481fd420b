"""The versions of an app, what state each is in, and what may be changed in that state."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from appstore.calls.jsonapi import OpenEnum
from appstore.client import AppStore, Resource
from appstore.errors import Refused


class Platform(OpenEnum):
    """Where an app runs."""

    IOS = "IOS"
    MAC_OS = "MAC_OS"
    TV_OS = "TV_OS"
    VISION_OS = "VISION_OS"
    UNKNOWN = "UNKNOWN"


_PLATFORMS = {name.lower().replace("_", ""): name for name in ("IOS", "MAC_OS", "TV_OS", "VISION_OS")}


def platform_named(name: str) -> str | None:
    """Apple's name of a platform: `MAC_OS` for `macOS`, `mac` or `MAC_OS`; None where there is none of that name."""
    plain = name.lower().replace("_", "")
    return _PLATFORMS.get("macos" if plain == "mac" else plain)


class AppVersionState(OpenEnum):
    """Where a version stands on its way to the App Store."""

    ACCEPTED = "ACCEPTED"
    DEVELOPER_REJECTED = "DEVELOPER_REJECTED"
    IN_REVIEW = "IN_REVIEW"
    INVALID_BINARY = "INVALID_BINARY"
    METADATA_REJECTED = "METADATA_REJECTED"
    PENDING_APPLE_RELEASE = "PENDING_APPLE_RELEASE"
    PENDING_DEVELOPER_RELEASE = "PENDING_DEVELOPER_RELEASE"
    PREPARE_FOR_SUBMISSION = "PREPARE_FOR_SUBMISSION"
    PROCESSING_FOR_DISTRIBUTION = "PROCESSING_FOR_DISTRIBUTION"
    READY_FOR_DISTRIBUTION = "READY_FOR_DISTRIBUTION"
    READY_FOR_REVIEW = "READY_FOR_REVIEW"
    REJECTED = "REJECTED"
    REPLACED_WITH_NEW_VERSION = "REPLACED_WITH_NEW_VERSION"
    WAITING_FOR_EXPORT_COMPLIANCE = "WAITING_FOR_EXPORT_COMPLIANCE"
    WAITING_FOR_REVIEW = "WAITING_FOR_REVIEW"
    # These three are in the older attribute `appStoreState` alone.
    DEVELOPER_REMOVED_FROM_SALE = "DEVELOPER_REMOVED_FROM_SALE"
    PREORDER_READY_FOR_SALE = "PREORDER_READY_FOR_SALE"
    REMOVED_FROM_SALE = "REMOVED_FROM_SALE"
    UNKNOWN = "UNKNOWN"


# The older attribute `appStoreState` has other names for two of the states.
_RENAMED = {
    "READY_FOR_SALE": AppVersionState.READY_FOR_DISTRIBUTION,
    "PROCESSING_FOR_APP_STORE": AppVersionState.PROCESSING_FOR_DISTRIBUTION,
}

EDITABLE_FOR_SCREENSHOTS = frozenset(
    {
        AppVersionState.PREPARE_FOR_SUBMISSION,
        AppVersionState.REJECTED,
        AppVersionState.METADATA_REJECTED,
        AppVersionState.DEVELOPER_REJECTED,
    }
)
# Languages can be added and removed, too.
EDITABLE_FOR_LANGUAGES = EDITABLE_FOR_SCREENSHOTS
# Promotional text is no matter of states: it may be changed at any time.
EDITABLE_FOR_TEXT = EDITABLE_FOR_SCREENSHOTS | {AppVersionState.WAITING_FOR_REVIEW, AppVersionState.INVALID_BINARY}
LIVE = frozenset({AppVersionState.READY_FOR_DISTRIBUTION, AppVersionState.PROCESSING_FOR_DISTRIBUTION})
# The states of what is or was on the store.
EVER_LIVE = LIVE | {
    AppVersionState.REPLACED_WITH_NEW_VERSION,
    AppVersionState.DEVELOPER_REMOVED_FROM_SALE,
    AppVersionState.PREORDER_READY_FOR_SALE,
    AppVersionState.REMOVED_FROM_SALE,
    AppVersionState.UNKNOWN,
}


# Its number and its build can be changed.
EDITABLE = EDITABLE_FOR_SCREENSHOTS | {AppVersionState.INVALID_BINARY}
# While another version of the platform is in none of these, Apple creates no new one.
ALLOWS_NEXT = EVER_LIVE - {AppVersionState.PROCESSING_FOR_DISTRIBUTION}
# The states of a version that is on the store, or was, or is on its way there without a way back.
RELEASED = LIVE | {AppVersionState.REPLACED_WITH_NEW_VERSION}


class ReleaseType(OpenEnum):
    """When an approved version is released: by hand, at once, or on approval but no earlier than on a date."""

    MANUAL = "MANUAL"
    AFTER_APPROVAL = "AFTER_APPROVAL"
    SCHEDULED = "SCHEDULED"
    UNKNOWN = "UNKNOWN"


class PhasedReleaseState(OpenEnum):
    """Whether a version is being given to more people day by day."""

    INACTIVE = "INACTIVE"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    COMPLETE = "COMPLETE"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True)
class Version:
    """One version of an app on one platform. `earliest_release` is the date of a `SCHEDULED` release."""

    id: str
    app_id: str
    version_string: str
    platform: Platform
    state: AppVersionState
    created: datetime | None
    release_type: ReleaseType = ReleaseType.UNKNOWN
    earliest_release: datetime | None = None


@dataclass(frozen=True)
class PhasedRelease:
    """A release over seven days (1, 2, 5, 10, 20, 50, 100 % of people). `paused`: days paused so far, of at most 30."""

    id: str
    state: PhasedReleaseState
    day: int
    paused: int
    started: datetime | None


def of_app(apple: AppStore, app_id: str, platform: str | None = None) -> tuple[Version, ...]:
    """All versions of an app on one platform, or on all, the newest first."""
    which = {"filter[platform]": platform} if platform else None
    answer = apple.pages(f"/v1/apps/{app_id}/appStoreVersions", which)
    # Apple has ignored this filter for hours: https://github.com/fastlane/fastlane/issues/26626
    found = (read(resource, app_id) for resource in answer.data)
    return newest_first(version for version in found if platform in {None, version.platform})


def find(apple: AppStore, app_id: str, version_id: str) -> Version | None:
    """One version of an app as it is now, None where it no longer exists."""
    try:
        return read(apple.get(f"/v1/appStoreVersions/{version_id}").first, app_id)
    except Refused as refused:
        if refused.gone:
            return None
        raise


def phased_release(apple: AppStore, version_id: str) -> PhasedRelease | None:
    """How a version is being released by phases, None when it is not."""
    try:
        answer = apple.get(f"/v1/appStoreVersions/{version_id}/appStoreVersionPhasedRelease")
    except Refused as refused:
        if refused.gone:
            return None
        raise
    return read_phased_release(answer.first) if answer.data else None


def read_phased_release(resource: Resource) -> PhasedRelease:
    """A resource of type `appStoreVersionPhasedReleases`."""
    return PhasedRelease(
        id=resource.id,
        state=PhasedReleaseState(resource.text("phasedReleaseState")),
        day=resource.number("currentDayNumber"),
        paused=resource.number("totalPauseDuration"),
        started=resource.date("startDate"),
    )


def read(resource: Resource, app_id: str) -> Version:
    """A resource of type `appStoreVersions` as a version of that app."""
    old = resource.text("appStoreState")
    return Version(
        id=resource.id,
        app_id=app_id,
        version_string=resource.text("versionString"),
        platform=Platform(resource.text("platform")),
        state=AppVersionState(resource.text("appVersionState") or _RENAMED.get(old, old)),
        created=resource.date("createdDate"),
        release_type=ReleaseType(resource.text("releaseType")),
        earliest_release=resource.date("earliestReleaseDate"),
    )


def newest_first(versions: Iterable[Version]) -> tuple[Version, ...]:
    """Versions by age: those not released yet, those on the store, those replaced; each by creation and number.

    Apple takes no `sort` here. It creates no version beside one that is not released, so that is always the newest.
    """
    return tuple(sorted(versions, key=_age, reverse=True))


def _age(version: Version) -> tuple[bool, bool, datetime, list[int]]:
    numbers = [int(number) for number in re.findall(r"\d+", version.version_string)]
    is_ahead, is_replaced = version.state not in ALLOWS_NEXT, version.state is AppVersionState.REPLACED_WITH_NEW_VERSION
    return is_ahead, not is_replaced, version.created or datetime.min.replace(tzinfo=UTC), numbers
