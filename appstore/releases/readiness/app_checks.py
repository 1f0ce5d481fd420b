"""Checks of what belongs to the app: STORE_WORK A5, rows 7 to 9, 14 to 16, 19 and 20."""

from collections.abc import Iterator
from datetime import datetime

from appstore.catalog.sale_statuses import SOLD
from appstore.releases.readiness.app_products import READY, SOLD_ONCE
from appstore.releases.readiness.findings import Check, ReadinessFinding, blocker, warning
from appstore.releases.readiness.snapshot import Snapshot
from appstore.submissions import ENDING, SubmissionState
from appstore.versions import AppVersionState

_REJECTED = frozenset({AppVersionState.REJECTED, AppVersionState.METADATA_REJECTED, AppVersionState.INVALID_BINARY})


def information(snapshot: Snapshot, _now: datetime) -> Iterator[ReadinessFinding]:
    """Check the category and the age rating."""
    if snapshot.information is None:
        return
    if snapshot.information.has_category is False:
        yield blocker(Check.CATEGORY)
    if snapshot.information.unanswered:
        yield blocker(Check.AGE_RATING, *snapshot.information.unanswered)


def content_rights(snapshot: Snapshot, _now: datetime) -> Iterator[ReadinessFinding]:
    """Check that content rights are declared."""
    if snapshot.content_rights == "":
        yield blocker(Check.CONTENT_RIGHTS)


def price(snapshot: Snapshot, _now: datetime) -> Iterator[ReadinessFinding]:
    """Check that the app was priced; a free app has a price, too."""
    if not snapshot.has_price:
        yield blocker(Check.PRICE)


def territories(snapshot: Snapshot, _now: datetime) -> Iterator[ReadinessFinding]:
    """Check that the app is sold somewhere, and why it is not where it should be."""
    chosen = [territory for territory in snapshot.territories or () if territory.available]
    if not chosen:
        yield blocker(Check.TERRITORIES)
    reasons: dict[str, list[str]] = {}
    for territory in chosen:
        for status in territory.statuses:
            if status not in SOLD:
                reasons.setdefault(status, []).append(territory.code)
    for status, codes in reasons.items():
        yield warning(Check.NOT_SOLD, status, *codes)


def submissions(snapshot: Snapshot, _now: datetime) -> Iterator[ReadinessFinding]:
    """Check that no other submission of the platform is in the way; one that holds this version is continued."""
    for submission in snapshot.submissions:
        # Without a version, it may be one of which Apple did not say it.
        is_ours = submission.version_id == snapshot.subject.version_id or (
            not submission.version_id and snapshot.version.state in _REJECTED
        )
        if submission.state in ENDING:
            yield warning(Check.SUBMISSION_ENDING, submission.state.value)
        elif submission.state is SubmissionState.UNRESOLVED_ISSUES and is_ours:
            yield warning(Check.REJECTED_BEFORE)
        elif submission.state is not SubmissionState.READY_FOR_REVIEW:
            # One without a version may be beside it.
            found = blocker if submission.version_id else warning
            yield found(Check.OTHER_SUBMISSION, submission.state.value)


def purchases(snapshot: Snapshot, _now: datetime) -> Iterator[ReadinessFinding]:
    """Check for products that are ready, and in no draft, while none was ever approved: they go with a version."""
    ready = [each for each in snapshot.purchases if each.state == READY and not each.drafted]
    if ready and not any(each.state in SOLD_ONCE for each in snapshot.purchases):
        yield warning(Check.PURCHASES_STAY, *(part for each in ready for part in (each.product_id, each.name)))
