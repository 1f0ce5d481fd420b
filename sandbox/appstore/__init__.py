"""A stand-in for the App Store Connect API: a server that keeps state and refuses what Apple refuses."""

from __future__ import annotations

from sandbox.appstore.analytics import AppAnalytics
from sandbox.appstore.app_information import AppInformation
from sandbox.appstore.binaries import Binaries, StoredBuild
from sandbox.appstore.calls import Call
from sandbox.appstore.custom_page_editor import CustomPages, StoredPage, StoredPageVersion
from sandbox.appstore.customers import Customers, Reply
from sandbox.appstore.experiments_editor import Experiments, StoredExperiment, StoredTreatment
from sandbox.appstore.faults import Fault, Rule
from sandbox.appstore.footage import Footage, StoredPreview
from sandbox.appstore.in_app_events_editor import InAppEvents
from sandbox.appstore.integrations import Integrations, StoredDelivery, StoredWebhook
from sandbox.appstore.library.asset_types import IMAGES
from sandbox.appstore.library.editor import AssetLibraries, StoredAsset, StoredPlacement
from sandbox.appstore.nominations_editor import Nominations, StoredNomination
from sandbox.appstore.pages import StoredScreenshot
from sandbox.appstore.product_shelf import ProductShelf, StoredProduct
from sandbox.appstore.reviewer import Reviewer, StoredSubmission
from sandbox.appstore.shop import Shop
from sandbox.appstore.snapshots import AppSnapshot, look
from sandbox.appstore.tokens import Key


class AppStoreConnect(
    Footage,
    AssetLibraries,
    Customers,
    Integrations,
    Binaries,
    Reviewer,
    AppInformation,
    AppAnalytics,
    Shop,
    ProductShelf,
    CustomPages,
    Experiments,
    Nominations,
    InAppEvents,
):
    """The stand-in: tests fill it, serve it, inject faults and inspect the result."""

    def look(self) -> tuple[AppSnapshot, ...]:
        """Returns a snapshot of the whole account."""
        return self._do(lambda: look(self._store))

    def picture(self, screenshot_id: str) -> bytes:
        """Returns the bytes of a screenshot or a picture in a library, empty until the commit; KeyError for others."""

        def read() -> bytes:
            rows = {**self._store.rows["appScreenshots"], **self._store.rows[IMAGES]}
            return self._store.media[rows[screenshot_id]["assetToken"]].data

        return self._do(read)

    def asset(self, token: str) -> bytes:
        """Returns the bytes behind an address of the image host, empty if there are none."""
        media = self._do(lambda: self._store.media.get(token))
        return media.data if media is not None else b""


__all__ = [
    "AppSnapshot",
    "AppStoreConnect",
    "Call",
    "Fault",
    "Key",
    "Reply",
    "Rule",
    "StoredAsset",
    "StoredBuild",
    "StoredDelivery",
    "StoredExperiment",
    "StoredNomination",
    "StoredPage",
    "StoredPageVersion",
    "StoredPlacement",
    "StoredPreview",
    "StoredProduct",
    "StoredScreenshot",
    "StoredSubmission",
    "StoredTreatment",
    "StoredWebhook",
]
