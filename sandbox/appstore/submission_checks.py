"""What Apple checks before it reviews a version: the errors of the resources that belong to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from sandbox.appstore import app_checks
from sandbox.appstore.app_checks import Found
from sandbox.appstore.errors import Problem, required_attribute, required_relationship, wrong_state
from sandbox.appstore.library.groups import GROUPS
from sandbox.appstore.library.placed import asset_of, own
from sandbox.appstore.states import RELEASED
from sandbox.appstore.store import Row

UNFINISHED = frozenset({"AWAITING_UPLOAD", "UPLOAD_COMPLETE"})
REQUIRED_TEXTS = ("description", "keywords", "supportUrl")
# Of a version of an app, and of one of a custom page.
_LOCALIZATIONS = ("appStoreVersionLocalizations", "appCustomProductPageLocalizations")
IPAD = "APP_IPAD_PRO_3GEN_129"
# Of each group one display type is enough; the first is the one that Apple names.
REQUIRED_SETS: dict[str, tuple[str, ...]] = {
    "IOS": ("APP_IPHONE_67", "APP_IPHONE_65"),
    "MAC_OS": ("APP_DESKTOP",),
    "TV_OS": ("APP_APPLE_TV",),
    "VISION_OS": ("APP_APPLE_VISION_PRO",),
}


def associated_errors(version: Row) -> dict[str, list[Problem]]:
    """Returns the errors of a version and what belongs to it, by Apple's paths of these resources."""
    found: dict[str, list[Problem]] = {}
    for check in CHECKS:
        for path, problem in check(version):
            found.setdefault(path, []).append(problem)
    return found


def uploads_in_progress(version: Row) -> Problem | None:
    """Returns the error of a version with a screenshot or preview that is still being uploaded or processed."""
    return unfinished(localization for name in _LOCALIZATIONS for localization in version.to_many.get(name, ()))


def unfinished(localizations: Iterable[Row]) -> Problem | None:
    """Returns the error of what is still being uploaded or processed; only previews are named, as was observed."""
    found = list(localizations)
    pictures = [row["assetDeliveryState"]["state"] for row in _files(found, "appScreenshot")]
    pictures += [asset_of(row)["state"] for locale in found for row in own(locale)]
    if not UNFINISHED.isdisjoint(pictures):
        return wrong_state("Screenshots are still being uploaded", code="SCREENSHOT_UPLOADS_IN_PROGRESS")
    problem = wrong_state("App previews are still being uploaded", code="PREVIEW_UPLOADS_IN_PROGRESS")
    states = UNFINISHED | {"PROCESSING"}
    videos = [row for row in _files(found, "appPreview") if row["videoDeliveryState"]["state"] in states]
    return replace(problem, associated={row.path: [problem] for row in videos}) if videos else None


def _files(localizations: Iterable[Row], kind: str) -> Iterator[Row]:
    for localization in localizations:
        for media_set in localization.to_many[f"{kind}Sets"]:
            yield from media_set.to_many[f"{kind}s"]


def _copyright(version: Row) -> Found:
    if not version["copyright"]:
        yield version.path, required_attribute("copyright")


def _build(version: Row) -> Found:
    build = version.to_one["build"]
    if build is None:
        yield version.path, required_relationship("build")
        return
    if build["processingState"] != "VALID" or build["expired"]:
        detail = "The build is not in a valid processing state for this operation"
        yield build.path, wrong_state(detail, code="ENTITY_STATE_INVALID")
    if build["usesNonExemptEncryption"] is None:
        yield build.path, required_attribute("usesNonExemptEncryption")
    elif build["usesNonExemptEncryption"]:
        declaration = build.to_one["appEncryptionDeclaration"]
        if declaration is None or declaration["appEncryptionDeclarationState"] != "APPROVED":
            yield build.path, required_relationship("appEncryptionDeclaration")


def _texts(version: Row) -> Found:
    required = REQUIRED_TEXTS if _is_first(version) else (*REQUIRED_TEXTS, "whatsNew")
    for localization in version.to_many["appStoreVersionLocalizations"]:
        for name in required:
            if not localization[name]:
                yield localization.path, required_attribute(name)


def _screenshots(version: Row) -> Found:
    primary = version.parent("app")["primaryLocale"]
    locales = (row for row in version.to_many[_LOCALIZATIONS[0]] if row["locale"] == primary)
    filled = {display_type for locale in locales for display_type in _shown(locale)}
    wanted = [REQUIRED_SETS.get(version["platform"], ())]
    if version["platform"] == "IOS" and _has_ipad_screenshots(_live_before(version)):
        wanted.append((IPAD,))
    for display_types in wanted:
        if display_types and not filled.intersection(display_types):
            code, title = display_types[0], f"App screenshot missing ({display_types[0]})."
            yield "/v1/appScreenshots/", Problem(409, f"STATE_ERROR.SCREENSHOT_REQUIRED.{code}", title)


def _has_ipad_screenshots(version: Row | None) -> bool:
    """The API does not say which devices an app runs on; the last live version is the best evidence."""
    return version is not None and any(IPAD in _shown(locale) for locale in version.to_many[_LOCALIZATIONS[0]])


def _shown(locale: Row) -> Iterator[str]:
    """Yields the display types of the screenshots of a language, in sets and in the library."""
    for screenshots in locale.to_many["appScreenshotSets"]:
        if screenshots.to_many["appScreenshots"]:
            yield screenshots["screenshotDisplayType"]
    for placement in own(locale):
        if placement["placementType"] == "APP_SCREENSHOT":
            yield GROUPS[placement["placementGroup"]].display_type


def _is_first(version: Row) -> bool:
    return _live_before(version) is None


def _live_before(version: Row) -> Row | None:
    """Returns the newest version of the platform that is or was live."""
    versions = version.parent("app").to_many["appStoreVersions"]
    released = (
        row
        for row in reversed(versions)
        if row is not version and row["platform"] == version["platform"] and row["appVersionState"] in RELEASED
    )
    return next(released, None)


CHECKS: Sequence[Callable[[Row], Found]] = (_copyright, _build, _texts, _screenshots, app_checks.problems)
