"""`screenshots` shows what each set of a version holds."""

from __future__ import annotations

import httpx
import pytest

from sandbox import pictures
from sandbox.slack import Act
from sandbox.slack import Fault as SlackFault
from sandbox.slack.rendering import as_text
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import BOT, requested, send, watch


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


def test_the_pictures_of_a_language_are_shown_side_by_side(env: Env) -> None:
    send(env, (watch(2), watch(1)))
    env.slack.switches.reachable = (env.kit.settings.asc_api_url,)
    requested(env, "/asc screenshots en-US")
    (shown,) = [block for block in env.slack.ephemerals(env.eddie)[-1].blocks if block["type"] == "carousel"]
    pictures_of = [(each["title"]["text"], each["hero_image"]["image_url"]) for each in shown["elements"]]
    assert [title for title, _ in pictures_of] == ["1. 1.png", "2. 2.png"]
    for _, address in pictures_of:
        answer = httpx.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")


def test_of_several_languages_the_pictures_are_offered(env: Env) -> None:
    send(env, (watch(1),), "@App Store Bot upload en-US")
    send(env, (watch(1),), "@App Store Bot upload de-DE")
    assert wording.PICTURES_OF_A_LANGUAGE in requested(env, "/asc screenshots")


@pytest.mark.parametrize("refused", ["chat.postEphemeral", "chat.postMessage"])
def test_a_workspace_that_refuses_pictures_gets_a_list_for_a_day(env: Env, refused: str) -> None:
    send(env, (watch(2), watch(1)))
    env.slack.faults.add(SlackFault("response_url", Act.HTTP_500, times=1))
    env.slack.faults.add(SlackFault(refused, Act.ERROR, times=1, error="invalid_blocks"))
    for _ in range(2):
        if refused == "chat.postMessage":
            ts = env.says(env.eddie, f"{BOT} screenshots en-US")
            env.work()
            (shown,) = env.replies(ts)
        else:
            requested(env, "/asc screenshots en-US")
            shown = env.slack.ephemerals(env.eddie)[-1]
        assert wording.WATCH_SET_SHOWN in as_text(shown)
        assert not [block for block in shown.blocks if block["type"] == "carousel"]


def test_the_pictures_of_the_library_are_shown_with_their_states(
    env: Env, shots: tuple[tuple[str, bytes], ...]
) -> None:
    env.use_media("library")
    env.apple.place_files(env.version_id, "en-US", ("APP_SCREENSHOT", "IPHONE_DYNAMIC_ISLAND_LARGE_PROFILE"), shots[:2])
    env.slack.switches.reachable = (env.kit.settings.asc_api_url,)
    ts = env.says(env.vera, "@App Store Bot screenshots en-US")
    env.work()
    (shown,) = [block for block in env.replies(ts)[-1].blocks if block["type"] == "carousel"]
    assert [each["title"]["text"] for each in shown["elements"]] == ["1. 1.png", "2. 2.png"]
    assert all("hero_image" in each for each in shown["elements"])
    assert wording.SETS_SHOWN_OF_LIBRARY in env.read(ts)
