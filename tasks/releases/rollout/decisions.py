"""The decisions `Release` and `Release to everyone`: what their messages show, and what they do at Apple."""

from collections.abc import Mapping

from appstore.client import AppStore
from appstore.releases import phased, phased_rules
from appstore.releases.release_requests import ReleasePlan, request_release, with_build
from appstore.versions import RELEASED, PhasedRelease, PhasedReleaseState, find, phased_release
from cards.releases import audit_tags
from cards.releases import phased as phased_messages
from cards.releases import release as release_messages
from cards.releases import rollout as messages
from cards.releases.plans import PHASED_RELEASE, phased_label, plan_label
from cards.wording.states import state_words
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.decisions import ReleaserDecision
from records.messages import Message
from tasks.dispatch.decisions.kinds import DecisionKind
from tasks.dispatch.decisions.trail import record_change


def look_at_version(apple: AppStore, decision: ReleaserDecision) -> Mapping[str, str]:
    """Return what the offer to release a version shows of it."""
    version, build = with_build(apple, decision.app_id, decision.target_id)
    return {
        "state": version.state.value,
        "version": version.version_string,
        "build": build,
        "release": plan_label(ReleasePlan.of(version)),
        **look_at_phases(apple, decision),
    }


def look_at_phases(apple: AppStore, decision: ReleaserDecision) -> Mapping[str, str]:
    """Return what the offer to release to everyone shows; the day counts on by itself."""
    return phases_shown(phased_release(apple, decision.target_id))


def phases_shown(release: PhasedRelease | None) -> Mapping[str, str]:
    """Return what an offer shows of a phased release."""
    return {PHASED_RELEASE: phased_label(phased_rules.state_of(release))}


def release_version(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    """Release the version, unless it is released already."""
    version = find(apple, decision.app_id, decision.target_id)
    if version is None:
        raise UserError(messages.gone())
    if version.state not in RELEASED:
        request_release(apple, decision.app_id, decision.target_id)
        version = find(apple, decision.app_id, decision.target_id) or version
    old, new = decision.shown.get("state", ""), version.state.value
    record_change(kit, audit_tags.VERSION_RELEASED, decision, "state", state_words(old), state_words(new))
    return release_messages.released(decision, new, phased_release(apple, decision.target_id))


def complete_phases(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    """Release to everyone, unless that is done already."""
    release = phased_release(apple, decision.target_id)
    if release is None:
        raise UserError(messages.gone())
    if release.state is not PhasedReleaseState.COMPLETE:
        phased.set_state(apple, decision.target_id, release.id, PhasedReleaseState.COMPLETE)
    new = phased_label(PhasedReleaseState.COMPLETE.value)
    record_change(
        kit, audit_tags.PHASED_COMPLETED, decision, PHASED_RELEASE, decision.shown.get(PHASED_RELEASE, ""), new
    )
    return phased_messages.completed(decision)


RELEASE_VERSION = DecisionKind(
    name="release_version",
    label=release_messages.LABEL,
    command="release now",
    look=look_at_version,
    act=release_version,
    refused_tag=audit_tags.RELEASE_REFUSED,
)
COMPLETE_PHASES = DecisionKind(
    name="complete_phases",
    label=phased_messages.LABEL,
    command="phased complete",
    look=look_at_phases,
    act=complete_phases,
    refused_tag=audit_tags.COMPLETE_REFUSED,
)
