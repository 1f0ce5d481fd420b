"""The two kinds of products, in-app purchases and subscriptions: what they share under Apple's names, and states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.appstore.store import Row, Store

# States of a product's version in which its texts can be changed.
WRITABLE = frozenset({"PREPARE_FOR_SUBMISSION", "REJECTED", "DEVELOPER_REJECTED"})
FINISHED = frozenset({"APPROVED", "REPLACED_WITH_NEW_VERSION"})
VERSION_STATES = WRITABLE | FINISHED | {"READY_FOR_REVIEW", "WAITING_FOR_REVIEW", "IN_REVIEW", "ACCEPTED"}
PRODUCT_STATES = frozenset(
    {
        "MISSING_METADATA",
        "READY_TO_SUBMIT",
        "WAITING_FOR_REVIEW",
        "IN_REVIEW",
        "DEVELOPER_ACTION_NEEDED",
        "PENDING_BINARY_APPROVAL",
        "APPROVED",
        "DEVELOPER_REMOVED_FROM_SALE",
        "REMOVED_FROM_SALE",
        "REJECTED",
    }
)
# The state of a product that was never approved, by that of its version.
_PRODUCT_STATE = {
    "PREPARE_FOR_SUBMISSION": "READY_TO_SUBMIT",
    "READY_FOR_REVIEW": "READY_TO_SUBMIT",
    "DEVELOPER_REJECTED": "READY_TO_SUBMIT",
    "ACCEPTED": "PENDING_BINARY_APPROVAL",
}
# The state of a text by that of its version; the older resource knows only four.
_TEXT_STATE = {
    "READY_FOR_REVIEW": "PREPARE_FOR_SUBMISSION",
    "DEVELOPER_REJECTED": "PREPARE_FOR_SUBMISSION",
    "IN_REVIEW": "WAITING_FOR_REVIEW",
    "ACCEPTED": "APPROVED",
    "REPLACED_WITH_NEW_VERSION": "APPROVED",
}


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of product: `root` is its address, `owner` and `old_owner` what versions and older texts call it."""

    root: str
    product: str
    version: str
    text: str
    owner: str
    old_owner: str
    screenshot: str

    @property
    def old_text(self) -> str:
        """The type of its texts before they had versions."""
        return f"{self.text}.v1"


PURCHASES = Family(
    "/v2/inAppPurchases",
    "inAppPurchases",
    "inAppPurchaseVersions",
    "inAppPurchaseLocalizations",
    "inAppPurchase",
    "inAppPurchaseV2",
    "inAppPurchaseAppStoreReviewScreenshots",
)
SUBSCRIPTIONS = Family(
    "/v1/subscriptions",
    "subscriptions",
    "subscriptionVersions",
    "subscriptionLocalizations",
    "subscription",
    "subscription",
    "subscriptionAppStoreReviewScreenshots",
)
# By the relationship with which an item of a review submission names a version.
REVIEWED: Mapping[str, Family] = {"inAppPurchaseVersion": PURCHASES, "subscriptionVersion": SUBSCRIPTIONS}


def family_of(row: Row) -> Family:
    """Returns the family of a product or of its version."""
    return next(each for each in REVIEWED.values() if row.kind.type in {each.product, each.version})


def product_of(version: Row) -> Row:
    """Returns the product of a version."""
    return version.parent(family_of(version).owner)


def app_of(product: Row) -> Row:
    """Returns the app that sells a product."""
    return product.parent("app") if family_of(product) is PURCHASES else product.parent("group").parent("app")


def products_of(app: Row) -> list[Row]:
    """Returns all products of an app."""
    groups = app.to_many["subscriptionGroups"]
    return [*app.to_many["inAppPurchasesV2"], *(each for group in groups for each in group.to_many["subscriptions"])]


def was_approved(product: Row) -> bool:
    """Returns whether a version of it was ever approved."""
    return any(version["state"] in FINISHED for version in product.to_many["versions"])


def set_state(store: Store, version: Row, state: str) -> None:
    """Sets the state of a version, and that of its product with it while the product was never approved."""
    product = product_of(version)
    if state == "APPROVED":
        for other in product.to_many["versions"]:
            if other["state"] == "APPROVED":
                other.attributes["state"] = "REPLACED_WITH_NEW_VERSION"
    if not was_approved(product):
        product.attributes["state"] = _PRODUCT_STATE.get(state, state)
    version.attributes["state"] = state
    store.changed("product.state")


def text_state(text: Row) -> str:
    """Returns the state of a text in the older resource: its own, or that of its version."""
    state = str(text.parent("version")["state"])
    return str(text.attributes.get("state") or _TEXT_STATE.get(state, state))
