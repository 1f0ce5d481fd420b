"""The types of what is entered once for an app or version: review detail, age rating, category, price, territories."""

from __future__ import annotations

from sandbox.appstore.relations import Link, ResourceType, children, names

INFORMATION_TYPES = (
    ResourceType(
        "ageRatingDeclarations",
        names(
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
        names(
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
            "manualPrices": children("appPrices"),
        },
    ),
    ResourceType(
        "appPrices",
        names("manual startDate endDate"),
        {
            "appPricePoint": Link("appPricePoints"),
            "territory": Link("territories"),
            "appPriceSchedule": Link("appPriceSchedules", back="manualPrices", shown=False),
        },
    ),
    ResourceType(
        "appPricePoints",
        names("customerPrice proceeds"),
        {"app": Link("apps"), "territory": Link("territories")},
    ),
    ResourceType(
        "appAvailabilities",
        ("availableInNewTerritories",),
        {"territoryAvailabilities": children("territoryAvailabilities")},
    ),
    ResourceType(
        "territoryAvailabilities",
        names("available releaseDate preOrderEnabled preOrderPublishDate contentStatuses"),
        {
            "territory": Link("territories"),
            "appAvailability": Link("appAvailabilities", back="territoryAvailabilities", shown=False),
        },
    ),
)
