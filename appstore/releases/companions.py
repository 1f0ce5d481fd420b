"""What goes to review with a version of the app: the in-app purchases, subscriptions and custom pages beside it.

https://developer.apple.com/documentation/appstoreconnectapi/review-submissions
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from appstore import submissions
from appstore.client import AppStore
from appstore.errors import Refused
from appstore.submissions import (
    PAGE_VERSION,
    PURCHASE_VERSION,
    REVIEWED,
    SUBSCRIPTION_VERSION,
    VERSION,
    ReviewSubmission,
    SubmissionItem,
)

# What a version of each kind calls what it belongs to, and the type of that.
_OWNERS = {
    PURCHASE_VERSION: ("inAppPurchase", "inAppPurchases"),
    SUBSCRIPTION_VERSION: ("subscription", "subscriptions"),
    PAGE_VERSION: ("appCustomProductPage", "appCustomProductPages"),
}


@dataclass(frozen=True, kw_only=True)
class Companion:
    """An item beside a version. `relation` says of which kind; `name` is that of its product or page, "" if unknown."""

    item_id: str
    relation: str
    name: str


def items(apple: AppStore, submission_id: str) -> tuple[SubmissionItem, ...]:
    """Return the items of a submission; where Apple knows no products in one, those are of no kind."""
    try:
        return submissions.items(apple, submission_id, VERSION, *_OWNERS)
    except Refused as refused:
        if refused.status != HTTPStatus.BAD_REQUEST:
            raise
        return submissions.items(apple, submission_id)


def in_draft(apple: AppStore, known: Iterable[ReviewSubmission], version_id: str) -> tuple[SubmissionItem, ...]:
    """Return what is beside a version in a draft: a call for each draft of which Apple names no other version."""
    for submission in known:
        if submission.is_draft and submission.version_id in {version_id, ""}:
            found = items(apple, submission.id)
            if any(item.version_id == version_id for item in found):
                return beside(found, version_id)
    return ()


def beside(found: Iterable[SubmissionItem], version_id: str) -> tuple[SubmissionItem, ...]:
    """Return the items besides the version."""
    return tuple(item for item in found if item.version_id != version_id)


def named(
    apple: AppStore, found: Sequence[SubmissionItem], names: Mapping[str, str] | None = None
) -> tuple[Companion, ...]:
    """Return items with their names: a call for each that is not in `names`, by the item's id."""
    known = names or {}
    return tuple(
        Companion(item_id=item.id, relation=item.relation, name=known.get(item.id) or _name(apple, item))
        for item in found
    )


def _name(apple: AppStore, item: SubmissionItem) -> str:
    if item.relation not in _OWNERS:
        return ""
    owner, kind = _OWNERS[item.relation]
    try:
        answer = apple.get(f"/v1/{REVIEWED[item.relation]}/{item.version_id}", {"include": owner})
    except Refused as refused:
        if refused.gone:
            return ""
        raise
    return next((row.text("name") for row in answer.included_by_id(kind).values()), "")
