"""The screenshot of an in-app purchase or subscription that Apple's reviewers see: one, and it needs no review itself.

https://developer.apple.com/documentation/appstoreconnectapi/in-app-purchase-app-review-screenshots
"""

from collections.abc import Sequence
from dataclasses import dataclass

from appstore.client import AppStore, Resource
from appstore.errors import Refused
from appstore.media.assets import AssetKind, read_picture
from appstore.media.transfers import RemoteImage

# Takes the place of a display type.
REVIEW_SCREENSHOT = "REVIEW_SCREENSHOT"
# The least pixels of the shorter and the longer side.
LEAST_PIXELS = (640, 920)


@dataclass(frozen=True)
class ReviewScreenshots(AssetKind[RemoteImage]):
    """The review screenshots of a family of products; a product stands for a set, which always exists.

    `root` is the address of the products, `product` what a screenshot calls its own.
    """

    root: str
    product: str

    def sets_of(
        self, apple: AppStore, localization_id: str, _owner: str = ""
    ) -> dict[str, tuple[str, tuple[RemoteImage, ...]]]:
        """Return the product's id and its screenshot, in one call."""
        return {REVIEW_SCREENSHOT: (localization_id, self.in_set(apple, localization_id))}

    def create_set(self, _apple: AppStore, localization_id: str, _value: str, _owner: str = "") -> tuple[str, bool]:
        """Return the id of the product."""
        return localization_id, False

    def put_in_order(self, apple: AppStore, set_id: str, ids: Sequence[str]) -> None:
        """Do nothing: there is one."""

    def _rows(self, apple: AppStore, set_id: str) -> tuple[Resource, ...]:
        try:
            return apple.get(f"{self.root}/{set_id}/appStoreReviewScreenshot").data
        except Refused as refused:
            if refused.gone:
                return ()
            raise

    def _parent(self, set_id: str) -> dict[str, tuple[str, str]]:
        return {self.product: (self.set_type, set_id)}


OF_PURCHASES = ReviewScreenshots(
    "inAppPurchaseAppStoreReviewScreenshots",
    "inAppPurchases",
    "",
    read_picture,
    root="/v2/inAppPurchases",
    product="inAppPurchaseV2",
)
OF_SUBSCRIPTIONS = ReviewScreenshots(
    "subscriptionAppStoreReviewScreenshots",
    "subscriptions",
    "",
    read_picture,
    root="/v1/subscriptions",
    product="subscription",
)
