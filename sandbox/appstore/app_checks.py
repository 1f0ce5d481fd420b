"""What Apple checks of an app before it reviews a version: its information, price and availability."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.appstore import age_ratings, review_details
from sandbox.appstore.errors import Problem, required_attribute, required_relationship, wrong_state
from sandbox.appstore.store import Row

Found = Iterator[tuple[str, Problem]]


def problems(version: Row) -> Found:
    """Returns the errors of what belongs to the app of a version, each with Apple's path of its resource."""
    app = version.parent("app")
    info = app.to_many["appInfos"][-1]
    yield from _information(info)
    if not app["contentRightsDeclaration"]:
        yield app.path, required_attribute("contentRightsDeclaration")
    yield from _review_detail(version)
    if not app.parent("appPriceSchedule").to_many["manualPrices"]:
        yield app.path, wrong_state("App cannot be submitted for review until pricing has been set.")
    sold = app.to_one["appAvailabilityV2"]
    if sold is None or not any(row["available"] for row in sold.to_many["territoryAvailabilities"]):
        yield app.path, wrong_state("App must be available in at least one territory.")


def _information(info: Row) -> Found:
    if info.to_one["primaryCategory"] is None:
        yield info.path, required_relationship("primaryCategory")
    for localization in info.to_many["appInfoLocalizations"]:
        if not localization["name"]:
            yield localization.path, required_attribute("name")
    declaration = info.parent("ageRatingDeclaration")
    for name in age_ratings.unanswered(declaration):
        yield declaration.path, required_attribute(name)


def _review_detail(version: Row) -> Found:
    detail = version.to_one["appStoreReviewDetail"]
    if detail is None:
        yield version.path, required_relationship("appStoreReviewDetail")
        return
    account = ("demoAccountName", "demoAccountPassword") if detail["demoAccountRequired"] else ()
    for name in (*review_details.CONTACT, *account):
        if not detail[name]:
            yield detail.path, required_attribute(name)
