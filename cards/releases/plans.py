"""How a version will be released and how far its phased release is, in words."""

from appstore.releases.phased import MOST_PAUSED_DAYS
from appstore.releases.phased_rules import NONE
from appstore.releases.release_requests import ReleasePlan
from appstore.releases.states import PHASE_SHARES
from appstore.versions import PhasedRelease, PhasedReleaseState, ReleaseType
from cards.blocks import clock_time, escape, plural
from cards.wording.zones import zoned

# The name under which a decision keeps what it shows of the phased release.
PHASED_RELEASE = "phased release"

_PHASED = {
    NONE: "off",
    PhasedReleaseState.INACTIVE.value: "on",
    PhasedReleaseState.ACTIVE.value: "running",
    PhasedReleaseState.PAUSED.value: "paused",
    PhasedReleaseState.COMPLETE.value: "complete",
}


def plan_words(plan: ReleasePlan, zone: str = "") -> str:
    """Complete "will be released …", in mrkdwn; a date is in `zone`, or in that of each reader."""
    if plan.type is ReleaseType.SCHEDULED and plan.at:
        date = escape(zoned(plan.at, zone)) if zone else clock_time(plan.at, "{date_short_pretty} {time}")
        return f"on {date}, or once Apple has approved it if that is later"
    if plan.type is ReleaseType.MANUAL:
        return "by hand: `/asc release now` releases it once Apple has approved it"
    if plan.type is ReleaseType.AFTER_APPROVAL:
        return "automatically, as soon as Apple has approved it"
    return "in a way that App Store Connect has not set yet"


def plan_sentence(plan: ReleasePlan) -> str:
    """Complete "will be released …" as plain text, for dialogs and for comparing: `manually, once …`."""
    if plan.date:
        return f"{plan_label(plan)}, or once Apple has approved it if that is later"
    if plan.type is ReleaseType.AFTER_APPROVAL:
        return "automatically, as soon as Apple has approved it"
    if plan.type is ReleaseType.MANUAL:
        return "manually, once Apple has approved it"
    return "in a way that App Store Connect has not set yet"


def plan_label(plan: ReleasePlan) -> str:
    """Return the plan in a few words of plain text, for confirmations and the audit trail: `manually`."""
    if plan.date:
        return f"on {plan.date.replace('T', ' ').removesuffix(':00Z')} UTC"
    return {ReleaseType.MANUAL: "manually", ReleaseType.AFTER_APPROVAL: "automatically"}.get(plan.type, "not set")


def phased_label(state: str) -> str:
    """Return the state of a phased release in a word: `on`, before it has started."""
    return _PHASED.get(state, state.lower())


def phased_day(day: int) -> str:
    """Return how far the day of a phased release reaches: `day 3 of 7 (5 % of users)`."""
    share = PHASE_SHARES[min(max(day, 1), len(PHASE_SHARES)) - 1]
    return f"day {day} of {len(PHASE_SHARES)} ({share} % of users)"


def phased_words(release: PhasedRelease) -> str:
    """Return how far a phased release is: `day 3 of 7 (5 % of users)`."""
    day = phased_day(release.day)
    pauses = f"{plural(release.paused, 'day')} of pauses used, of at most {MOST_PAUSED_DAYS}"
    return {
        PhasedReleaseState.INACTIVE: "on: it starts when the version is released, with 1 % of users on the first day",
        PhasedReleaseState.ACTIVE: f"{day}" + (f"; {pauses}" if release.paused else ""),
        PhasedReleaseState.PAUSED: f"paused on {day}; {pauses}",
        PhasedReleaseState.COMPLETE: "complete: everyone gets the version",
    }.get(release.state, release.state.value.lower())
