"""The phased release of a version: set up before its release, then paused, resumed or ended.

https://developer.apple.com/documentation/appstoreconnectapi/app-store-version-phased-releases
"""

from appstore.calls.jsonapi import body
from appstore.client import AppStore, Resource
from appstore.errors import Refused
from appstore.versions import PhasedRelease, PhasedReleaseState, Platform, phased_release

KIND = "appStoreVersionPhasedReleases"
# Days that all pauses may last together, after which Apple goes on by itself.
MOST_PAUSED_DAYS = 30
# The platforms with automatic updates.
PLATFORMS = frozenset({Platform.IOS, Platform.MAC_OS})


def create(apple: AppStore, version_id: str) -> None:
    """Have a version released in phases; it starts by itself when the version is released."""
    attributes = {"phasedReleaseState": PhasedReleaseState.INACTIVE.value}
    parents = {"appStoreVersion": ("appStoreVersions", version_id)}

    def exists() -> Resource | None:
        return _found(phased_release(apple, version_id))

    try:
        apple.post(f"/v1/{KIND}", body(KIND, attributes, parents=parents), find=exists)
    except Refused as refused:
        if not refused.conflict or exists() is None:
            raise


def delete(apple: AppStore, phased_id: str) -> None:
    """Have the version released to everyone at once. Apple refuses it after the start, and knows no way back then."""
    try:
        apple.delete(f"/v1/{KIND}/{phased_id}")
    except Refused as refused:
        if not refused.gone:
            raise


def set_state(apple: AppStore, version_id: str, phased_id: str, state: PhasedReleaseState) -> None:
    """Pause (PAUSED), resume (ACTIVE), or release to everyone (COMPLETE). Apple refuses the state that it has."""

    def done() -> Resource | None:
        now = phased_release(apple, version_id)
        return _found(now) if now is not None and now.state is state else None

    try:
        request = body(KIND, {"phasedReleaseState": state.value}, identity=phased_id)
        apple.patch(f"/v1/{KIND}/{phased_id}", request, find=done)
    except Refused as refused:
        if not refused.conflict or done() is None:
            raise


def _found(release: PhasedRelease | None) -> Resource | None:
    return Resource(KIND, release.id) if release is not None else None
