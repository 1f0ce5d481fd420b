"""`status` shows the versions, their states and the calls to App Store Connect that are left."""

from __future__ import annotations

from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import requested


def test_status_shows_states_and_the_remaining_allowance(env: Env) -> None:
    env.apple.allowance(500)
    live = env.apple.add_version(env.app_id, "1.1.0", state="READY_FOR_DISTRIBUTION", locales=["en-US"])
    env.apple.set_phased_release(live, day=3)
    text = requested(env, "/asc status")
    assert wording.STATUS_PREPARING in text
    assert wording.STATUS_PHASED in text
    assert wording.CALLS_LEFT_OF_500 in text
