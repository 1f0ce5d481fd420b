"""The types of custom product pages: pages, their versions and localizations, and keywords."""

from __future__ import annotations

from sandbox.appstore.library.asset_types import PLACED
from sandbox.appstore.relations import Link, ResourceType, children, names

CUSTOM_PAGE_TYPES = (
    ResourceType(
        "appCustomProductPages",
        names("name url visible"),
        {
            "app": Link("apps", back="appCustomProductPages"),
            "appCustomProductPageVersions": children("appCustomProductPageVersions"),
        },
    ),
    ResourceType(
        "appCustomProductPageVersions",
        names("version state deepLink"),
        {
            "appCustomProductPage": Link("appCustomProductPages", back="appCustomProductPageVersions"),
            "appCustomProductPageLocalizations": children("appCustomProductPageLocalizations"),
        },
    ),
    ResourceType(
        "appCustomProductPageLocalizations",
        names("locale promotionalText"),
        {
            "appCustomProductPageVersion": Link(
                "appCustomProductPageVersions", back="appCustomProductPageLocalizations"
            ),
            "appScreenshotSets": children("appScreenshotSets"),
            "appPreviewSets": children("appPreviewSets"),
            **PLACED,
            "searchKeywords": Link("appKeywords", to_many=True, linked=True),
        },
    ),
    ResourceType("appKeywords", ()),
)
