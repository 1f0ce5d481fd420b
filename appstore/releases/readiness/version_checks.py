"""Checks of the version itself, its build and what its reviewer needs: STORE_WORK A5, rows 1 to 3, 10 and 11."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from appstore.releases.builds import ProcessingState
from appstore.releases.readiness.findings import Check, ReadinessFinding, blocker, warning
from appstore.releases.readiness.snapshot import Snapshot
from appstore.versions import EDITABLE_FOR_SCREENSHOTS, AppVersionState

SUBMITTABLE = EDITABLE_FOR_SCREENSHOTS | {AppVersionState.INVALID_BINARY}
# A version in a draft can be sent with that draft.
IN_PREPARATION = SUBMITTABLE | {AppVersionState.READY_FOR_REVIEW}

# A build is warned about when it expires before a review of average length and a rejection are over.
EXPIRES_SOON = timedelta(days=14)

_CONTACT = ("contactFirstName", "contactLastName", "contactPhone", "contactEmail")
_DEMO_ACCOUNT = ("demoAccountName", "demoAccountPassword")


def state(snapshot: Snapshot, _now: datetime) -> Iterator[ReadinessFinding]:
    """Check that the version is in a state in which it can be submitted."""
    current = snapshot.version.state
    if current is AppVersionState.READY_FOR_REVIEW:
        yield warning(Check.IN_DRAFT)
    elif current not in SUBMITTABLE:
        yield blocker(Check.STATE, current.value)


def particulars(snapshot: Snapshot, now: datetime) -> Iterator[ReadinessFinding]:
    """Check the copyright and the date of release."""
    version = snapshot.version
    if version.copyright == "":
        yield blocker(Check.COPYRIGHT)
    elif version.copyright and version.copyright[:4].isdecimal() and int(version.copyright[:4]) < now.year:
        yield warning(Check.OLD_COPYRIGHT, version.copyright)
    if version.release_type == "SCHEDULED" and version.earliest_release and version.earliest_release <= now:
        yield warning(Check.RELEASE_DATE_PAST)


def build(snapshot: Snapshot, now: datetime) -> Iterator[ReadinessFinding]:
    """Check that there is a build that Apple can review."""
    attached = snapshot.version.build
    if attached is None:
        yield blocker(Check.NO_BUILD)
        return
    number = attached.number
    if attached.state is ProcessingState.PROCESSING:
        yield blocker(Check.BUILD_PROCESSING, number)
    elif attached.state in {ProcessingState.FAILED, ProcessingState.INVALID}:
        yield blocker(Check.BUILD_FAILED, number)
    if attached.expired:
        yield blocker(Check.BUILD_EXPIRED, number)
    elif attached.expires is not None and attached.expires - now < EXPIRES_SOON:
        yield warning(Check.BUILD_EXPIRES, number, str(max(0, (attached.expires - now).days)))
    if attached.internal:
        yield blocker(Check.BUILD_INTERNAL, number)
    if attached.encryption is None:
        yield blocker(Check.ENCRYPTION, number)


def declaration(snapshot: Snapshot, _now: datetime) -> Iterator[ReadinessFinding]:
    """Check that a build with encryption has an approved declaration."""
    attached = snapshot.version.build
    if attached is None or not attached.encryption or snapshot.declaration == "APPROVED":
        return
    if snapshot.declaration:
        yield blocker(Check.DECLARATION, attached.number, snapshot.declaration)
    else:
        yield blocker(Check.NO_DECLARATION, attached.number)


def review_detail(snapshot: Snapshot, _now: datetime) -> Iterator[ReadinessFinding]:
    """Check whom Apple's reviewer can reach, and the demo account."""
    detail = snapshot.version.review or {}
    if missing := tuple(name for name in _CONTACT if not detail.get(name)):
        yield blocker(Check.REVIEW_CONTACT, *missing)
    absent = tuple(name for name in _DEMO_ACCOUNT if not detail.get(name))
    if detail.get("demoAccountRequired") is True and absent:
        yield blocker(Check.DEMO_ACCOUNT, *absent)
