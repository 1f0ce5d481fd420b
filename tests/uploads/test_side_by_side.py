"""The question before `Replace` shows what the set holds beside what was sent, where Slack shows pictures."""

from __future__ import annotations

from tests.support.env import Env
from tests.support.uploads import held, press, send, watch


def test_the_question_shows_old_and_new_pictures_side_by_side(env: Env) -> None:
    env.slack.switches.reachable = (env.kit.settings.asc_api_url,)
    send(env, (watch(1), watch(2)))
    ts = send(env, (watch(3),))
    old, new = [block["elements"] for block in env.replies(ts)[-1].blocks if block["type"] == "carousel"]
    assert [each["title"]["text"] for each in (*old, *new)] == ["Now 1: 1.png", "Now 2: 2.png", "New 1: 3.png"]
    assert all("image_url" in each["hero_image"] for each in old)
    assert "slack_file" in new[0]["hero_image"]
    press(env, ts, "Replace")
    assert held(env) == ["3.png"]


def test_a_workspace_that_refuses_pictures_is_asked_without_them(env: Env) -> None:
    send(env, (watch(1),))
    # Nothing on this machine can be loaded, so the stand-in refuses the block.
    ts = send(env, (watch(3),))
    assert [block["type"] for block in env.replies(ts)[-1].blocks if block["type"] == "carousel"] == []
    press(env, ts, "Replace")
    assert held(env) == ["3.png"]
