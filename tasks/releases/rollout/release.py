"""Answers `release`, changes how a version will be released, and offers to release it now."""

from appstore import versions
from appstore.releases.phased import PLATFORMS
from appstore.releases.release_requests import ReleasePlan
from appstore.versions import AppVersionState, ReleaseType, phased_release
from cards.releases import release as messages
from cards.wording.accounts import app_title
from kit.jobs.defer import deferring_client
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records.invocations import Invocation
from tasks.dispatch.decisions.offers import decision_for, offer
from tasks.releases.platforms import choose
from tasks.releases.rollout.decisions import RELEASE_VERSION, look_at_version
from tasks.releases.rollout.settings import RELEASE, change_setting, release_plan
from tasks.releases.rollout.targets import find_targets, touch

_APPROVED = AppVersionState.PENDING_DEVELOPER_RELEASE


def show(kit: Kit, invocation: Invocation) -> None:
    """Say of each version that is not released yet how it will be."""
    targets = find_targets(kit, invocation)
    apple, ids = kit.apple_of(targets.app.account), {version.id for version in targets.upcoming}
    found = [version for version in versions.of_app(apple, targets.app.id) if version.id in ids] if ids else []
    phases = [phased_release(apple, version.id) if version.platform in PLATFORMS else None for version in found]
    shown = list(zip(found, phases, strict=True))
    reply(kit, invocation, messages.overview(app_title(targets.app), shown, targets.live))


def change(kit: Kit, invocation: Invocation, plan: ReleasePlan) -> None:
    """Set how the next version will be released."""
    targets = find_targets(kit, invocation)
    app = targets.app
    if not targets.upcoming:
        raise UserError(messages.nothing_to_release(app_title(app), targets.live))
    touch(kit, targets.upcoming)
    version = choose(app, invocation, targets.upcoming)
    if plan.type is ReleaseType.AFTER_APPROVAL and version.state == _APPROVED:
        raise UserError(messages.approved_already(app_title(app), version))
    now = release_plan(deferring_client(kit, app.account), app.id, version.id)
    change_setting(kit, invocation, RELEASE, app, version, now, plan.code)


def offer_now(kit: Kit, invocation: Invocation) -> None:
    """Offer to release the version that waits for it, to the user who asked."""
    targets = find_targets(kit, invocation)
    app, waiting = targets.app, [version for version in targets.upcoming if version.state == _APPROVED]
    if not waiting:
        if targets.upcoming:
            raise UserError(messages.cannot_release(app_title(app), targets.upcoming))
        raise UserError(messages.nothing_to_release(app_title(app), targets.live))
    touch(kit, waiting)
    version = choose(app, invocation, waiting)
    apple, decision = kit.apple_of(app.account), decision_for(kit, invocation, RELEASE_VERSION, app, version)
    shown = look_at_version(apple, decision)
    offer(kit, invocation, decision, shown, messages.offer_release(decision, shown))
