"""Copies made by Apple: a new version copies the previous one, and app names follow the versions."""

from __future__ import annotations

from sandbox.appstore import infos, review_details
from sandbox.appstore.library.copying import copy_placements
from sandbox.appstore.preview_sets import PREVIEW_SETS
from sandbox.appstore.screenshot_sets import SCREENSHOT_SETS
from sandbox.appstore.states import GONE, ON_SALE, info_state, store_state
from sandbox.appstore.store import Row, Store


def copy_page(store: Store, before: Row, version: Row) -> None:
    """Copies every locale with its texts and media, and the review detail; only the release notes are empty."""
    detail = before.to_one["appStoreReviewDetail"]
    if detail is not None:
        review_details.set_detail(store, version, detail.attributes)
    for locale in before.to_many["appStoreVersionLocalizations"]:
        texts = locale.attributes | {"whatsNew": None}
        twin = store.add("appStoreVersionLocalizations", texts, appStoreVersion=version)
        copy_media(store, locale, twin)


def copy_media(store: Store, before: Row, locale: Row) -> None:
    """Copies the processed media of a localization to another, which may be one of a custom page."""
    for sets, state in ((SCREENSHOT_SETS, "assetDeliveryState"), (PREVIEW_SETS, "videoDeliveryState")):
        for media_set in before.to_many[sets.kind]:
            new_set = sets.add(store, locale, media_set[sets.attribute])
            link = {sets.kind.removesuffix("s"): new_set}
            for member in media_set.to_many[sets.members]:
                if member[state]["state"] == "COMPLETE":
                    store.add(sets.members, dict(member.attributes), row_id=None, **link)
    copy_placements(store, before, locale)


def follow_versions(store: Store, app: Row) -> None:
    """Keeps one set of app names for the live version and one for the version in preparation, in matching states."""
    versions = app.to_many["appStoreVersions"]
    live = next((row for row in versions if row["appVersionState"] == ON_SALE), None)
    ahead = next((row for row in reversed(versions) if row["appVersionState"] not in {ON_SALE, GONE}), None)
    infos = app.to_many["appInfos"]
    wanted = [row["appVersionState"] for row in (live, ahead) if row is not None]
    while len(infos) > max(1, len(wanted)):
        store.remove(infos[0])
    while len(infos) < len(wanted):
        _copy_info(store, infos[-1])
    for info, state in zip(infos, wanted, strict=False):
        info.attributes |= {"state": info_state(state), "appStoreState": store_state(state)}
        if state == ON_SALE:
            # Nothing goes live without one.
            info.attributes["appStoreAgeRating"] = info["appStoreAgeRating"] or "FOUR_PLUS"


def _copy_info(store: Store, info: Row) -> None:
    twin = infos.add(store, info.parent("app"), dict(info.attributes))
    twin.to_one["primaryCategory"] = info.to_one["primaryCategory"]
    twin.parent("ageRatingDeclaration").attributes |= info.parent("ageRatingDeclaration").attributes
    for locale in info.to_many["appInfoLocalizations"]:
        store.add("appInfoLocalizations", dict(locale.attributes), appInfo=twin)
