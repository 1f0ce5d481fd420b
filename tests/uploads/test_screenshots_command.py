"""`screenshots` shows what each set of a version holds."""

from __future__ import annotations

from sandbox import pictures
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import requested, send, watch


def test_screenshots_are_shown_by_set(env: Env) -> None:
    send(env, (watch(2), watch(1)))
    reported = requested(env, "/asc screenshots")
    assert wording.SETS_SHOWN in reported
    assert wording.WATCH_SET_SHOWN in reported
    assert wording.LANGUAGE_WITHOUT_SETS in reported
    assert wording.VERSION_LACKS_FRENCH in requested(env, "/asc screenshots french")
    unclear = requested(env, "/asc screenshots germn")
    assert wording.DID_YOU_MEAN in unclear
    assert "form" not in unclear


def test_screenshots_are_shown_of_every_platform(env: Env) -> None:
    env.apple.add_version(env.app_id, "0.9", state="READY_FOR_DISTRIBUTION", locales=["en-US"])
    mac = env.apple.add_version(env.app_id, "3.0", "MAC_OS", state="READY_FOR_DISTRIBUTION", locales=["en-US"])
    env.apple.fill_set(mac, "en-US", "APP_DESKTOP", (("mac.png", pictures.png(1280, 800, seed=1)),))
    send(env, (watch(1),))
    reported = requested(env, "/asc screenshots")
    assert wording.IOS_VERSION in reported
    assert wording.MAC_VERSION in reported
    assert wording.MAC_SET_SHOWN in reported
    assert "0.9" not in reported
    assert "(macOS)" not in requested(env, "/asc screenshots --version 0.9")
