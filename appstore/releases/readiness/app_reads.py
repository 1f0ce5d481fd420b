"""Reads what belongs to an app rather than to a version: information, price, territories, submissions."""

from appstore.client import AppStore, Document, Resource
from appstore.errors import Refused
from appstore.releases.readiness.snapshot import (
    Information,
    Territory,
)
from appstore.releases.readiness.version_reads import at, including, related, stated

# The last two are names of the older attribute `appStoreState`.
_SHOWN_NOW = frozenset(
    {"READY_FOR_DISTRIBUTION", "REPLACED_WITH_NEW_INFO", "READY_FOR_SALE", "REPLACED_WITH_NEW_VERSION"}
)
# Apple has fewer languages than it includes at most.
_MOST_LANGUAGES = 50
_NAMES = ("name", "privacyPolicyUrl", "privacyPolicyText")
# Questions about age that an app may leave open; those about social media are new in 4.4.1, and nobody reports yet that
# a submission needs them.
_OPTIONAL_ANSWERS = frozenset(
    {
        "ageRatingOverride",
        "ageRatingOverrideV2",
        "developerAgeRatingInfoUrl",
        "kidsAgeBand",
        "koreaAgeRatingOverride",
        "socialMedia",
        "socialMediaAgeRestricted",
    }
)


def content_rights(apple: AppStore, app_id: str) -> str | None:
    """Return the declaration of content rights, "" if there is none, None if Apple does not say."""
    return stated(apple.get(f"/v1/apps/{app_id}").first, "contentRightsDeclaration")


def information(apple: AppStore, app_id: str) -> Information:
    """Read the app information that goes with the next version: one call, and one for what Apple leaves out."""
    answer = including(
        apple,
        f"/v1/apps/{app_id}/appInfos",
        {
            "include": "primaryCategory,ageRatingDeclaration,appInfoLocalizations",
            "limit[appInfoLocalizations]": _MOST_LANGUAGES,
        },
    )
    ahead = [info for info in answer.data if (info.text("state") or info.text("appStoreState")) not in _SHOWN_NOW]
    info = next(iter([*ahead, *answer.data]), None)
    if info is None:
        return Information(has_category=None, unanswered=None, names={})
    path = f"/v1/appInfos/{info.id}"
    rating = related(apple, answer, info, path, "ageRatingDeclaration", "ageRatingDeclarations")
    return Information(
        has_category=_has_category(apple, info),
        unanswered=None if rating is None else _unanswered(rating),
        names={
            localization.text("locale"): {name: text for name in _NAMES if (text := localization.text(name).strip())}
            for localization in _names(apple, answer, info)
        },
    )


def _has_category(apple: AppStore, info: Resource) -> bool | None:
    ids = info.related("primaryCategory")
    if ids is not None:
        return bool(ids)
    return at(apple, f"/v1/appInfos/{info.id}/primaryCategory") is not None or None


def _unanswered(rating: Resource) -> tuple[str, ...] | None:
    """Return the questions without an answer, None without any question; those that Apple leaves out do not count."""
    required = {name: value for name, value in rating.attributes.items() if name not in _OPTIONAL_ANSWERS}
    return tuple(name for name, value in required.items() if value is None) if required else None


def _names(apple: AppStore, answer: Document, info: Resource) -> tuple[Resource, ...]:
    ids, included = info.related("appInfoLocalizations", _MOST_LANGUAGES), answer.included_by_id("appInfoLocalizations")
    if ids is None or any(each not in included for each in ids):
        return apple.pages(f"/v1/appInfos/{info.id}/appInfoLocalizations").data
    return tuple(included[each] for each in ids)


def has_price(apple: AppStore, app_id: str) -> bool:
    """Return whether the app was ever priced. Only the manual prices tell: the schedule itself always exists."""
    try:
        return bool(apple.get(f"/v1/appPriceSchedules/{app_id}/manualPrices", {"limit": 1}).data)
    except Refused as refused:
        if _is_absent(refused) or (refused.gone and at(apple, f"/v1/apps/{app_id}/appPriceSchedule")):
            return False
        raise


def _is_absent(refused: Refused) -> bool:
    """Return whether there is no such thing, rather than no such path: what can't be read proves nothing."""
    return refused.gone and "no resource of type" in refused.detail


def territories(apple: AppStore, app_id: str) -> tuple[Territory, ...] | None:
    """Read where the app is sold, None if that was never chosen: two calls."""
    try:
        found = apple.get(f"/v1/apps/{app_id}/appAvailabilityV2").data
    except Refused as refused:
        if _is_absent(refused):
            return None
        raise
    if not found:
        return None
    rows: list[Resource] = []
    for page in apple.iter_pages(
        f"/v2/appAvailabilities/{found[0].id}/territoryAvailabilities", {"include": "territory"}
    ):
        rows += page.data
        # Apple has fewer territories than fit on its page; of smaller pages, one that is available is enough.
        if any(row.attributes.get("available") is True for row in rows):
            break
    return tuple(
        Territory(
            code=next(iter(row.related("territory") or ()), ""),
            available=row.attributes.get("available") is True,
            statuses=tuple(str(status) for status in row.attributes.get("contentStatuses") or ()),
        )
        for row in rows
    )
