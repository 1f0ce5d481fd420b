"""Answers `phased`, changes phased releases, and offers to release to everyone."""

from appstore.client import AppStore
from appstore.releases.phased import PLATFORMS
from appstore.releases.phased_rules import LEADS_TO, PhasedAction, PhasedVerdict, state_of, verdict
from appstore.versions import PhasedRelease, phased_release
from cards.releases import phased as messages
from cards.wording.accounts import app_title
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records.dispatch.app_cache import KnownVersion
from records.invocations import Invocation
from records.jobs.handled_messages import mark_refused
from records.releases.setting_changes import SETTING_CHANGES
from tasks.dispatch.decisions.offers import decision_for, offer
from tasks.releases.platforms import choose
from tasks.releases.rollout.decisions import COMPLETE_PHASES, phases_shown
from tasks.releases.rollout.settings import PHASED, change_setting
from tasks.releases.rollout.targets import Targets, find_targets, touch

# Whether it can be done with this version, and its phased release.
Judged = tuple[KnownVersion, PhasedRelease | None, PhasedVerdict]


def show(kit: Kit, invocation: Invocation) -> None:
    """Show the phased release of each version that is live or in preparation."""
    targets = find_targets(kit, invocation)
    apple = kit.apple_of(targets.app.account)
    found = [
        (version, _read(apple, version), targets.is_update(version)) for version in (*targets.upcoming, *targets.live)
    ]
    reply(kit, invocation, messages.overview(app_title(targets.app), found))


def act(kit: Kit, invocation: Invocation, action: PhasedAction) -> None:
    """Set the phased release of the only platform where that is possible, or say why it is not; or ask which."""
    targets = find_targets(kit, invocation)
    app, judged = targets.app, _judge(kit, targets, action)
    change = SETTING_CHANGES.get(kit.redis, invocation.id)
    begun = [version for version, *_ in judged if change is not None and version.id == change.version_id]
    possible = begun or [version for version, _, found in judged if found is PhasedVerdict.POSSIBLE]
    if not possible:
        reasons = _reasons(judged)
        message = messages.impossible(
            app.name, [(found, messages.why(why, found.platform, release)) for found, release, why in reasons]
        )
        if any(found is PhasedVerdict.ALREADY_SO for _, _, found in reasons):
            reply(kit, invocation, message)
            mark_refused(kit.redis, invocation.id)
            return
        raise UserError(message)
    version = choose(app, invocation, possible)
    release = next(found for candidate, found, _ in judged if candidate is version)
    if action is not PhasedAction.COMPLETE:
        change_setting(kit, invocation, PHASED, app, version, state_of(release), LEADS_TO[action])
    elif release is not None:
        decision = decision_for(kit, invocation, COMPLETE_PHASES, app, version)
        offer(kit, invocation, decision, phases_shown(release), messages.complete_offer(decision, release))


def _read(apple: AppStore, version: KnownVersion) -> PhasedRelease | None:
    return phased_release(apple, version.id) if version.platform in PLATFORMS else None


def _judge(kit: Kit, targets: Targets, action: PhasedAction) -> list[Judged]:
    """Return the versions that the action may be about, those first that it is most likely about."""
    ahead = action in {PhasedAction.ON, PhasedAction.OFF}
    versions = (*targets.upcoming, *targets.live) if ahead else (*targets.live, *targets.upcoming)
    touch(kit, versions)
    apple = kit.apple_of(targets.app.account)
    judged = []
    for version in versions:
        release = _read(apple, version)
        found = verdict(
            action,
            release,
            version_state=version.state,
            platform=version.platform,
            is_update=targets.is_update(version),
        )
        judged.append((version, release, found))
    return judged


def _reasons(judged: list[Judged]) -> list[Judged]:
    """Return the entries that say why nothing can be done, one for each platform, or only those where it is done.

    Of two of a platform, that with a phased release is more to the point.
    """
    reasons: dict[str, Judged] = {}
    for entry in judged:
        version, release, _ = entry
        known = reasons.setdefault(version.platform, entry)
        if known[1] is None and release is not None:
            reasons[version.platform] = entry
    found = list(reasons.values())
    done = [entry for entry in found if entry[2] is PhasedVerdict.ALREADY_SO]
    of_phases = [entry for entry in found if entry[2] is not PhasedVerdict.OTHER_PLATFORM]
    return done or of_phases or found
