"""`apps` lists the account's apps, and `use` sets the app of a channel."""

from __future__ import annotations

import pytest

from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import BOT, requested, send


def test_apps_are_listed_and_the_channels_own_is_marked(env: Env) -> None:
    env.apple.add_app("com.example.wave", "Wave & <Surf>")
    assert wording.CHANNEL_APP_SET_FULL in requested(env, "/asc use com.example.wave")
    text = requested(env, "/asc apps")
    assert wording.CHANNEL_APP_LISTED in text
    assert "Tide  com.example.tide" in text


def test_an_app_that_does_not_exist_gets_the_nearest(env: Env) -> None:
    text = requested(env, "/asc use com.example.tidy")
    assert wording.NO_SUCH_APP in text
    assert wording.NEAREST_APP in text


@pytest.mark.parametrize("words", ["use COM.Example.Tide", "promo en-US --app Com.Example.TIDE Waves"])
def test_a_bundle_id_is_found_in_any_case(env: Env, words: str) -> None:
    env.apple.add_app("com.example.sky", "Sky")
    ts = env.says(env.eddie, f"@App Store Bot {words}")
    env.work()
    assert "Tide" in env.read(ts)
    assert wording.NEAREST_APP not in env.read(ts)


def test_a_command_that_lacks_a_word_prompts_for_it_in_a_modal(env: Env) -> None:
    env.apple.add_app("com.example.wave", "Wave")
    assert requested(env, "/asc use") == ""
    assert env.slack.wait_for_view(env.eddie).title == "Which app?"
    assert not env.eddie.submits({"App": "com.example.wave"}).errors
    env.work()
    assert wording.CHANNEL_APP_WAVE in env.ephemeral_text(env.eddie)
    assert env.slack.messages(env.release) == ()


def test_a_mention_that_lacks_a_word_gets_a_button_that_opens_the_modal(env: Env) -> None:
    ts = send(env, (), f"{BOT} use")
    env.eddie.clicks(env.release, env.replies(ts)[-1], "Open the form")
    env.slack.wait_for_view(env.eddie)
    assert not env.eddie.submits({"App": "com.example.tide"}).errors
    env.work()
    assert wording.CHANNEL_APP_TIDE in env.read(ts)
