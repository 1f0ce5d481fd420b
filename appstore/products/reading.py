"""Reads the products of an app, each with its languages, its review screenshot and its versions."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from appstore.client import AppStore, Document, Resource
from appstore.errors import Incomplete
from appstore.products.families import Family, ProductKind
from appstore.products.versions import ProductVersion, version_of

# The most related resources of a kind that Apple includes.
_MOST = 50


@dataclass(frozen=True, kw_only=True)
class Product:
    """An in-app purchase or a subscription. `name` is its reference name, `locales` the languages that have a name.

    `group` and `period` are a subscription's. `schedule_id` is that of a purchase's prices, "" if it was never priced.
    `versions` are none where Apple has no versions of products; the last one is the newest.
    """

    id: str
    family: Family
    product_id: str
    name: str
    kind: ProductKind
    state: str
    locales: tuple[str, ...] = ()
    has_screenshot: bool = False
    versions: tuple[ProductVersion, ...] = ()
    group: str = ""
    period: str = ""
    schedule_id: str = ""

    @property
    def was_approved(self) -> bool:
        """Whether it is or was for sale."""
        return self.state in APPROVED or any(version.is_finished for version in self.versions)

    @property
    def unfinished(self) -> ProductVersion | None:
        """The version whose texts reach nobody yet."""
        return self.versions[-1] if self.versions and not self.versions[-1].is_finished else None


# States of products that passed a review.
APPROVED = frozenset({"APPROVED", "DEVELOPER_REMOVED_FROM_SALE", "REMOVED_FROM_SALE"})


def read(apple: AppStore, app_id: str) -> tuple[Product, ...]:
    """Read purchases, then subscriptions by group: two calls, one more for each group, and for each 200 purchases."""
    return (*_purchases(apple, app_id), *_subscriptions(apple, app_id))


def find(apple: AppStore, app_id: str, product_id: str) -> Product | None:
    """Find a product by the id that the developer gave it: one call for a purchase, else as many as `read`."""
    purchases = _purchases(apple, app_id, {"filter[productId]": product_id})
    found = next((each for each in purchases if each.product_id == product_id), None)
    return found or next((each for each in _subscriptions(apple, app_id) if each.product_id == product_id), None)


def _purchases(apple: AppStore, app_id: str, filters: dict[str, str] | None = None) -> Iterator[Product]:
    texts = Family.PURCHASE.names.texts
    path = f"/v1/apps/{app_id}/inAppPurchasesV2"
    include = f"{texts},appStoreReviewScreenshot,iapPriceSchedule,versions"
    limits = {f"limit[{texts}]": _MOST, "limit[versions]": _MOST}
    answer = apple.pages(path, {**(filters or {}), "include": include, **limits})
    for row in answer.data:
        schedule = _related(row, "iapPriceSchedule", path)
        yield _product(
            row,
            answer,
            path,
            Family.PURCHASE,
            kind=ProductKind(row.text("inAppPurchaseType")),
            schedule_id=next(iter(schedule), ""),
        )


def _subscriptions(apple: AppStore, app_id: str) -> Iterator[Product]:
    texts = Family.SUBSCRIPTION.names.texts
    limits = {f"limit[{texts}]": _MOST, "limit[versions]": _MOST}
    for group in apple.pages(f"/v1/apps/{app_id}/subscriptionGroups").data:
        path = f"/v1/subscriptionGroups/{group.id}/subscriptions"
        answer = apple.pages(path, {"include": f"{texts},appStoreReviewScreenshot,versions", **limits})
        for row in answer.data:
            yield _product(
                row,
                answer,
                path,
                Family.SUBSCRIPTION,
                kind=ProductKind.AUTO_RENEWABLE,
                group=group.text("referenceName"),
                period=row.text("subscriptionPeriod"),
            )


def _product(
    row: Resource,
    answer: Document,
    path: str,
    family: Family,
    *,
    kind: ProductKind,
    group: str = "",
    period: str = "",
    schedule_id: str = "",
) -> Product:
    names = family.names
    named = _included(row, answer, names.texts, names.texts, path)
    found = map(version_of, _included(row, answer, "versions", names.versions, path))
    return Product(
        id=row.id,
        family=family,
        product_id=row.text("productId"),
        name=row.text("name"),
        kind=kind,
        state=row.text("state"),
        locales=tuple(sorted(each.text("locale") for each in named if each.text("name"))),
        has_screenshot=bool(_related(row, "appStoreReviewScreenshot", path)),
        versions=tuple(sorted(found, key=lambda version: version.number)),
        group=group,
        period=period,
        schedule_id=schedule_id,
    )


def _related(row: Resource, name: str, path: str) -> tuple[str, ...]:
    """Return the ids of what belongs to a product. Raises Incomplete: what is not listed must not look missing."""
    found = row.related(name, _MOST)
    if found is None:
        raise _incomplete(path)
    return found


def _included(row: Resource, answer: Document, name: str, kind: str, path: str) -> list[Resource]:
    rows = answer.included_by_id(kind)
    ids = _related(row, name, path)
    if not rows.keys() >= set(ids):
        raise _incomplete(path)
    return [rows[each] for each in ids]


def _incomplete(path: str) -> Incomplete:
    return Incomplete(f"GET {path}", maybe_done=False, status=HTTPStatus.OK)
