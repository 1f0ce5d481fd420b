"""The two families of products, in-app purchases and subscriptions, which Apple keeps under different names."""

from dataclasses import dataclass
from enum import StrEnum

from appstore.calls.jsonapi import OpenEnum
from appstore.submissions import PURCHASE_VERSION, SUBSCRIPTION_VERSION


class ProductKind(OpenEnum):
    """What a product is. Apple has no such attribute for auto-renewable subscriptions: they are a type of their own."""

    CONSUMABLE = "CONSUMABLE"
    NON_CONSUMABLE = "NON_CONSUMABLE"
    NON_RENEWING = "NON_RENEWING_SUBSCRIPTION"
    AUTO_RENEWABLE = "AUTO_RENEWABLE"
    UNKNOWN = "UNKNOWN"


class Family(StrEnum):
    """A family of products."""

    PURCHASE = "purchase"
    SUBSCRIPTION = "subscription"

    @property
    def names(self) -> "FamilyNames":
        """Apple's names of what belongs to its products."""
        return _NAMES[self]


@dataclass(frozen=True, kw_only=True)
class FamilyNames:
    """Apple's names in a family: types, and what versions and texts without versions call their product.

    `root` is the address of the products. Versions and their texts exist since 4.4.1 of the API; before, the texts
    belonged to the product, under `/v1`. `item` is how an item of a review submission names a version.
    """

    root: str
    products: str
    versions: str
    texts: str
    of_version: str
    of_text: str
    item: str


_NAMES = {
    Family.PURCHASE: FamilyNames(
        root="/v2/inAppPurchases",
        products="inAppPurchases",
        versions="inAppPurchaseVersions",
        texts="inAppPurchaseLocalizations",
        of_version="inAppPurchase",
        of_text="inAppPurchaseV2",
        item=PURCHASE_VERSION,
    ),
    Family.SUBSCRIPTION: FamilyNames(
        root="/v1/subscriptions",
        products="subscriptions",
        versions="subscriptionVersions",
        texts="subscriptionLocalizations",
        of_version="subscription",
        of_text="subscription",
        item=SUBSCRIPTION_VERSION,
    ),
}
