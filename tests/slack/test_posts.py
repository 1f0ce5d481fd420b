"""A post whose answer was lost is looked for before anything is said again, also while Slack does not answer."""

from __future__ import annotations

import pytest
import stamina
from slack_sdk.errors import SlackApiError

from cards.blocks import text_message
from records.keys import key
from sandbox.slack import Fault
from tests.support.env import Env


def test_a_post_is_not_repeated_while_nobody_can_tell_whether_it_was_made(env: Env) -> None:
    ts = env.kit.slack.post(env.release.id, text_message("hello"), idempotency_key="greeting")
    env.kit.redis.set(key("post", "greeting"), "?")
    env.slack.faults.add(Fault("conversations.history", "http_500", times=2))
    assert env.kit.slack.post(env.release.id, text_message("hello"), idempotency_key="greeting") == ts
    assert [message.text for message in env.slack.messages(env.release)].count("hello") == 1


@pytest.mark.parametrize("error", ["internal_error", "fatal_error", "service_unavailable"])
def test_what_slack_could_not_do_just_now_is_done_a_moment_later(env: Env, error: str) -> None:
    env.slack.faults.add(Fault("chat.postMessage", "error", error=error))
    env.slack.faults.add(Fault("chat.update", "error", error=error))
    ts = env.kit.slack.post(env.release.id, text_message("hello"), idempotency_key="greeting")
    assert env.kit.slack.update(env.release.id, ts, text_message("good-bye"))
    assert [message.text for message in env.slack.messages(env.release)] == ["good-bye"]


def test_where_slack_stays_away_nothing_is_posted_twice(env: Env) -> None:
    env.kit.slack.post(env.release.id, text_message("hello"), idempotency_key="greeting")
    env.kit.redis.set(key("post", "greeting"), "?")
    env.slack.faults.add(Fault("conversations.history", "http_500", times=9))
    with stamina.set_testing(True, attempts=2), pytest.raises(SlackApiError):
        env.kit.slack.post(env.release.id, text_message("hello"), idempotency_key="greeting")
    assert [message.text for message in env.slack.messages(env.release)].count("hello") == 1
