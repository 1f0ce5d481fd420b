"""Offers to submit a version, or to withdraw it, to the user who wants to."""

from collections.abc import Callable, Sequence

from appstore.releases import submissions
from appstore.versions import AppVersionState
from cards.failures import app_errors
from cards.releases import checklist
from cards.releases import submissions as messages
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records.app_cache import KnownApp, KnownVersion
from records.invocations import Invocation
from records.messages import Message
from tasks import resolve
from tasks.releases.checklist import readiness
from tasks.releases.decisions.offers import decision_for, offer
from tasks.releases.platforms import choose, newest_by_platform
from tasks.releases.submissions import facts
from tasks.releases.submissions.submit import SUBMISSION
from tasks.releases.submissions.withdraw import WITHDRAWAL, of_version

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
# What may be in a submission that can be cancelled: a rejected one has unresolved issues.
_WITHDRAWABLE = frozenset(
    {
        AppVersionState.WAITING_FOR_REVIEW,
        AppVersionState.IN_REVIEW,
        AppVersionState.WAITING_FOR_EXPORT_COMPLIANCE,
        AppVersionState.REJECTED,
        AppVersionState.METADATA_REJECTED,
        AppVersionState.INVALID_BINARY,
    }
)


def offer_submission(kit: Kit, invocation: Invocation) -> None:
    """Show the checklist, and a button that submits unless something on it prevents that."""
    app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel, fresh=True)
    version = _version(app, invocation, _SUBMITTABLE, messages.nothing_to_submit)
    apple = kit.apple_of(app.account)
    candidate, shown = facts.read(apple, app.id, version.id)
    found = readiness.check(kit, apple, app, version)
    if found.blockers:
        reply(kit, invocation, messages.not_yet(app, found))
        return
    decision = decision_for(kit, invocation, SUBMISSION, app, version)
    message = messages.submission_offer(decision.id, app, version, candidate, checklist.findings(found))
    offer(kit, invocation, decision, shown, message)


def offer_withdrawal(kit: Kit, invocation: Invocation) -> None:
    """Show what would be withdrawn, and a button that does so."""
    app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel, fresh=True)
    version = _version(app, invocation, _WITHDRAWABLE, messages.nothing_to_withdraw)
    apple = kit.apple_of(app.account)
    found = of_version(apple, app.id, version.platform, version.id)
    if found is None or found.state not in submissions.CANCELABLE:
        raise UserError(messages.nothing_to_withdraw(app, [version]))
    others = sum(item.version_id != version.id for item in submissions.items(apple, found.id))
    decision = decision_for(kit, invocation, WITHDRAWAL, app, version)
    message = messages.withdrawal_offer(decision.id, app, version, found.state, others)
    offer(kit, invocation, decision, {"state": version.state}, message)


def _version(
    app: KnownApp,
    invocation: Invocation,
    states: frozenset[AppVersionState],
    nothing: Callable[[KnownApp, Sequence[KnownVersion], str | None], Message],
) -> KnownVersion:
    """Return the version in one of these states, of `--version` and `--platform`. Raises UserError, or asks."""
    named = [version for version in app.versions if invocation.version in {None, version.version}]
    if invocation.version is not None and not named:
        raise UserError(app_errors.no_such_version(app, invocation.version))
    here = [version for version in named if invocation.platform in {None, version.platform}]
    newest = newest_by_platform(app, lambda version: version in here)
    fitting = newest_by_platform(app, lambda version: version in here and version.state in states)
    if not fitting:
        raise UserError(nothing(app, newest, invocation.platform))
    return choose(app, invocation, fitting)
