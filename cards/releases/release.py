"""Replies to `release`: how a version will be released, the offer to release it now, and why that is not possible."""

from collections.abc import Mapping, Sequence

from appstore.releases.phased_rules import NONE
from appstore.releases.release_requests import ReleasePlan
from appstore.versions import LIVE, AppVersionState, PhasedRelease, Version
from cards.blocks import context, escape, message, section, text_message
from cards.dispatch.decisions import offer, result
from cards.releases.plans import PHASED_RELEASE, phased_label, phased_words, plan_words
from cards.releases.rollout import about
from cards.wording.accounts import title_of
from cards.wording.states import platform_words, state_words
from records.dispatch.app_cache import KnownVersion
from records.dispatch.decisions import ReleaserDecision
from records.messages import Message

LABEL = "Release"

_NOTHING = "Nothing was changed."
_APPROVED = AppVersionState.PENDING_DEVELOPER_RELEASE
_NEXT = "`/asc version new` creates the next one."


def overview(app: str, found: Sequence[tuple[Version, PhasedRelease | None]], live: Sequence[KnownVersion]) -> Message:
    """Say of each version that is not released yet how it will be."""
    if not found:
        return text_message(_all_released(app, live))
    lines = [_line(app, version, release) for version, release in found]
    text = "\n".join(lines)
    note = "`/asc release manual`, `/asc release auto` and `/asc release at WHEN` change it until it is released."
    return message(f"{text}\n{note}", section(text), context(note))


def _line(app: str, version: Version, release: PhasedRelease | None) -> str:
    name, plan = about(app, version.version_string, version.platform), ReleasePlan.of(version)
    phases = f" Phased release: {phased_words(release)}." if release is not None else ""
    if version.state == AppVersionState.PENDING_APPLE_RELEASE:
        return f"{name} is approved, and Apple releases it together with an operating system.{phases}"
    if version.state == _APPROVED and not plan.at:
        return f"{name} is approved and waits for you: `/asc release now` releases it.{phases}"
    return f"{name}, {state_words(version.state)}, will be released {plan_words(plan)}.{phases}"


def _all_released(app: str, live: Sequence[KnownVersion]) -> str:
    names = [f"{about(app, version.version, version.platform)} {_is_live(version.state)}." for version in live]
    # Apple creates the next version only once this one has arrived.
    on_its_way = any(version.state == AppVersionState.PROCESSING_FOR_DISTRIBUTION for version in live)
    return " ".join([*names, "No version waits to be released.", *([] if on_its_way else [_NEXT])])


def _is_live(state: str) -> str:
    on_its_way = state == AppVersionState.PROCESSING_FOR_DISTRIBUTION
    return "is on its way to the store already" if on_its_way else "is live already"


def nothing_to_release(app: str, live: Sequence[KnownVersion]) -> Message:
    """Say that every version is released."""
    return text_message(f"{_all_released(app, live)} {_NOTHING}")


def approved_already(app: str, version: KnownVersion) -> Message:
    """Refuse `release auto` for a version that would be released at once, without being asked."""
    return text_message(
        f"{about(app, version.version, version.platform)} is approved already, so this would release it at once. "
        f"{_NOTHING} `/asc release now` releases it after you have confirmed it; `/asc release at WHEN` sets a date."
    )


def cannot_release(app: str, versions: Sequence[KnownVersion]) -> Message:
    """Say why these versions cannot be released now."""
    lines = [f"{about(app, version.version, version.platform)} {_why_not(version.state)}" for version in versions]
    return text_message("\n".join([*lines, _NOTHING]))


def _why_not(state: str) -> str:
    if state in LIVE:
        return f"{_is_live(state)}."
    if state in {"WAITING_FOR_REVIEW", "IN_REVIEW", "ACCEPTED", "WAITING_FOR_EXPORT_COMPLIANCE"}:
        return (
            f"is not approved yet: it is {state_words(state)}. `/asc release auto` has it released as soon as "
            "Apple has approved it."
        )
    if state == AppVersionState.PENDING_APPLE_RELEASE:
        return "is approved, but Apple releases it together with an operating system; nobody else can."
    if state in {"REJECTED", "METADATA_REJECTED", "INVALID_BINARY", "DEVELOPER_REJECTED"}:
        return f"is not approved: it is {state_words(state)}. Correct it, then `/asc submit` sends it to review again."
    return "was not reviewed yet: `/asc submit` sends it to review."


def offer_release(decision: ReleaserDecision, shown: Mapping[str, str]) -> Message:
    """Offer to release a version now; the dialog names app, platform, version, build and how it is released."""
    name, build = about(title_of(decision), decision.version, decision.platform), shown["build"]
    is_phased = shown[PHASED_RELEASE] != phased_label(NONE)
    phases = "in phases over seven days, beginning with 1 % of users" if is_phased else "to everyone at once"
    plain = f"{title_of(decision)} {decision.version} ({platform_words(decision.platform)})"
    return offer(
        decision.id,
        f"Release {name}{f', build {escape(build)}' if build else ''} now? It goes to the store {phases}.",
        context(f"Release type: {shown['release']} · phased release: {shown[PHASED_RELEASE]}"),
        label=LABEL,
        question="Release now?",
        consequence=(
            f"{plain}{f', build {build}' if build else ''}, set to be released {shown['release']}, goes to the store "
            f"now, {phases}. This cannot be undone."
        ),
    )


def released(decision: ReleaserDecision, state: str, release: PhasedRelease | None) -> Message:
    """Report a release, with the state of the version at Apple."""
    name = about(title_of(decision), decision.version, decision.platform)
    phases = f" Phased release: {phased_words(release)}." if release is not None else ""
    text = f"<@{decision.decided_by}> released {name}. It is *{state_words(state)}*.{phases}"
    return result(text, at=decision.decided_at, note="A release cannot be undone.")
