"""Reads what belongs to an app rather than to a version: information, price, territories, submissions, purchases."""

from appstore.client import AppStore, Document, Resource
from appstore.errors import Refused
from appstore.releases.readiness.snapshot import (
    Information,
    Purchase,
    Territory,
)
from appstore.releases.readiness.version_reads import at, including, related

_SHOWN_NOW = frozenset({"READY_FOR_DISTRIBUTION", "REPLACED_WITH_NEW_INFO"})
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


def content_rights(apple: AppStore, app_id: str) -> str:
    """Return the declaration of content rights, "" if there is none."""
    return apple.get(f"/v1/apps/{app_id}").first.text("contentRightsDeclaration")


def information(apple: AppStore, app_id: str) -> Information:
    """Read the app information that goes with the next version: one call, and one for what Apple leaves out."""
    answer = including(
        apple,
        f"/v1/apps/{app_id}/appInfos",
        {"include": "primaryCategory,ageRatingDeclaration,appInfoLocalizations", "limit[appInfoLocalizations]": 50},
    )
    ahead = [info for info in answer.data if (info.text("state") or info.text("appStoreState")) not in _SHOWN_NOW]
    info = next(iter([*ahead, *answer.data]), None)
    if info is None:
        return Information(has_category=False, unanswered=None, names={})
    path = f"/v1/appInfos/{info.id}"
    rating = related(apple, answer, info, path, "ageRatingDeclaration", "ageRatingDeclarations")
    category = info.related("primaryCategory")
    return Information(
        has_category=bool(at(apple, f"{path}/primaryCategory") if category is None else category),
        unanswered=None if rating is None else _unanswered(rating),
        names={
            localization.text("locale"): {name: text for name in _NAMES if (text := localization.text(name).strip())}
            for localization in _names(apple, answer, info)
        },
    )


def _unanswered(rating: Resource) -> tuple[str, ...] | None:
    """Return the questions without an answer. Apple may leave out attributes: these count only if all are empty."""
    required = {name: value for name, value in rating.attributes.items() if name not in _OPTIONAL_ANSWERS}
    if all(value is None for value in required.values()):
        return None
    return tuple(name for name, value in required.items() if value is None)


def _names(apple: AppStore, answer: Document, info: Resource) -> tuple[Resource, ...]:
    ids, included = info.related("appInfoLocalizations"), answer.included_by_id("appInfoLocalizations")
    if ids is None or any(each not in included for each in ids):
        return apple.pages(f"/v1/appInfos/{info.id}/appInfoLocalizations").data
    return tuple(included[each] for each in ids)


def has_price(apple: AppStore, app_id: str) -> bool:
    """Return whether the app was ever priced. Only the manual prices tell: the schedule itself always exists."""
    try:
        return bool(apple.get(f"/v1/appPriceSchedules/{app_id}/manualPrices", {"limit": 1}).data)
    except Refused as refused:
        if refused.gone:
            return False
        raise


def territories(apple: AppStore, app_id: str) -> tuple[Territory, ...] | None:
    """Read where the app is sold, None if that was never chosen: two calls."""
    availability = at(apple, f"/v1/apps/{app_id}/appAvailabilityV2")
    if availability is None:
        return None
    rows = apple.pages(f"/v2/appAvailabilities/{availability.id}/territoryAvailabilities", {"include": "territory"})
    return tuple(
        Territory(
            code=next(iter(row.related("territory") or ()), ""),
            available=row.attributes.get("available") is True,
            statuses=tuple(str(status) for status in row.attributes.get("contentStatuses") or ()),
        )
        for row in rows.data
    )


def purchases(apple: AppStore, app_id: str) -> tuple[Purchase, ...]:
    """Read the in-app purchases of an app, without subscriptions; the first 200 tell enough."""
    return tuple(
        Purchase(name=found.text("name") or found.text("productId"), state=found.text("state"))
        for found in apple.get(f"/v1/apps/{app_id}/inAppPurchasesV2", {"limit": 200}).data
    )
