"""What a review does to the products in it, and what Apple refuses to review."""

from __future__ import annotations

from collections.abc import Iterable

from sandbox.appstore.errors import RefusedError
from sandbox.appstore.product_families import REVIEWED, products_of, set_state, was_approved
from sandbox.appstore.review_states import not_valid
from sandbox.appstore.reviewed import holder
from sandbox.appstore.store import Row, Store


def version_in(item: Row) -> Row | None:
    """Returns the version of a product that an item names, None for another kind of item."""
    return next((row for name in REVIEWED if (row := item.to_one[name]) is not None), None)


def require_with_version(submission: Row, items: Iterable[Row]) -> None:
    """Refuses (409) an app's first products without a version of the app."""
    waiting = [item for item in items if item["state"] == "READY_FOR_REVIEW"]
    versions = [row for row in map(version_in, waiting) if row is not None]
    alone = not any(item.to_one["appStoreVersion"] for item in waiting)
    if versions and alone and not any(map(was_approved, products_of(submission.parent("app")))):
        detail = "The first in-app purchase or subscription of an app must be submitted with a version of the app"
        raise RefusedError(not_valid(versions[0], detail))


def decide(store: Store, version: Row, *, approved: bool) -> None:
    """Approves or rejects a product; with the last one of its submission, the submission ends."""
    submission = holder(version)
    set_state(store, version, "APPROVED" if approved else "REJECTED")
    if submission is None:
        return
    items = submission.to_many["items"]
    for item in items:
        if version_in(item) is version:
            item.attributes["state"] = "APPROVED" if approved else "REJECTED"
    if not any(item["state"] == "READY_FOR_REVIEW" for item in items):
        rejected = any(item["state"] == "REJECTED" for item in items)
        submission.attributes["state"] = "UNRESOLVED_ISSUES" if rejected else "COMPLETE"
        store.changed("submission.state")
