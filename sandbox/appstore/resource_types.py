"""The resource types: their attributes and relationships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sandbox.appstore.custom_page_types import CUSTOM_PAGE_TYPES
from sandbox.appstore.declared import relationships
from sandbox.appstore.experiments_types import EXPERIMENT_TYPES
from sandbox.appstore.information_types import INFORMATION_TYPES
from sandbox.appstore.library.asset_types import LIBRARIES, LIBRARY_TYPES, PLACED
from sandbox.appstore.media_types import MEDIA_TYPES
from sandbox.appstore.nominations_types import NOMINATION_TYPES
from sandbox.appstore.product_types import PRODUCT_TYPES
from sandbox.appstore.relations import Link, ResourceType, children, names

_ALL = (
    ResourceType(
        "apps",
        names(
            "accessibilityUrl name bundleId sku primaryLocale isOrEverWasMadeForKids subscriptionStatusUrl"
            " subscriptionStatusUrlVersion subscriptionStatusUrlForSandbox subscriptionStatusUrlVersionForSandbox"
            " contentRightsDeclaration streamlinedPurchasingEnabled",
        ),
        {
            "appStoreVersions": children("appStoreVersions"),
            "appInfos": children("appInfos"),
            "customerReviews": children("customerReviews"),
            "customerReviewSummarizations": children("customerReviewSummarizations"),
            "webhooks": children("webhooks"),
            "appEvents": children("appEvents"),
            "analyticsReportRequests": children("analyticsReportRequests"),
            "preReleaseVersions": children("preReleaseVersions"),
            "builds": children("builds"),
            "appEncryptionDeclarations": children("appEncryptionDeclarations"),
            "reviewSubmissions": children("reviewSubmissions"),
            "appCustomProductPages": children("appCustomProductPages"),
            "appStoreVersionExperimentsV2": children("appStoreVersionExperiments"),
            "appPriceSchedule": Link("appPriceSchedules", linked=True, owns=True),
            "appAvailabilityV2": Link("appAvailabilities", linked=True, owns=True),
            "inAppPurchasesV2": children("inAppPurchases"),
            "subscriptionGroups": children("subscriptionGroups"),
            # Not in Apple's file of 4.4.1. Last, because placements have to go before what is placed.
            "assetLibrary": Link(LIBRARIES, owns=True, shown=False),
        },
    ),
    ResourceType(
        "appStoreVersions",
        names(
            "platform versionString appStoreState appVersionState copyright reviewType releaseType"
            " earliestReleaseDate usesIdfa downloadable createdDate",
        ),
        {
            "app": Link("apps", back="appStoreVersions"),
            "appStoreVersionLocalizations": children("appStoreVersionLocalizations"),
            "appStoreVersionPhasedRelease": Link("appStoreVersionPhasedReleases", linked=True),
            "build": Link("builds", linked=True),
            "appStoreReviewDetail": Link("appStoreReviewDetails", linked=True, owns=True),
            "customerReviews": Link("customerReviews", to_many=True, linked=True),
        },
    ),
    ResourceType(
        "appStoreVersionPhasedReleases",
        names("phasedReleaseState startDate totalPauseDuration currentDayNumber"),
    ),
    ResourceType("appStoreVersionReleaseRequests", ()),
    ResourceType(
        "appStoreVersionLocalizations",
        names("description locale keywords marketingUrl promotionalText supportUrl whatsNew"),
        {
            "appStoreVersion": Link("appStoreVersions", back="appStoreVersionLocalizations"),
            "appScreenshotSets": children("appScreenshotSets"),
            "appPreviewSets": children("appPreviewSets"),
            **PLACED,
        },
    ),
    ResourceType(
        "appInfos",
        names(
            "appStoreState state appStoreAgeRating australiaAgeRating brazilAgeRating brazilAgeRatingV2"
            " franceAgeRating koreaAgeRating",
        ),
        {
            "app": Link("apps", back="appInfos"),
            "appInfoLocalizations": children("appInfoLocalizations"),
            "ageRatingDeclaration": Link("ageRatingDeclarations", linked=True, owns=True),
            "primaryCategory": Link("appCategories", linked=True),
        },
    ),
    ResourceType(
        "appInfoLocalizations",
        names("locale name subtitle privacyPolicyUrl privacyChoicesUrl privacyPolicyText"),
        {"appInfo": Link("appInfos", back="appInfoLocalizations")},
    ),
    ResourceType(
        "customerReviews",
        names("rating title body reviewerNickname createdDate territory"),
        {
            "response": Link("customerReviewResponses", linked=True),
            "reviewTerritory": Link("territories"),
            "app": Link("apps", back="customerReviews", shown=False),
            "appStoreVersion": Link("appStoreVersions", back="customerReviews", shown=False),
        },
    ),
    ResourceType(
        "customerReviewResponses",
        names("responseBody lastModifiedDate state"),
        {"review": Link("customerReviews")},
    ),
    ResourceType(
        "customerReviewSummarizations",
        names("createdDate locale platform text"),
        {
            "territory": Link("territories"),
            "app": Link("apps", back="customerReviewSummarizations", shown=False),
        },
    ),
    ResourceType("territories", ("currency",)),
    ResourceType(
        "webhooks",
        names("enabled eventTypes name url"),
        {"app": Link("apps", back="webhooks"), "deliveries": children("webhookDeliveries")},
    ),
    ResourceType(
        "webhookDeliveries",
        names("createdDate deliveryState errorMessage redelivery sentDate request response"),
        {
            "event": Link("webhookEvents"),
            "webhook": Link("webhooks", back="deliveries", shown=False),
        },
    ),
    ResourceType("webhookEvents", names("eventType payload ping createdDate")),
    ResourceType(
        "preReleaseVersions",
        names("version platform"),
        {
            "app": Link("apps", back="preReleaseVersions", linked=True),
            "builds": Link("builds", to_many=True, linked=True),
        },
    ),
    ResourceType(
        "builds",
        names(
            "version uploadedDate expirationDate expired minOsVersion lsMinimumSystemVersion computedMinMacOsVersion"
            " computedMinVisionOsVersion iconAssetToken processingState buildAudienceType usesNonExemptEncryption",
        ),
        {
            "app": Link("apps", back="builds", linked=True),
            "preReleaseVersion": Link("preReleaseVersions", back="builds", linked=True),
            "appStoreVersion": Link("appStoreVersions", linked=True),
            "appEncryptionDeclaration": Link("appEncryptionDeclarations", linked=True),
        },
    ),
    ResourceType(
        "appEncryptionDeclarations",
        names(
            "appDescription createdDate usesEncryption exempt containsProprietaryCryptography"
            " containsThirdPartyCryptography availableOnFrenchStore platform uploadedDate documentUrl documentName"
            " documentType appEncryptionDeclarationState codeValue",
        ),
        {
            "app": Link("apps", back="appEncryptionDeclarations", linked=True),
            "builds": Link("builds", to_many=True, linked=True),
        },
    ),
    ResourceType("webhookPings", (), {"webhook": Link("webhooks", shown=False)}),
    ResourceType(
        "reviewSubmissions",
        names("platform state submittedDate"),
        {
            "app": Link("apps", back="reviewSubmissions"),
            "items": children("reviewSubmissionItems"),
            "appStoreVersionForReview": Link("appStoreVersions"),
        },
    ),
    ResourceType(
        "reviewSubmissionItems",
        ("state",),
        {
            "reviewSubmission": Link("reviewSubmissions", back="items", shown=False),
            "appStoreVersion": Link("appStoreVersions"),
            "inAppPurchaseVersion": Link("inAppPurchaseVersions"),
            "subscriptionVersion": Link("subscriptionVersions"),
            "appCustomProductPageVersion": Link("appCustomProductPageVersions"),
            "appStoreVersionExperimentV2": Link("appStoreVersionExperiments"),
        },
    ),
    ResourceType(
        "analyticsReportRequests",
        names("accessType stoppedDueToInactivity"),
        {
            "app": Link("apps", back="analyticsReportRequests", shown=False),
            "reports": children("analyticsReports"),
        },
    ),
    ResourceType(
        "analyticsReports",
        names("name category"),
        {
            "request": Link("analyticsReportRequests", back="reports", shown=False),
            "instances": children("analyticsReportInstances"),
        },
    ),
    ResourceType(
        "analyticsReportInstances",
        names("granularity processingDate"),
        {
            "report": Link("analyticsReports", back="instances", shown=False),
            "segments": children("analyticsReportSegments"),
        },
    ),
    ResourceType(
        "analyticsReportSegments",
        names("checksum sizeInBytes url"),
        {"instance": Link("analyticsReportInstances", back="segments", shown=False)},
    ),
    *INFORMATION_TYPES,
    *MEDIA_TYPES,
    *PRODUCT_TYPES,
    *CUSTOM_PAGE_TYPES,
    *EXPERIMENT_TYPES,
    *NOMINATION_TYPES,
    *LIBRARY_TYPES,
)


def _with_declared(kind: ResourceType) -> ResourceType:
    """Adds the relationships that Apple declares and the stand-in does not model."""
    if kind.whole:
        return kind
    declared = {
        name: Link("", to_many=rule["many"], linked=rule["linked"], modelled=False)
        for name, rule in relationships(kind.type).items()
    }
    return replace(kind, links={**declared, **kind.links})


RESOURCE_TYPES: Mapping[str, ResourceType] = {kind.name: _with_declared(kind) for kind in _ALL}
