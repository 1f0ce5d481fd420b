"""Replies to `phased`: how far it is, and why something cannot be done with it."""

from collections.abc import Sequence

from appstore.releases import phased_rules
from appstore.releases.phased import MOST_PAUSED_DAYS
from appstore.releases.phased_rules import PhasedAction, PhasedVerdict
from appstore.versions import PhasedRelease, PhasedReleaseState
from cards.blocks import Block, context, escape, message, section, text_message
from cards.dispatch.decisions import offer, result
from cards.releases.plans import phased_words
from cards.releases.rollout import about
from cards.wording.accounts import title_of
from cards.wording.states import platform_words, state_words
from records.dispatch.app_cache import KnownVersion
from records.dispatch.decisions import ReleaserDecision
from records.messages import Message

LABEL = "Release to everyone"

_NOTHING = "Nothing was changed."
_BEFORE = "A phased release can only be turned on before the version is released"
# What was found of a version: its phased release, and whether it is an update.
Found = tuple[KnownVersion, PhasedRelease | None, bool]


def overview(app: str, found: Sequence[Found]) -> Message:
    """Show the phased release of each version, and what can be done with it."""
    lines = [f"{_named(version)}: {_line(version, release, is_update=new)}" for version, release, new in found]
    text = "\n".join(lines) or "No version is live or in preparation."
    note = "Users without automatic updates, and everyone who looks, can get a version from its first day on."
    return message(f"*{escape(app)}*\n{text}", section(f"*{escape(app)}*\n{text}"), context(note))


def _named(version: KnownVersion) -> str:
    return f"{escape(version.version)} ({platform_words(version.platform)}, {state_words(version.state)})"


def _line(version: KnownVersion, release: PhasedRelease | None, *, is_update: bool) -> str:
    if release is not None:
        return f"phased release {phased_words(release)}. {_next(release)}".strip()
    return why(_verdict_without(version, is_update=is_update), version.platform, None)


def _next(release: PhasedRelease) -> str:
    return {
        PhasedReleaseState.INACTIVE: "`/asc phased off` releases it to everyone at once instead.",
        PhasedReleaseState.ACTIVE: "`/asc phased pause` stops it, `/asc phased complete` releases it to everyone.",
        PhasedReleaseState.PAUSED: "`/asc phased resume` goes on, `/asc phased complete` releases it to everyone.",
    }.get(release.state, "")


def _verdict_without(version: KnownVersion, *, is_update: bool) -> PhasedVerdict:
    return phased_rules.verdict(
        PhasedAction.ON, None, version_state=version.state, platform=version.platform, is_update=is_update
    )


def why(verdict: PhasedVerdict, platform: str, release: PhasedRelease | None) -> str:
    """Say why it cannot be done, and what can be done instead."""
    return {
        PhasedVerdict.POSSIBLE: "no phased release: everyone gets it at once. `/asc phased on` turns it on.",
        PhasedVerdict.OTHER_PLATFORM: (
            f"{platform_words(platform)} has no phased releases: Apple has them for iOS and macOS only, where users "
            "have automatic updates."
        ),
        PhasedVerdict.FIRST_VERSION: (
            "the first version of a platform cannot be released in phases, because nobody has one to update."
        ),
        PhasedVerdict.RELEASED_WITHOUT: f"it was released without a phased release. {_BEFORE}.",
        PhasedVerdict.NOT_SET_UP: "it has no phased release. `/asc phased on` turns it on.",
        PhasedVerdict.NOT_STARTED: (
            "its phased release has not started: it starts by itself when the version is released. `/asc phased off` "
            "turns it off."
        ),
        PhasedVerdict.RUNNING: (
            "its phased release has started. Apple does not let it be turned off or started again, and there is no way "
            "back to an older version: `/asc phased pause` stops it, `/asc phased complete` releases it to everyone."
        ),
        PhasedVerdict.OVER: "its phased release is complete: everyone gets this version, and Apple has no way back.",
        PhasedVerdict.PAUSES_USED_UP: (
            f"all {MOST_PAUSED_DAYS} days of pauses are used up, so Apple goes on. To stop a faulty version, submit a "
            "new one."
        ),
        PhasedVerdict.UNCLEAR: "App Store Connect reports a state of its phased release that I do not know.",
        PhasedVerdict.ALREADY_SO: _already(release),
    }[verdict]


def _already(release: PhasedRelease | None) -> str:
    if release is None:
        return "it has no phased release already: everyone gets it at once."
    return f"that is so already: phased release {phased_words(release)}."


def impossible(app: str, reasons: Sequence[tuple[KnownVersion, str]]) -> Message:
    """Say for each version why nothing was changed."""
    if not reasons:
        return text_message(f"No version of *{escape(app)}* is live or in preparation. {_NOTHING}")
    lines = [f"{about(app, version.version, version.platform)}: {reason}" for version, reason in reasons]
    return text_message("\n".join([*lines, _NOTHING]))


def complete_offer(decision: ReleaserDecision, release: PhasedRelease) -> Message:
    """Offer to release to everyone."""
    name = about(title_of(decision), decision.version, decision.platform)
    plain = f"{title_of(decision)} {decision.version} ({platform_words(decision.platform)})"
    details: Block = context("Apple has no way back from this: only a new version replaces it.")
    return offer(
        decision.id,
        f"Release {name} to everyone? The phased release is {phased_words(release)}.",
        details,
        label=LABEL,
        question="Release to everyone?",
        consequence=(
            f"{plain}, {phased_words(release)}: all users with automatic updates get it. This ends the phased release "
            "and cannot be undone."
        ),
    )


def completed(decision: ReleaserDecision) -> Message:
    """Report that everyone gets the version."""
    name = about(title_of(decision), decision.version, decision.platform)
    text = f"<@{decision.decided_by}> released {name} to everyone: the phased release is complete."
    return result(text, at=decision.decided_at, note="This cannot be undone.")
