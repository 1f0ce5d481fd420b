"""Reads and changes screenshots: one set for each language and display type, of a version or of a product page."""

from appstore.client import Resource
from appstore.media.assets import PAGE, TREATMENT, VERSION, AssetKind, remote
from appstore.media.transfers import RemoteImage

__all__ = [
    "PAGE",
    "SCREENSHOTS",
    "TREATMENT",
    "VERSION",
    "commit",
    "create_set",
    "delete",
    "in_set",
    "put_in_order",
    "reserve",
    "sets_of",
]


def _read(resource: Resource) -> RemoteImage:
    return remote(resource, resource.attributes.get("assetDeliveryState"), resource.attributes.get("imageAsset"))


SCREENSHOTS = AssetKind("appScreenshots", "appScreenshotSets", "screenshotDisplayType", _read)

sets_of, in_set, create_set = SCREENSHOTS.sets_of, SCREENSHOTS.in_set, SCREENSHOTS.create_set
reserve, commit, delete = SCREENSHOTS.reserve, SCREENSHOTS.commit, SCREENSHOTS.delete
put_in_order = SCREENSHOTS.put_in_order
