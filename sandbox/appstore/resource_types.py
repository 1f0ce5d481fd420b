"""The resource types: their attributes and relationships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sandbox.appstore.declared import relationships


@dataclass(frozen=True, slots=True)
class Link:
    """One relationship: its target type, and how responses show it.

    `back` names the inverse list to which each new resource is added; deleting a resource deletes the lists it
    `owns`; `linked` relationships have `self` and `related` links even if they are not
    included; a relationship that is not `shown` is internal to the stand-in, and one that is not `modelled` is always
    empty.
    """

    kind: str
    to_many: bool = False
    back: str | None = None
    owns: bool = False
    linked: bool = False
    shown: bool = True
    modelled: bool = True


@dataclass(frozen=True, slots=True)
class ResourceType:
    """One resource type, with Apple's name."""

    type: str
    attributes: tuple[str, ...]
    links: Mapping[str, Link] = field(default_factory=dict)

    @property
    def fields(self) -> frozenset[str]:
        """Returns the values that `fields[type]` accepts."""
        return frozenset(self.attributes) | {name for name, link in self.links.items() if link.shown}


def _children(kind: str) -> Link:
    return Link(kind, to_many=True, owns=True, linked=True)


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ALL = (
    ResourceType(
        "apps",
        _names(
            "accessibilityUrl name bundleId sku primaryLocale isOrEverWasMadeForKids subscriptionStatusUrl"
            " subscriptionStatusUrlVersion subscriptionStatusUrlForSandbox subscriptionStatusUrlVersionForSandbox"
            " contentRightsDeclaration streamlinedPurchasingEnabled",
        ),
        {
            "appStoreVersions": _children("appStoreVersions"),
            "appInfos": _children("appInfos"),
            "customerReviews": _children("customerReviews"),
            "customerReviewSummarizations": _children("customerReviewSummarizations"),
            "webhooks": _children("webhooks"),
            "preReleaseVersions": _children("preReleaseVersions"),
            "builds": _children("builds"),
            "appEncryptionDeclarations": _children("appEncryptionDeclarations"),
            "reviewSubmissions": _children("reviewSubmissions"),
            "appPriceSchedule": Link("appPriceSchedules", linked=True, owns=True),
            "appAvailabilityV2": Link("appAvailabilities", linked=True, owns=True),
        },
    ),
    ResourceType(
        "appStoreVersions",
        _names(
            "platform versionString appStoreState appVersionState copyright reviewType releaseType"
            " earliestReleaseDate usesIdfa downloadable createdDate",
        ),
        {
            "app": Link("apps", back="appStoreVersions"),
            "appStoreVersionLocalizations": _children("appStoreVersionLocalizations"),
            "appStoreVersionPhasedRelease": Link("appStoreVersionPhasedReleases", linked=True),
            "build": Link("builds", linked=True),
            "appStoreReviewDetail": Link("appStoreReviewDetails", linked=True, owns=True),
            "customerReviews": Link("customerReviews", to_many=True, linked=True),
        },
    ),
    ResourceType(
        "appStoreVersionPhasedReleases",
        _names("phasedReleaseState startDate totalPauseDuration currentDayNumber"),
    ),
    ResourceType(
        "appStoreVersionLocalizations",
        _names("description locale keywords marketingUrl promotionalText supportUrl whatsNew"),
        {
            "appStoreVersion": Link("appStoreVersions", back="appStoreVersionLocalizations"),
            "appScreenshotSets": _children("appScreenshotSets"),
        },
    ),
    ResourceType(
        "appInfos",
        _names(
            "appStoreState state appStoreAgeRating australiaAgeRating brazilAgeRating brazilAgeRatingV2"
            " franceAgeRating koreaAgeRating",
        ),
        {
            "app": Link("apps", back="appInfos"),
            "appInfoLocalizations": _children("appInfoLocalizations"),
            "ageRatingDeclaration": Link("ageRatingDeclarations", linked=True, owns=True),
            "primaryCategory": Link("appCategories", linked=True),
        },
    ),
    ResourceType(
        "appInfoLocalizations",
        _names("locale name subtitle privacyPolicyUrl privacyChoicesUrl privacyPolicyText"),
        {"appInfo": Link("appInfos", back="appInfoLocalizations")},
    ),
    ResourceType(
        "appScreenshotSets",
        ("screenshotDisplayType",),
        {
            "appStoreVersionLocalization": Link("appStoreVersionLocalizations", back="appScreenshotSets"),
            "appScreenshots": _children("appScreenshots"),
        },
    ),
    ResourceType(
        "appScreenshots",
        _names(
            "fileSize fileName sourceFileChecksum imageAsset assetToken assetType uploadOperations assetDeliveryState",
        ),
        {"appScreenshotSet": Link("appScreenshotSets", back="appScreenshots")},
    ),
    ResourceType(
        "customerReviews",
        _names("rating title body reviewerNickname createdDate territory"),
        {
            "response": Link("customerReviewResponses", linked=True),
            "reviewTerritory": Link("territories"),
            "app": Link("apps", back="customerReviews", shown=False),
            "appStoreVersion": Link("appStoreVersions", back="customerReviews", shown=False),
        },
    ),
    ResourceType(
        "customerReviewResponses",
        _names("responseBody lastModifiedDate state"),
        {"review": Link("customerReviews")},
    ),
    ResourceType(
        "customerReviewSummarizations",
        _names("createdDate locale platform text"),
        {
            "territory": Link("territories"),
            "app": Link("apps", back="customerReviewSummarizations", shown=False),
        },
    ),
    ResourceType("territories", ("currency",)),
    ResourceType(
        "ageRatingDeclarations",
        _names(
            "advertising alcoholTobaccoOrDrugUseOrReferences contests gambling gamblingSimulated gunsOrOtherWeapons"
            " healthOrWellnessTopics kidsAgeBand lootBox medicalOrTreatmentInformation messagingAndChat"
            " parentalControls profanityOrCrudeHumor ageAssurance sexualContentGraphicAndNudity sexualContentOrNudity"
            " socialMedia socialMediaAgeRestricted horrorOrFearThemes matureOrSuggestiveThemes unrestrictedWebAccess"
            " userGeneratedContent violenceCartoonOrFantasy violenceRealisticProlongedGraphicOrSadistic"
            " violenceRealistic ageRatingOverride ageRatingOverrideV2 koreaAgeRatingOverride"
            " developerAgeRatingInfoUrl",
        ),
        {"appInfo": Link("appInfos", shown=False)},
    ),
    ResourceType(
        "appCategories",
        ("platforms",),
        {
            "parent": Link("appCategories", back="subcategories", linked=True),
            "subcategories": Link("appCategories", to_many=True, linked=True),
        },
    ),
    ResourceType(
        "appStoreReviewDetails",
        _names(
            "contactFirstName contactLastName contactPhone contactEmail demoAccountName demoAccountPassword"
            " demoAccountRequired notes",
        ),
        {"appStoreVersion": Link("appStoreVersions")},
    ),
    ResourceType(
        "appPriceSchedules",
        (),
        {
            "app": Link("apps"),
            "baseTerritory": Link("territories", linked=True),
            "manualPrices": _children("appPrices"),
        },
    ),
    ResourceType(
        "appPrices",
        _names("manual startDate endDate"),
        {
            "appPricePoint": Link("appPricePoints"),
            "territory": Link("territories"),
            "appPriceSchedule": Link("appPriceSchedules", back="manualPrices", shown=False),
        },
    ),
    ResourceType(
        "appPricePoints",
        _names("customerPrice proceeds"),
        {"app": Link("apps"), "territory": Link("territories")},
    ),
    ResourceType(
        "appAvailabilities",
        ("availableInNewTerritories",),
        {"territoryAvailabilities": _children("territoryAvailabilities")},
    ),
    ResourceType(
        "territoryAvailabilities",
        _names("available releaseDate preOrderEnabled preOrderPublishDate contentStatuses"),
        {
            "territory": Link("territories"),
            "appAvailability": Link("appAvailabilities", back="territoryAvailabilities", shown=False),
        },
    ),
    ResourceType(
        "webhooks",
        _names("enabled eventTypes name url"),
        {"app": Link("apps", back="webhooks"), "deliveries": _children("webhookDeliveries")},
    ),
    ResourceType(
        "webhookDeliveries",
        _names("createdDate deliveryState errorMessage redelivery sentDate request response"),
        {
            "event": Link("webhookEvents"),
            "webhook": Link("webhooks", back="deliveries", shown=False),
        },
    ),
    ResourceType("webhookEvents", _names("eventType payload ping createdDate")),
    ResourceType(
        "preReleaseVersions",
        _names("version platform"),
        {
            "app": Link("apps", back="preReleaseVersions", linked=True),
            "builds": Link("builds", to_many=True, linked=True),
        },
    ),
    ResourceType(
        "builds",
        _names(
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
        _names(
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
        _names("platform state submittedDate"),
        {
            "app": Link("apps", back="reviewSubmissions"),
            "items": _children("reviewSubmissionItems"),
            "appStoreVersionForReview": Link("appStoreVersions"),
        },
    ),
    ResourceType(
        "reviewSubmissionItems",
        ("state",),
        {
            "reviewSubmission": Link("reviewSubmissions", back="items", shown=False),
            "appStoreVersion": Link("appStoreVersions"),
        },
    ),
)


def _with_declared(kind: ResourceType) -> ResourceType:
    """Adds the relationships that Apple declares and the stand-in does not model."""
    declared = {
        name: Link("", to_many=rule["many"], linked=rule["linked"], modelled=False)
        for name, rule in relationships(kind.type).items()
    }
    return replace(kind, links={**declared, **kind.links})


RESOURCE_TYPES: Mapping[str, ResourceType] = {kind.type: _with_declared(kind) for kind in _ALL}
