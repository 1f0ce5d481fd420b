"""The types of screenshots and app previews, and of their sets."""

from __future__ import annotations

from sandbox.appstore.relations import Link, ResourceType, children, names

MEDIA_TYPES = (
    ResourceType(
        "appScreenshotSets",
        ("screenshotDisplayType",),
        {
            "appStoreVersionLocalization": Link("appStoreVersionLocalizations", back="appScreenshotSets"),
            "appCustomProductPageLocalization": Link("appCustomProductPageLocalizations", back="appScreenshotSets"),
            "appStoreVersionExperimentTreatmentLocalization": Link(
                "appStoreVersionExperimentTreatmentLocalizations", back="appScreenshotSets"
            ),
            "appScreenshots": children("appScreenshots"),
        },
    ),
    ResourceType(
        "appScreenshots",
        names(
            "fileSize fileName sourceFileChecksum imageAsset assetToken assetType uploadOperations assetDeliveryState",
        ),
        {"appScreenshotSet": Link("appScreenshotSets", back="appScreenshots")},
    ),
    ResourceType(
        "appPreviewSets",
        ("previewType",),
        {
            "appStoreVersionLocalization": Link("appStoreVersionLocalizations", back="appPreviewSets"),
            "appCustomProductPageLocalization": Link("appCustomProductPageLocalizations", back="appPreviewSets"),
            "appStoreVersionExperimentTreatmentLocalization": Link(
                "appStoreVersionExperimentTreatmentLocalizations", back="appPreviewSets"
            ),
            "appPreviews": children("appPreviews"),
        },
    ),
    ResourceType(
        "appPreviews",
        names(
            "fileSize fileName sourceFileChecksum previewFrameTimeCode mimeType videoUrl previewFrameImage previewImage"
            " uploadOperations assetDeliveryState videoDeliveryState",
        ),
        {"appPreviewSet": Link("appPreviewSets", back="appPreviews")},
    ),
)
