"""Checks of the screenshots by language and display type: STORE_WORK A5, rows 12 and 13.

https://developer.apple.com/help/app-store-connect/reference/screenshot-specifications
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from appstore.catalog.display_types import DisplayType
from appstore.media.transfers import AssetState
from appstore.releases.readiness.findings import Check, ReadinessFinding, blocker, warning
from appstore.releases.readiness.snapshot import Snapshot
from appstore.versions import Platform

IPHONE = (DisplayType.APP_IPHONE_67, DisplayType.APP_IPHONE_65)
IPAD = (DisplayType.APP_IPAD_PRO_3GEN_129,)
# Of each group one display type is enough.
_REQUIRED: Mapping[Platform, tuple[tuple[DisplayType, ...], ...]] = {
    Platform.IOS: (IPHONE,),
    Platform.MAC_OS: ((DisplayType.APP_DESKTOP,),),
    Platform.TV_OS: ((DisplayType.APP_APPLE_TV,),),
    Platform.VISION_OS: ((DisplayType.APP_APPLE_VISION_PRO,),),
}
# When apps for iPhone need screenshots for iPhone Duo, as App Store Connect announced on 2026-10-05.
DUO_FROM = datetime(2027, 4, 1, tzinfo=UTC)
_STATES = {
    AssetState.UPLOAD_COMPLETE: Check.SCREENSHOTS_PROCESSING,
    AssetState.AWAITING_UPLOAD: Check.SCREENSHOTS_UNSENT,
    AssetState.FAILED: Check.SCREENSHOTS_FAILED,
}


def required(snapshot: Snapshot, _now: datetime) -> Iterator[ReadinessFinding]:
    """Check the display types that Apple requires, in the primary language: the others fall back to it."""
    platform, primary = snapshot.subject.platform, snapshot.subject.primary_locale
    has = {
        display_type
        for display_type, states in snapshot.screenshots.get(primary, {}).items()
        if any(state is not AssetState.FAILED for state in states)
    }
    for group in (*_REQUIRED.get(platform, ()), *_as_before(snapshot)):
        if not has.intersection(group):
            yield blocker(Check.SCREENSHOTS_REQUIRED, *group, locales=(primary,))
    # The API does not say which devices an app runs on.
    if platform is Platform.IOS and not snapshot.subject.previous_id and not has.intersection(IPAD):
        yield warning(Check.IPAD_UNKNOWN, *IPAD, locales=(primary,))


def new_devices(snapshot: Snapshot, now: datetime) -> Iterator[ReadinessFinding]:
    """Check the device that Apple requires soon and that no set has, as far as the App Asset Library is looked at."""
    primary = snapshot.subject.primary_locale
    if snapshot.subject.platform is not Platform.IOS or now < DUO_FROM:
        return
    if not snapshot.subject.in_library:
        yield warning(Check.DUO_UNKNOWN, locales=(primary,))
    elif DisplayType.IPHONE_DUO not in snapshot.screenshots.get(primary, {}):
        yield warning(Check.DUO_MISSING, DisplayType.IPHONE_DUO, locales=(primary,))


def _as_before(snapshot: Snapshot) -> Iterator[tuple[DisplayType, ...]]:
    """Yield what the app seems to need since its last live version has it: it runs on iPad, or has a watch app."""
    if snapshot.subject.platform is not Platform.IOS:
        return
    before = {display_type for each in snapshot.previous for display_type in each.sets or ()}
    if any(display_type.startswith("APP_IPAD") for display_type in before):
        yield IPAD
    if watch := tuple(each for each in DisplayType if each.startswith("APP_WATCH") and before.intersection({each})):
        yield watch


def fallback(snapshot: Snapshot, _now: datetime) -> Iterator[ReadinessFinding]:
    """Check which languages show the screenshots of the primary one, for all devices or for some."""
    primary = snapshot.subject.primary_locale
    shown = [display_type for display_type, states in snapshot.screenshots.get(primary, {}).items() if states]
    read = snapshot.screenshots
    known = {each.locale: read.get(each.locale) if each.sets is None else each.sets for each in snapshot.texts}
    others = {locale: types for locale, types in known.items() if locale != primary and types is not None}
    none = tuple(locale for locale, types in others.items() if not types)
    if none and shown:
        yield warning(Check.SCREENSHOTS_OF_PRIMARY, locales=none)
    for display_type in shown:
        if lacking := tuple(locale for locale, types in others.items() if types and display_type not in types):
            yield warning(Check.SCREENSHOTS_MISSING, display_type, locales=lacking)


def finished(snapshot: Snapshot, _now: datetime) -> Iterator[ReadinessFinding]:
    """Check that no screenshot is still on its way, or was refused after its upload."""
    found: dict[tuple[Check, str], list[str]] = {}
    for locale, sets in snapshot.screenshots.items():
        for display_type, states in sets.items():
            for state, check in _STATES.items():
                if state in states:
                    found.setdefault((check, display_type), []).append(locale)
    for (check, display_type), locales in found.items():
        yield warning(check, display_type, locales=tuple(locales))
