"""Offers to submit a version, or to withdraw it, to the user who wants to."""

from collections.abc import Sequence
from dataclasses import replace

from appstore import submissions
from appstore.client import AppStore
from appstore.releases import companions
from appstore.releases.readiness.snapshot import Part
from appstore.submissions import SubmissionState
from appstore.versions import AppVersionState
from cards.failures import app_errors
from cards.releases import submissions as messages
from cards.releases import withdrawals
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp, KnownVersion
from records.invocations import Invocation
from tasks.dispatch import resolve
from tasks.dispatch.decisions.offers import decision_for, offer
from tasks.releases.checklist import readiness
from tasks.releases.platforms import choose, newest_by_platform
from tasks.releases.submissions import facts
from tasks.releases.submissions.submit import SUBMISSION
from tasks.releases.submissions.withdraw import IN_REVIEW, WITHDRAWAL, of_version

# What can be sent to review; a version in a draft is READY_FOR_REVIEW.
_SUBMITTABLE = frozenset(
    {
        AppVersionState.PREPARE_FOR_SUBMISSION,
        AppVersionState.DEVELOPER_REJECTED,
        AppVersionState.REJECTED,
        AppVersionState.METADATA_REJECTED,
        AppVersionState.INVALID_BINARY,
        AppVersionState.READY_FOR_REVIEW,
    }
)
# What may be in a submission that can be cancelled: one with unresolved issues, also after Apple has moved the version
# back.
_WITHDRAWABLE = frozenset(
    {
        AppVersionState.WAITING_FOR_REVIEW,
        AppVersionState.IN_REVIEW,
        AppVersionState.WAITING_FOR_EXPORT_COMPLIANCE,
        AppVersionState.REJECTED,
        AppVersionState.METADATA_REJECTED,
        AppVersionState.INVALID_BINARY,
        AppVersionState.PREPARE_FOR_SUBMISSION,
        AppVersionState.DEVELOPER_REJECTED,
    }
)


def offer_submission(kit: Kit, invocation: Invocation) -> None:
    """Show the checklist, and a button that submits unless something on it prevents that."""
    app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel, fresh=True)
    version = _to_submit(kit, app, invocation)
    apple = kit.apple_of(app.account)
    candidate, shown = facts.read(apple, app.id, version.id)
    found = readiness.check(kit, apple, app, version)
    if found.blockers:
        reply(kit, invocation, messages.not_yet(app, found))
        return
    decision = decision_for(kit, invocation, SUBMISSION, app, version)
    listed = found.snapshot.submissions
    if Part.SUBMISSIONS in found.snapshot.unread:
        listed = submissions.open_ones(apple, app.id, version.platform)
    beside = facts.beside(apple, listed, version.id)
    message = messages.submission_offer(decision.id, app, version, candidate, found, beside)
    offer(kit, invocation, decision, {**shown, **beside}, message)


def offer_withdrawal(kit: Kit, invocation: Invocation) -> None:
    """Show what would be withdrawn, and a button that does so."""
    app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel, fresh=True)
    apple, here = kit.apple_of(app.account), _named(app, invocation)
    candidates = newest_by_platform(app, lambda version: version in here and version.state in _WITHDRAWABLE)
    holders = {version.id: of_version(apple, app.id, version.platform, version.id) for version in candidates}
    held = {identity: found for identity, found in holders.items() if found and found.state in submissions.CANCELABLE}
    if not held:
        newest = newest_by_platform(app, lambda version: version in here)
        raise UserError(withdrawals.nothing_to_withdraw(app, _ending(apple, app, newest), invocation.platform))
    version = choose(app, invocation, [version for version in candidates if version.id in held])
    found = held[version.id]
    others = companions.beside(companions.items(apple, found.id), version.id)
    beside = facts.kept(companions.named(apple, others))
    decision = decision_for(kit, invocation, WITHDRAWAL, app, version, **beside)
    message = withdrawals.withdrawal_offer(decision.id, app, version, found.state, beside)
    offer(kit, invocation, decision, {"state": version.state}, message)


def _to_submit(kit: Kit, app: KnownApp, invocation: Invocation) -> KnownVersion:
    """Return the version that can be submitted. Raises UserError if there is none, and asks if there are several."""
    here = _named(app, invocation)
    fitting = newest_by_platform(app, lambda version: version in here and version.state in _SUBMITTABLE)
    if not fitting:
        newest = newest_by_platform(app, lambda version: version in here)
        newest = _ending(kit.apple_of(app.account), app, newest)
        raise UserError(messages.nothing_to_submit(app, newest, invocation.platform))
    return choose(app, invocation, fitting)


def _ending(apple: AppStore, app: KnownApp, versions: Sequence[KnownVersion]) -> list[KnownVersion]:
    """Return the versions; those that Apple still shows in review after they were withdrawn are CANCELING."""
    canceling = {
        version.id
        for version in versions
        if version.state in IN_REVIEW
        and (found := of_version(apple, app.id, version.platform, version.id))
        and found.state is SubmissionState.CANCELING
    }
    state = SubmissionState.CANCELING.value
    return [replace(version, state=state) if version.id in canceling else version for version in versions]


def _named(app: KnownApp, invocation: Invocation) -> list[KnownVersion]:
    """Return the versions of `--version` and `--platform`, otherwise all. Raises UserError."""
    named = [version for version in app.versions if invocation.version in {None, version.version}]
    if invocation.version is not None and not named:
        raise UserError(app_errors.no_such_version(app, invocation.version))
    return [version for version in named if invocation.platform in {None, version.platform}]
