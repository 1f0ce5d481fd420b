"""What a review does to the products in it, and what Apple refuses to review."""

from __future__ import annotations

from collections.abc import Iterable

from sandbox.appstore.errors import RefusedError, bad_relationship
from sandbox.appstore.product_families import (
    REVIEWED,
    WRITABLE,
    app_of,
    product_of,
    products_of,
    set_state,
    was_approved,
)
from sandbox.appstore.review_states import OPEN, not_valid, taken
from sandbox.appstore.store import Row, Store


def version_in(item: Row) -> Row | None:
    """Returns the version of a product that an item names, None for another kind of item."""
    return next((row for name in REVIEWED if (row := item.to_one[name]) is not None), None)


def holder(version: Row) -> Row | None:
    """Returns the submission that holds a version of a product until it is complete, if any."""
    return next(
        (
            row
            for row in app_of(product_of(version)).to_many["reviewSubmissions"]
            if row["state"] in OPEN
            for item in row.to_many["items"]
            if version_in(item) is version and item["state"] != "REMOVED"
        ),
        None,
    )


def require_fit(submission: Row, version: Row, name: str) -> None:
    """Refuses (409) a version of another app or submission, and one that is not ready."""
    product = product_of(version)
    if submission.parent("app") is not app_of(product):
        raise RefusedError(bad_relationship(name, "The app of the item is not that of the reviewSubmission"))
    if submission["state"] != "READY_FOR_REVIEW":
        raise RefusedError(not_valid(submission, "Items cannot be added to the reviewSubmission in its current state"))
    other = holder(version)
    if other is not None:
        raise RefusedError(taken(version, other))
    if version["state"] not in WRITABLE or product["state"] == "MISSING_METADATA":
        raise RefusedError(not_valid(version, "This resource cannot be reviewed, please check associated errors"))


def require_with_version(submission: Row, items: Iterable[Row]) -> None:
    """Refuses (409) an app's first products without a version of the app."""
    waiting = [item for item in items if item["state"] == "READY_FOR_REVIEW"]
    versions = [row for row in map(version_in, waiting) if row is not None]
    alone = not any(item.to_one["appStoreVersion"] for item in waiting)
    if versions and alone and not any(map(was_approved, products_of(submission.parent("app")))):
        detail = "The first in-app purchase or subscription of an app must be submitted with a version of the app"
        raise RefusedError(not_valid(versions[0], detail))


def move(store: Store, submission: Row, state: str) -> None:
    """Sets the state of all products in a submission that wait in it."""
    for item in submission.to_many["items"]:
        version = version_in(item)
        if version is not None and item["state"] == "READY_FOR_REVIEW":
            set_state(store, version, state)


def take_back(store: Store, submission: Row, *, was_sent: bool) -> None:
    """Makes the products of a submission that was canceled changeable again."""
    for item in submission.to_many["items"]:
        version = version_in(item)
        if version is not None and item["state"] != "REMOVED":
            set_state(store, version, "DEVELOPER_REJECTED" if was_sent else "PREPARE_FOR_SUBMISSION")


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
