"""Reads the in-app purchases and subscriptions of an app, as far as a version may have to take the first ones along."""

from collections.abc import Iterator, Mapping

from appstore.client import AppStore, Resource
from appstore.releases.readiness.snapshot import Purchase

READY = "READY_TO_SUBMIT"
# States of products that passed a review.
SOLD_ONCE = frozenset({"APPROVED", "DEVELOPER_REMOVED_FROM_SALE", "REMOVED_FROM_SALE"})
# The state of a product's version in a submission that was not sent; the product is still ready.
_DRAFTED = "READY_FOR_REVIEW"
# The most related resources of a kind that Apple includes.
_MOST = 50
_VERSIONS: Mapping[str, str | int] = {"include": "versions", "limit[versions]": _MOST, "limit": 200}


def read(apple: AppStore, app_id: str) -> tuple[Purchase, ...]:
    """Read what an app sells; the first 200 purchases tell enough.

    Two calls, and one for each group where subscriptions are ready and nothing was ever approved.
    """
    purchases = tuple(_read(apple, f"/v1/apps/{app_id}/inAppPurchasesV2", "inAppPurchaseVersions"))
    groups = apple.pages(
        f"/v1/apps/{app_id}/subscriptionGroups", {"include": "subscriptions", "limit[subscriptions]": _MOST}
    )
    subscriptions = tuple(map(_purchase, groups.included_by_id("subscriptions").values()))
    everything = (*purchases, *subscriptions)
    if any(each.state in SOLD_ONCE for each in everything) or all(each.state != READY for each in subscriptions):
        return everything
    paths = [f"/v1/subscriptionGroups/{group.id}/subscriptions" for group in groups.data]
    return (*purchases, *(each for path in paths for each in _read(apple, path, "subscriptionVersions")))


def _read(apple: AppStore, path: str, kind: str) -> Iterator[Purchase]:
    answer = apple.get(path, _VERSIONS)
    versions = answer.included_by_id(kind)
    for row in answer.data:
        own = [versions[each] for each in row.related("versions", _MOST) or () if each in versions]
        yield _purchase(row, drafted=any(version.text("state") == _DRAFTED for version in own))


def _purchase(row: Resource, *, drafted: bool = False) -> Purchase:
    return Purchase(
        name=row.text("name") or row.text("productId"),
        state=row.text("state"),
        product_id=row.text("productId"),
        drafted=drafted,
    )
