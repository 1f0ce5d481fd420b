"""What can be done with a phased release: an answer for every state of it and of its version."""

from enum import StrEnum

from appstore.releases.phased import MOST_PAUSED_DAYS, PLATFORMS
from appstore.versions import RELEASED, PhasedRelease, PhasedReleaseState

# The state of a version that is not released in phases.
NONE = "NONE"


class PhasedAction(StrEnum):
    """What a user can ask for."""

    ON = "on"
    OFF = "off"
    PAUSE = "pause"
    RESUME = "resume"
    COMPLETE = "complete"


class PhasedVerdict(StrEnum):
    """Whether it can be done, and why not."""

    POSSIBLE = "possible"
    ALREADY_SO = "already_so"
    OTHER_PLATFORM = "other_platform"
    FIRST_VERSION = "first_version"
    RELEASED_WITHOUT = "released_without"
    NOT_SET_UP = "not_set_up"
    NOT_STARTED = "not_started"
    RUNNING = "running"
    OVER = "over"
    PAUSES_USED_UP = "pauses_used_up"
    UNCLEAR = "unclear"


# The state that each action leads to.
LEADS_TO = {
    PhasedAction.ON: PhasedReleaseState.INACTIVE.value,
    PhasedAction.OFF: NONE,
    PhasedAction.PAUSE: PhasedReleaseState.PAUSED.value,
    PhasedAction.RESUME: PhasedReleaseState.ACTIVE.value,
    PhasedAction.COMPLETE: PhasedReleaseState.COMPLETE.value,
}


_INACTIVE, _ACTIVE, _PAUSED = PhasedReleaseState.INACTIVE, PhasedReleaseState.ACTIVE, PhasedReleaseState.PAUSED
_VERDICTS = {
    (_INACTIVE, PhasedAction.OFF): PhasedVerdict.POSSIBLE,
    (_ACTIVE, PhasedAction.PAUSE): PhasedVerdict.POSSIBLE,
    (_ACTIVE, PhasedAction.COMPLETE): PhasedVerdict.POSSIBLE,
    (_PAUSED, PhasedAction.RESUME): PhasedVerdict.POSSIBLE,
    (_PAUSED, PhasedAction.COMPLETE): PhasedVerdict.POSSIBLE,
}
_OTHERWISE = {
    _INACTIVE: PhasedVerdict.NOT_STARTED,
    _ACTIVE: PhasedVerdict.RUNNING,
    _PAUSED: PhasedVerdict.RUNNING,
    PhasedReleaseState.COMPLETE: PhasedVerdict.OVER,
}


def state_of(release: PhasedRelease | None) -> str:
    """Return the state of a phased release, `NONE` without one."""
    return NONE if release is None else release.state.value


def verdict(
    action: PhasedAction, release: PhasedRelease | None, *, version_state: str, platform: str, is_update: bool
) -> PhasedVerdict:
    """Return whether this can be done with the phased release of a version."""
    if platform not in PLATFORMS:
        return PhasedVerdict.OTHER_PLATFORM
    if state_of(release) == LEADS_TO[action]:
        return PhasedVerdict.ALREADY_SO
    if release is None:
        return _without(action, is_released=version_state in RELEASED, is_update=is_update)
    if action is PhasedAction.PAUSE and release.state is _ACTIVE and release.paused >= MOST_PAUSED_DAYS:
        return PhasedVerdict.PAUSES_USED_UP
    return _VERDICTS.get((release.state, action)) or _OTHERWISE.get(release.state, PhasedVerdict.UNCLEAR)


def _without(action: PhasedAction, *, is_released: bool, is_update: bool) -> PhasedVerdict:
    if is_released:
        return PhasedVerdict.RELEASED_WITHOUT
    if not is_update:
        return PhasedVerdict.FIRST_VERSION
    return PhasedVerdict.POSSIBLE if action is PhasedAction.ON else PhasedVerdict.NOT_SET_UP
