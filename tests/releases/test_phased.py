"""`phased` shows and sets the phased release: every state, and a refusal in words for each."""

from __future__ import annotations

import pytest

from appstore.errors import Refused
from appstore.releases.phased import set_state
from appstore.releases.phased_rules import PhasedAction, PhasedVerdict, verdict
from appstore.versions import PhasedRelease, PhasedReleaseState
from cards.releases.phased import why
from sandbox.appstore import Fault
from tests.appstore.scripted_apple import ScriptedApple, answer, refusal, resource
from tests.releases.test_release import channel, press_offer, says, version
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import press, requested

LIVE, AHEAD = "READY_FOR_DISTRIBUTION", "PREPARE_FOR_SUBMISSION"
ON, OFF, PAUSE, RESUME, COMPLETE = PhasedAction


@pytest.fixture
def live(env: Env) -> str:
    """1.1.0 is on the store, and 1.2.0 in preparation."""
    return env.apple.add_version(env.app_id, "1.1.0", state=LIVE, locales=["en-US"])


def phased(env: Env, version_id: str = "") -> str | None:
    return version(env, version_id).phased_state


@pytest.mark.parametrize(
    ("state", "possible", "already"),
    [
        (None, {ON}, {OFF}),
        (PhasedReleaseState.INACTIVE, {OFF}, {ON}),
        (PhasedReleaseState.ACTIVE, {PAUSE, COMPLETE}, {RESUME}),
        (PhasedReleaseState.PAUSED, {RESUME, COMPLETE}, {PAUSE}),
        (PhasedReleaseState.COMPLETE, set(), {COMPLETE}),
        (PhasedReleaseState.UNKNOWN, set(), set()),
    ],
)
def test_every_state_has_an_answer_in_words(
    state: PhasedReleaseState | None, possible: set[PhasedAction], already: set[PhasedAction]
) -> None:
    release = PhasedRelease(id="p", state=state, day=3, paused=2, started=None) if state else None
    for action in PhasedAction:
        found = verdict(action, release, version_state=AHEAD, platform="IOS", is_update=True)
        assert (found is PhasedVerdict.POSSIBLE) is (action in possible)
        assert (found is PhasedVerdict.ALREADY_SO) is (action in already)
        assert why(found, "IOS", release).endswith(".")


@pytest.mark.parametrize(
    ("state", "platform", "is_update", "expected"),
    [
        (AHEAD, "TV_OS", True, PhasedVerdict.OTHER_PLATFORM),
        (AHEAD, "IOS", False, PhasedVerdict.FIRST_VERSION),
        (LIVE, "IOS", True, PhasedVerdict.RELEASED_WITHOUT),
        ("PROCESSING_FOR_DISTRIBUTION", "MAC_OS", True, PhasedVerdict.RELEASED_WITHOUT),
        ("PENDING_DEVELOPER_RELEASE", "MAC_OS", True, PhasedVerdict.POSSIBLE),
    ],
)
def test_a_phased_release_is_for_updates_that_are_not_released_yet(
    state: str, platform: str, *, is_update: bool, expected: PhasedVerdict
) -> None:
    assert verdict(ON, None, version_state=state, platform=platform, is_update=is_update) is expected


def test_thirty_days_of_pauses_are_all() -> None:
    release = PhasedRelease(id="p", state=PhasedReleaseState.ACTIVE, day=3, paused=30, started=None)
    found = verdict(PAUSE, release, version_state=LIVE, platform="IOS", is_update=True)
    assert found is PhasedVerdict.PAUSES_USED_UP


def test_it_is_turned_on_before_the_release_and_undone(env: Env, live: str) -> None:
    ts = says(env, "phased on")
    assert phased(env) == "INACTIVE"
    assert phased(env, live) is None
    assert wording.PHASED_ON in env.read(ts)
    assert "on: it starts when the version is released" in requested(env, "/asc phased")
    press(env, ts, "Undo")
    assert phased(env) is None
    assert wording.PHASED_OFF in env.read(ts)


def test_it_is_turned_off_before_the_release(env: Env, live: str) -> None:
    env.apple.set_phased_release(env.version_id, "INACTIVE")
    ts = says(env, "phased off")
    assert phased(env) is None
    press(env, ts, "Undo")
    assert phased(env) == "INACTIVE"


def test_a_running_one_is_paused_resumed_and_undone(env: Env, live: str) -> None:
    env.apple.set_phased_release(live, day=3)
    assert "day 3 of 7 (5 % of users)" in requested(env, "/asc phased")
    ts = says(env, "phased pause")
    assert phased(env, live) == "PAUSED"
    assert wording.PHASED_PAUSED in env.read(ts)
    assert wording.PHASED_RESUMED in env.read(says(env, "phased resume"))
    assert phased(env, live) == "ACTIVE"
    says(env, "phased pause")
    press(env, ts, "Undo")
    assert phased(env, live) == "ACTIVE"


def test_the_same_state_again_counts_as_done(env: Env, live: str) -> None:
    env.apple.set_phased_release(live, "PAUSED", day=3)
    assert "that is so already" in requested(env, "/asc phased pause")
    assert env.writes() == []


def test_a_state_that_apple_has_already_counts_as_done() -> None:
    paused = resource("appStoreVersionPhasedReleases", "p", {"phasedReleaseState": "PAUSED"})
    already = refusal(409, "ENTITY_ERROR.ATTRIBUTE.INVALID", "The phased release already has this value")
    set_state(ScriptedApple(already, answer(paused)).apple, "v", "p", PhasedReleaseState.PAUSED)
    with pytest.raises(Refused):
        set_state(ScriptedApple(already, answer(paused)).apple, "v", "p", PhasedReleaseState.COMPLETE)


def test_turning_on_whose_response_was_lost_is_done_once(env: Env, live: str) -> None:
    env.retry_at_once()
    env.apple.faults.add(Fault.drop(method="POST", times=1))
    ts = says(env, "phased on")
    assert env.writes() == ["POST /v1/appStoreVersionPhasedReleases"]
    assert wording.PHASED_ON in env.read(ts)


def test_it_is_released_to_everyone_after_a_confirmation(env: Env, live: str) -> None:
    env.apple.set_version_state(env.version_id, "PENDING_DEVELOPER_RELEASE")
    env.apple.set_phased_release(env.version_id, "INACTIVE")
    env.apple.set_version_state(env.version_id, LIVE)
    says(env, "phased complete")
    assert env.writes() == []
    press_offer(env, "Release to everyone")
    assert phased(env) == "COMPLETE"
    assert wording.PHASED_COMPLETED in channel(env)
    assert wording.AUDIT_PHASED_COMPLETED in requested(env, "/asc audit")


def test_what_was_paused_since_the_offer_is_not_released_to_everyone(env: Env, live: str) -> None:
    env.apple.set_phased_release(live, day=2)
    says(env, "phased complete")
    says(env, "phased pause")
    press_offer(env, "Release to everyone")
    assert phased(env, live) == "PAUSED"
    assert "phased release was running and is now paused" in channel(env)


@pytest.mark.parametrize(
    ("line", "state", "expected"),
    [
        ("phased pause", "", "released without a phased release"),
        ("phased off", "ACTIVE", "Apple does not let it be turned off"),
        ("phased complete", "COMPLETE", "that is so already"),
        ("phased resume", "COMPLETE", "complete: everyone gets this version"),
    ],
)
def test_what_cannot_be_done_with_the_live_version_is_explained(
    env: Env, live: str, line: str, state: str, expected: str
) -> None:
    if state:
        env.apple.set_phased_release(live, state, day=3)
    assert expected in requested(env, f"/asc {line}")
    assert env.writes() == []


def test_of_several_platforms_that_run_it_asks_which(env: Env, live: str) -> None:
    mac = env.apple.add_version(env.app_id, "1.1.0", platform="MAC_OS", state=LIVE)
    env.apple.set_phased_release(mac, day=2)
    ts = says(env, "phased pause")
    assert phased(env, mac) == "PAUSED"
    press(env, ts, "Undo")
    env.apple.set_phased_release(live, day=3)
    ts = says(env, "phased pause")
    press(env, ts, "iOS")
    assert (phased(env, live), phased(env, mac)) == ("PAUSED", "ACTIVE")


@pytest.mark.parametrize(
    ("line", "expected"),
    [("phased stop", "does not know"), ("phased pause --dry-run", "Dry run"), ("phased complete --dry-run", "dry run")],
)
def test_bad_input_and_dry_runs_change_nothing(env: Env, live: str, line: str, expected: str) -> None:
    env.apple.set_phased_release(live, day=3)
    assert expected in requested(env, f"/asc {line}")
    assert env.writes() == []
