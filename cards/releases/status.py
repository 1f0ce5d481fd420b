"""The reply to `status`: the versions of an app and their states."""

from collections.abc import Mapping

from appstore.budget import Allowance
from appstore.versions import PhasedRelease, PhasedReleaseState
from cards.blocks import bullets, context, escape, message, plural, rich, section, span
from cards.wording.accounts import app_title
from cards.wording.states import platform_words, state_meaning, state_words
from records.app_cache import KnownApp
from records.messages import Message

MOST_VERSIONS = 12

# Per cent of users that a phased release reaches on days 1 to 7:
# https://developer.apple.com/help/app-store-connect/update-your-app/release-a-version-update-in-phases
_SHARES = (1, 2, 5, 10, 20, 50, 100)


def status(app: KnownApp, phased: Mapping[str, PhasedRelease], allowance: Allowance | None) -> Message:
    """Show versions, newest first, and what is left of Apple's hourly allowance."""
    lines, sentences = [], []
    for version in app.versions[:MOST_VERSIONS]:
        meaning = state_meaning(version.state)
        state = state_words(version.state) + (f": {meaning}" if meaning else "")
        if version.id in phased:
            state += f", {_phase(phased[version.id])}"
        name = f"{version.version} ({platform_words(version.platform)})"
        lines.append([span(f"{name}  ", "bold"), span(state)])
        sentences.append(f"{escape(name)}: {escape(state)}")
    left = allowance_left(allowance)
    head = f"{escape(app_title(app))} ({escape(app.bundle_id)})"
    shown = [rich(bullets(lines))] if lines else [section("It has no versions yet.")]
    return message(f"{head}. {'. '.join(sentences)}. {left}", section(f"*{head}*"), *shown, context(left))


def _phase(release: PhasedRelease) -> str:
    if release.state == PhasedReleaseState.ACTIVE and 1 <= release.day <= len(_SHARES):
        return f"phased release day {release.day} of 7 ({_SHARES[release.day - 1]} % of people)"
    if release.state == PhasedReleaseState.PAUSED:
        return f"phased release paused on day {release.day} ({plural(release.paused, 'day')} paused of at most 30)"
    return f"phased release {release.state.value.lower()}"


def allowance_left(allowance: Allowance | None) -> str:
    """Return what is left of Apple's hourly allowance as a sentence."""
    if allowance is None:
        return "Apple has not yet reported how many calls are left this hour."
    return f"{allowance.left:,} of {allowance.limit:,} calls to App Store Connect left this hour"
