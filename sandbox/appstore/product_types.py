"""The types of what is sold in an app: in-app purchases, subscriptions, their versions, texts and prices."""

from __future__ import annotations

from sandbox.appstore.relations import Link, ResourceType, children, names

_SCREENSHOT = names(
    "fileSize fileName sourceFileChecksum imageAsset assetToken assetType uploadOperations assetDeliveryState"
)
_TEXT = names("name locale description")

PRODUCT_TYPES = (
    ResourceType(
        "inAppPurchases",
        names("name productId inAppPurchaseType state reviewNote familySharable contentHosting"),
        {
            "app": Link("apps", back="inAppPurchasesV2", shown=False),
            "versions": children("inAppPurchaseVersions"),
            "inAppPurchaseLocalizations": Link("inAppPurchaseLocalizations.v1", to_many=True, linked=True),
            "iapPriceSchedule": Link("inAppPurchasePriceSchedules", linked=True, owns=True),
            "appStoreReviewScreenshot": Link("inAppPurchaseAppStoreReviewScreenshots", linked=True, owns=True),
        },
    ),
    ResourceType(
        "inAppPurchaseVersions",
        names("version state"),
        {
            "inAppPurchase": Link("inAppPurchases", back="versions"),
            "localizations": children("inAppPurchaseLocalizations"),
        },
    ),
    ResourceType(
        "inAppPurchaseLocalizations",
        _TEXT,
        {"version": Link("inAppPurchaseVersions", back="localizations")},
        whole=True,
    ),
    ResourceType(
        "inAppPurchaseLocalizations",
        (*_TEXT, "state"),
        {"inAppPurchaseV2": Link("inAppPurchases")},
        key="inAppPurchaseLocalizations.v1",
        whole=True,
    ),
    ResourceType("inAppPurchaseAppStoreReviewScreenshots", _SCREENSHOT, {"inAppPurchaseV2": Link("inAppPurchases")}),
    ResourceType(
        "inAppPurchasePriceSchedules",
        (),
        {"baseTerritory": Link("territories", linked=True), "manualPrices": children("inAppPurchasePrices")},
    ),
    ResourceType(
        "inAppPurchasePrices",
        names("startDate endDate manual"),
        {
            "inAppPurchasePricePoint": Link("inAppPurchasePricePoints"),
            "territory": Link("territories"),
            "schedule": Link("inAppPurchasePriceSchedules", back="manualPrices", shown=False),
        },
    ),
    ResourceType("inAppPurchasePricePoints", names("customerPrice proceeds"), {"territory": Link("territories")}),
    ResourceType(
        "subscriptionGroups",
        ("referenceName",),
        {
            "app": Link("apps", back="subscriptionGroups", shown=False),
            "subscriptions": children("subscriptions"),
        },
    ),
    ResourceType(
        "subscriptions",
        names("name productId familySharable state subscriptionPeriod reviewNote groupLevel"),
        {
            "group": Link("subscriptionGroups", back="subscriptions"),
            "versions": children("subscriptionVersions"),
            "subscriptionLocalizations": Link("subscriptionLocalizations.v1", to_many=True, linked=True),
            "prices": children("subscriptionPrices"),
            "appStoreReviewScreenshot": Link("subscriptionAppStoreReviewScreenshots", linked=True, owns=True),
        },
    ),
    ResourceType(
        "subscriptionVersions",
        names("version state"),
        {
            "subscription": Link("subscriptions", back="versions"),
            "localizations": children("subscriptionLocalizations"),
        },
    ),
    ResourceType(
        "subscriptionLocalizations",
        _TEXT,
        {"version": Link("subscriptionVersions", back="localizations")},
        whole=True,
    ),
    ResourceType(
        "subscriptionLocalizations",
        (*_TEXT, "state"),
        {"subscription": Link("subscriptions")},
        key="subscriptionLocalizations.v1",
        whole=True,
    ),
    ResourceType("subscriptionAppStoreReviewScreenshots", _SCREENSHOT, {"subscription": Link("subscriptions")}),
    ResourceType(
        "subscriptionPrices",
        names("startDate preserved planType"),
        {
            "subscriptionPricePoint": Link("subscriptionPricePoints"),
            "territory": Link("territories"),
            "subscription": Link("subscriptions", back="prices", shown=False),
        },
    ),
    ResourceType(
        "subscriptionPricePoints",
        names("customerPrice proceeds proceedsYear2"),
        {"territory": Link("territories")},
    ),
)
