"""Reads what a report says besides the states: the build, the phased release, who made the change."""

from dataclasses import replace

from appstore.client import AppStore
from appstore.errors import Refused
from appstore.releases import details
from appstore.releases.states import SubjectKind
from appstore.versions import LIVE
from records.releases.transitions import TOGETHER_SECONDS
from records.releases.watched import KnownState, Report, WatchedApp

# States of a build that Apple can't use.
_FAILED = {"INVALID", "FAILED"}

# States into which people, not Apple, bring a version with its submission.
_BY_PEOPLE = {"READY_FOR_REVIEW", "WAITING_FOR_REVIEW", "DEVELOPER_REJECTED", "PREPARE_FOR_SUBMISSION"}


def describe(apple: AppStore, watched: WatchedApp, report: Report) -> tuple[Report | None, KnownState | None]:
    """Return a report with its details, and the phased release that it names.

    No report for an upload that has become a build: the build has its own. Raises AppStoreError.
    """
    try:
        match report.kind:
            case SubjectKind.VERSION:
                return _version(apple, watched, report)
            case SubjectKind.BUILD:
                build = details.build(apple, report.subject_id)
                report = replace(report, version=build.version, platform=build.platform, build=build.build)
            case SubjectKind.BUILD_UPLOAD:
                return _upload(apple, watched, report)
            case SubjectKind.SUBMISSION:
                known = watched.state_of(report.kind, report.subject_id)
                report = replace(report, platform=known.platform if known else report.platform)
    except Refused as refused:
        if not refused.gone:
            raise
    return replace(report, details=True), None


def _version(apple: AppStore, watched: WatchedApp, report: Report) -> tuple[Report, KnownState | None]:
    found = details.version_details(apple, report.subject_id)
    is_live = report.path[-1] in LIVE
    phased = report.phased or (found.phased if is_live and found.phased.startswith(("ACTIVE", "PAUSED")) else "")
    report = replace(
        report,
        version=found.version,
        platform=found.platform,
        build=found.build,
        phased=phased,
        actor=report.actor or _submitter(watched, report),
        details=True,
    )
    if not phased or watched.state_of(SubjectKind.PHASED_RELEASE, report.subject_id) is not None:
        return report, None
    return report, KnownState(
        kind=SubjectKind.PHASED_RELEASE,
        id=report.subject_id,
        state=phased,
        covered_until=report.recorded_at,
        seen_at=report.recorded_at,
        version=found.version,
        platform=found.platform,
    )


def _upload(apple: AppStore, watched: WatchedApp, report: Report) -> tuple[Report | None, KnownState | None]:
    """Describe an upload that failed, unless it is a build, which has a report of its own."""
    try:
        upload = details.upload_details(apple, report.subject_id)
    except Refused as refused:
        failed = (known for known in watched.of_kind(SubjectKind.BUILD) if known.state in _FAILED)
        if refused.gone and any(abs(known.seen_at - report.recorded_at) < TOGETHER_SECONDS for known in failed):
            return None, None
        raise
    if upload.build_id:
        return None, None
    report = replace(report, version=upload.version, platform=upload.platform, build=upload.build, details=True)
    return replace(report, errors=upload.errors), None


def _submitter(watched: WatchedApp, report: Report) -> str:
    """Return the name of the person who last changed the version's submission, if that brought about this state."""
    if report.path[-1] not in _BY_PEOPLE:
        return ""
    changed = (
        submission.actor
        for submission in watched.of_kind(SubjectKind.SUBMISSION)
        if submission.version_id == report.subject_id
        and abs(submission.seen_at - report.recorded_at) < TOGETHER_SECONDS
    )
    return next(changed, "")
