"""The types of nominations and of in-app events."""

from __future__ import annotations

from sandbox.appstore.library.asset_types import PLACED
from sandbox.appstore.relations import Link, ResourceType, children, names

NOMINATION_TYPES = (
    ResourceType(
        "nominations",
        names(
            "name type description createdDate lastModifiedDate submittedDate state publishStartDate publishEndDate"
            " deviceFamilies locales supplementalMaterialsUris hasInAppEvents launchInSelectMarketsFirst notes"
            " preOrderEnabled",
        ),
        {
            "relatedApps": Link("apps", to_many=True),
            "inAppEvents": Link("appEvents", to_many=True),
            "supportedTerritories": Link("territories", to_many=True),
        },
    ),
    ResourceType(
        "appEvents",
        names(
            "referenceName badge eventState deepLink purchaseRequirement primaryLocale priority purpose"
            " territorySchedules archivedTerritorySchedules",
        ),
        {"app": Link("apps", back="appEvents", shown=False), "localizations": children("appEventLocalizations")},
    ),
    ResourceType(
        "appEventLocalizations",
        names("locale name shortDescription longDescription"),
        {"appEvent": Link("appEvents", back="localizations"), **PLACED},
    ),
)
