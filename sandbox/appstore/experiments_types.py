"""The types of experiments: experiments of the second version of the API, their treatments and localizations."""

from __future__ import annotations

from sandbox.appstore.library.asset_types import PLACED
from sandbox.appstore.relations import Link, ResourceType, children, names

EXPERIMENT_TYPES = (
    ResourceType(
        "appStoreVersionExperiments",
        names("name platform trafficProportion state reviewRequired startDate endDate"),
        {
            "app": Link("apps", back="appStoreVersionExperimentsV2"),
            "latestControlVersion": Link("appStoreVersions"),
            "controlVersions": Link("appStoreVersions", to_many=True),
            "appStoreVersionExperimentTreatments": children("appStoreVersionExperimentTreatments"),
        },
    ),
    ResourceType(
        "appStoreVersionExperimentTreatments",
        names("name appIcon appIconName promotedDate"),
        {
            "appStoreVersionExperimentV2": Link(
                "appStoreVersionExperiments", back="appStoreVersionExperimentTreatments"
            ),
            "appStoreVersionExperimentTreatmentLocalizations": children(
                "appStoreVersionExperimentTreatmentLocalizations"
            ),
        },
    ),
    ResourceType(
        "appStoreVersionExperimentTreatmentLocalizations",
        names("locale"),
        {
            "appStoreVersionExperimentTreatment": Link(
                "appStoreVersionExperimentTreatments", back="appStoreVersionExperimentTreatmentLocalizations"
            ),
            "appScreenshotSets": children("appScreenshotSets"),
            "appPreviewSets": children("appPreviewSets"),
            **PLACED,
        },
    ),
    ResourceType("appStoreVersionPromotions", ()),
)
