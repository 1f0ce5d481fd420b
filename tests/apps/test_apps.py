"""`apps` lists the account's apps, and `use` sets the app of a channel."""

from __future__ import annotations

from tests.support import wording
from tests.support.env import Stage
from tests.support.uploads import BOT, asked, send


def test_apps_are_listed_and_the_channels_own_is_marked(stage: Stage) -> None:
    stage.apple.add_app("com.example.wave", "Wave & <Surf>")
    assert wording.CHANNEL_APP_SET_FULL in asked(stage, "/asc use com.example.wave")
    told = asked(stage, "/asc apps")
    assert wording.CHANNEL_APP_LISTED in told
    assert "Tide  com.example.tide" in told


def test_an_app_that_does_not_exist_gets_the_nearest(stage: Stage) -> None:
    told = asked(stage, "/asc use com.example.tidy")
    assert wording.NO_SUCH_APP in told
    assert wording.NEAREST_APP in told


def test_a_command_that_lacks_a_word_asks_for_it_in_a_form(stage: Stage) -> None:
    stage.apple.add_app("com.example.wave", "Wave")
    assert asked(stage, "/asc use") == ""
    assert stage.slack.wait_for_view(stage.eddie).title == "Which app?"
    assert not stage.eddie.submits({"App": "com.example.wave"}).errors
    stage.work()
    assert wording.CHANNEL_APP_WAVE in stage.whispers(stage.eddie)
    assert stage.slack.messages(stage.release) == ()


def test_a_mention_that_lacks_a_word_gets_a_button_that_opens_the_form(stage: Stage) -> None:
    ts = send(stage, (), f"{BOT} use")
    stage.eddie.clicks(stage.release, stage.replies(ts)[-1], "Open the form")
    stage.slack.wait_for_view(stage.eddie)
    assert not stage.eddie.submits({"App": "com.example.tide"}).errors
    stage.work()
    assert wording.CHANNEL_APP_TIDE in stage.read(ts)
