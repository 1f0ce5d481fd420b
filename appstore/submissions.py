"""Review submissions: what is sent to Apple's reviewers together, and its items.

https://developer.apple.com/documentation/appstoreconnectapi/review-submissions
"""

from collections.abc import Iterable
from dataclasses import dataclass

from appstore.calls.jsonapi import OpenEnum, body
from appstore.client import AppStore, Resource
from appstore.errors import Refused

KIND, ITEMS = "reviewSubmissions", "reviewSubmissionItems"
VERSION, PAGE_VERSION = "appStoreVersion", "appCustomProductPageVersion"
EXPERIMENT = "appStoreVersionExperimentV2"
PURCHASE_VERSION, SUBSCRIPTION_VERSION = "inAppPurchaseVersion", "subscriptionVersion"
# What an item can name: the relationship, and the type of what it leads to.
REVIEWED = {
    VERSION: "appStoreVersions",
    PAGE_VERSION: "appCustomProductPageVersions",
    EXPERIMENT: "appStoreVersionExperiments",
    PURCHASE_VERSION: "inAppPurchaseVersions",
    SUBSCRIPTION_VERSION: "subscriptionVersions",
}


class SubmissionState(OpenEnum):
    """Where a submission stands."""

    READY_FOR_REVIEW = "READY_FOR_REVIEW"
    WAITING_FOR_REVIEW = "WAITING_FOR_REVIEW"
    IN_REVIEW = "IN_REVIEW"
    UNRESOLVED_ISSUES = "UNRESOLVED_ISSUES"
    CANCELING = "CANCELING"
    COMPLETING = "COMPLETING"
    COMPLETE = "COMPLETE"
    UNKNOWN = "UNKNOWN"


SENT = frozenset({SubmissionState.WAITING_FOR_REVIEW, SubmissionState.IN_REVIEW})
# It ends by itself within seconds or minutes, and until then holds its items.
ENDING = frozenset({SubmissionState.CANCELING, SubmissionState.COMPLETING})
CANCELABLE = SENT | {SubmissionState.UNRESOLVED_ISSUES}
OPEN_STATES = (
    SubmissionState.READY_FOR_REVIEW,
    SubmissionState.WAITING_FOR_REVIEW,
    SubmissionState.IN_REVIEW,
    SubmissionState.UNRESOLVED_ISSUES,
    SubmissionState.CANCELING,
    SubmissionState.COMPLETING,
)


class ReviewItemState(OpenEnum):
    """What became of an item."""

    READY_FOR_REVIEW = "READY_FOR_REVIEW"
    ACCEPTED = "ACCEPTED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    REMOVED = "REMOVED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, kw_only=True)
class ReviewSubmission:
    """A submission. `version_id` is the version in it, "" for none; a draft has not been `sent`, ever."""

    id: str
    state: SubmissionState
    version_id: str
    sent: bool

    @property
    def is_draft(self) -> bool:
        """Whether items can be added, and it can be sent."""
        return self.state is SubmissionState.READY_FOR_REVIEW and not self.sent


@dataclass(frozen=True, kw_only=True)
class SubmissionItem:
    """A thing in a submission, and the `relation` that leads to its version.

    `version_id` and `relation` are "" for anything of another kind than was asked for.
    """

    id: str
    state: ReviewItemState
    version_id: str
    relation: str = ""


def open_ones(apple: AppStore, app_id: str, platform: str) -> tuple[ReviewSubmission, ...]:
    """Return the submissions of a platform that are not complete, drafts among them."""
    answer = apple.pages(
        f"/v1/apps/{app_id}/{KIND}",
        {
            "filter[platform]": platform,
            "filter[state]": ",".join(OPEN_STATES),
            "include": "appStoreVersionForReview",
        },
    )
    return tuple(map(_read, answer.data))


def get(apple: AppStore, submission_id: str) -> ReviewSubmission:
    """Return a submission."""
    return _read(apple.get(f"/v1/{KIND}/{submission_id}", {"include": "appStoreVersionForReview"}).first)


def find(apple: AppStore, submission_id: str) -> ReviewSubmission | None:
    """Return a submission, None if there is none with this id."""
    try:
        return get(apple, submission_id)
    except Refused as refused:
        if refused.gone:
            return None
        raise


def items(apple: AppStore, submission_id: str, *relations: str) -> tuple[SubmissionItem, ...]:
    """Return the items of a submission, each with the version to which one of `relations` leads; a removed one is none.

    Without any, it is that of the app.
    """
    wanted = relations or (VERSION,)
    answer = apple.pages(f"/v1/{KIND}/{submission_id}/items", {"include": ",".join(wanted)})
    found = [resource for resource in answer.data if resource.text("state") != ReviewItemState.REMOVED]
    links = {resource.id: _link(resource, wanted) for resource in found}
    if len(found) == 1 and not links[found[0].id][1]:
        # Without a link, the only included version is that of the only item.
        included = (
            (relation, identity) for relation in wanted for identity in answer.included_by_id(REVIEWED[relation])
        )
        links[found[0].id] = next(included, ("", ""))
    return tuple(
        SubmissionItem(
            id=resource.id,
            state=ReviewItemState(resource.text("state")),
            version_id=links[resource.id][1],
            relation=links[resource.id][0],
        )
        for resource in found
    )


def _link(item: Resource, relations: Iterable[str]) -> tuple[str, str]:
    """Return the first relation that leads somewhere, and the id to which it leads."""
    return next(((relation, each) for relation in relations for each in item.related(relation) or ()), ("", ""))


def create(apple: AppStore, app_id: str, platform: str, known: Iterable[ReviewSubmission]) -> ReviewSubmission:
    """Create a draft. After a lost response, one that is not `known` is looked for before another is created."""
    before = {submission.id for submission in known}

    def find() -> Resource | None:
        answer = apple.pages(
            f"/v1/apps/{app_id}/{KIND}",
            {"filter[platform]": platform, "filter[state]": SubmissionState.READY_FOR_REVIEW},
        )
        return next((found for found in answer.data if found.id not in before), None)

    wanted = body(KIND, {"platform": platform}, parents={"app": ("apps", app_id)})
    return _read(apple.post(f"/v1/{KIND}", wanted, find=find).first)


def add_version(apple: AppStore, submission_id: str, version_id: str, relation: str = VERSION) -> None:
    """Add a version to a draft; Apple checks it now. Raises Refused, with the errors of what belongs to it."""

    def find() -> Resource | None:
        own = (item for item in items(apple, submission_id, relation) if item.version_id == version_id)
        return next((Resource(ITEMS, item.id) for item in own), None)

    parents = {"reviewSubmission": (KIND, submission_id), relation: (REVIEWED[relation], version_id)}
    apple.post(f"/v1/{ITEMS}", body(ITEMS, {}, parents=parents), find=find)


def remove_item(apple: AppStore, item_id: str) -> None:
    """Take an item out of a draft. Raises Refused once it was sent."""
    apple.delete(f"/v1/{ITEMS}/{item_id}")


def resolve(apple: AppStore, item_id: str) -> None:
    """Mark a rejected item as corrected, to be reviewed again."""
    apple.patch(f"/v1/{ITEMS}/{item_id}", body(ITEMS, {"resolved": True}, identity=item_id))


def send(apple: AppStore, submission_id: str) -> ReviewSubmission:
    """Send a draft to review, or again one with unresolved issues. Raises Refused."""
    return _change(apple, submission_id, "submitted", SENT)


def cancel(apple: AppStore, submission_id: str) -> ReviewSubmission:
    """Take a submission back; it is canceling for a while. Raises Refused."""
    return _change(apple, submission_id, "canceled", ENDING | {SubmissionState.COMPLETE})


def _change(apple: AppStore, submission_id: str, attribute: str, done: frozenset[SubmissionState]) -> ReviewSubmission:
    path, include = f"/v1/{KIND}/{submission_id}", {"include": "appStoreVersionForReview"}

    def find() -> Resource | None:
        found = apple.get(path, include).first
        return found if SubmissionState(found.text("state")) in done else None

    return _read(apple.patch(path, body(KIND, {attribute: True}, identity=submission_id), find=find).first)


def _read(resource: Resource) -> ReviewSubmission:
    return ReviewSubmission(
        id=resource.id,
        state=SubmissionState(resource.text("state")),
        version_id=next(iter(resource.related("appStoreVersionForReview") or ()), ""),
        sent=resource.date("submittedDate") is not None,
    )
