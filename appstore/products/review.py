"""Review submissions with products: what is sent to Apple's reviewers together.

https://developer.apple.com/documentation/appstoreconnectapi/review-submissions
"""

from collections.abc import Iterable
from dataclasses import dataclass

from appstore.calls.jsonapi import body
from appstore.client import AppStore, Resource
from appstore.products.families import Family

KIND, ITEMS = "reviewSubmissions", "reviewSubmissionItems"
# How an item names the version of a product, and a version of the app.
_RELATIONS = {Family.PURCHASE: "inAppPurchaseVersion", Family.SUBSCRIPTION: "subscriptionVersion"}
_APP_VERSION = "appStoreVersion"
_DRAFT, _REJECTED = "READY_FOR_REVIEW", "REJECTED"
SENT = frozenset({"WAITING_FOR_REVIEW", "IN_REVIEW"})
# With the next one Apple waits for corrections of what was rejected.
UNRESOLVED = "UNRESOLVED_ISSUES"
_OPEN = ",".join((_DRAFT, *sorted(SENT), UNRESOLVED, "CANCELING", "COMPLETING"))


@dataclass(frozen=True, kw_only=True)
class ReviewedItem:
    """A thing in a submission; `target` is the version, of the app or of a product, "" for anything else."""

    id: str
    target: str
    is_rejected: bool


@dataclass(frozen=True, kw_only=True)
class ProductSubmission:
    """A submission with its items; a draft has not been `sent`, ever. `state` is Apple's."""

    id: str
    state: str
    sent: bool
    items: tuple[ReviewedItem, ...] = ()

    @property
    def is_draft(self) -> bool:
        """Whether items can be added, and it can be sent."""
        return self.state == _DRAFT and not self.sent

    def item_of(self, target: str) -> ReviewedItem | None:
        """Return the item of a version."""
        return next((item for item in self.items if item.target == target), None)


def open_ones(apple: AppStore, app_id: str, platform: str) -> tuple[ProductSubmission, ...]:
    """Return the submissions of a platform that are not complete: one call, and one more for each of them."""
    answer = apple.pages(f"/v1/apps/{app_id}/{KIND}", {"filter[platform]": platform, "filter[state]": _OPEN})
    return tuple(_read(row, _items(apple, row.id)) for row in answer.data)


def create(apple: AppStore, app_id: str, platform: str, known: Iterable[ProductSubmission]) -> ProductSubmission:
    """Create a draft. After a lost response, one that is not `known` is looked for before another is created."""
    before = {submission.id for submission in known}

    def find() -> Resource | None:
        answer = apple.pages(f"/v1/apps/{app_id}/{KIND}", {"filter[platform]": platform, "filter[state]": _DRAFT})
        return next((found for found in answer.data if found.id not in before), None)

    wanted = body(KIND, {"platform": platform}, parents={"app": ("apps", app_id)})
    return _read(apple.post(f"/v1/{KIND}", wanted, find=find).first)


def add_product(apple: AppStore, submission_id: str, family: Family, version_id: str) -> None:
    """Add the version of a product to a draft. Raises Refused where Apple does not review it."""
    _add(apple, submission_id, _RELATIONS[family], family.names.versions, version_id)


def add_app_version(apple: AppStore, submission_id: str, version_id: str) -> None:
    """Add a version of the app to a draft; Apple checks it now. Raises Refused, with everything that it lacks."""
    _add(apple, submission_id, _APP_VERSION, "appStoreVersions", version_id)


def resolve(apple: AppStore, item_id: str) -> None:
    """Mark a rejected item as corrected, to be reviewed again."""
    apple.patch(f"/v1/{ITEMS}/{item_id}", body(ITEMS, {"resolved": True}, identity=item_id))


def remove_item(apple: AppStore, item_id: str) -> None:
    """Take an item out of a draft. Raises Refused once it was sent."""
    apple.delete(f"/v1/{ITEMS}/{item_id}")


def send(apple: AppStore, submission_id: str) -> None:
    """Send a draft to review, or again one with unresolved issues. Raises Refused."""
    _change(apple, submission_id, "submitted", SENT)


def cancel(apple: AppStore, submission_id: str) -> None:
    """Give up a draft."""
    _change(apple, submission_id, "canceled", frozenset({"CANCELING", "COMPLETE"}))


def _add(apple: AppStore, submission_id: str, relation: str, kind: str, target: str) -> None:
    def find() -> Resource | None:
        return next((Resource(ITEMS, item.id) for item in _items(apple, submission_id) if item.target == target), None)

    parents = {"reviewSubmission": (KIND, submission_id), relation: (kind, target)}
    apple.post(f"/v1/{ITEMS}", body(ITEMS, {}, parents=parents), find=find)


def _change(apple: AppStore, submission_id: str, attribute: str, done: frozenset[str]) -> None:
    path = f"/v1/{KIND}/{submission_id}"

    def find() -> Resource | None:
        found = apple.get(path).first
        return found if found.text("state") in done else None

    apple.patch(path, body(KIND, {attribute: True}, identity=submission_id), find=find)


def _items(apple: AppStore, submission_id: str) -> tuple[ReviewedItem, ...]:
    names = (_APP_VERSION, *_RELATIONS.values())
    answer = apple.pages(f"/v1/{KIND}/{submission_id}/items", {"include": ",".join(names)})
    return tuple(
        ReviewedItem(
            id=row.id,
            target=next((each for name in names for each in row.related(name) or ()), ""),
            is_rejected=row.text("state") == _REJECTED,
        )
        for row in answer.data
        if row.text("state") != "REMOVED"
    )


def _read(row: Resource, items: tuple[ReviewedItem, ...] = ()) -> ProductSubmission:
    sent = row.date("submittedDate") is not None
    return ProductSubmission(id=row.id, state=row.text("state"), sent=sent, items=items)
