"""A post whose answer was lost is looked for before it is repeated, even while Slack is unavailable."""

from __future__ import annotations

import pytest
import stamina
from slack_sdk.errors import SlackApiError

from cards.blocks import text_message
from records.keys import key
from sandbox.slack import Fault
from tests.support.env import Env


def test_a_post_is_not_repeated_while_it_is_unknown_whether_it_was_made(env: Env) -> None:
    ts = env.kit.slack.post(env.release.id, text_message("hello"), idempotency_key="greeting")
    env.kit.redis.set(key("post", "greeting"), "?")
    env.slack.faults.add(Fault("conversations.history", "http_500", times=2))
    assert env.kit.slack.post(env.release.id, text_message("hello"), idempotency_key="greeting") == ts
    assert [message.text for message in env.slack.messages(env.release)].count("hello") == 1


@pytest.mark.parametrize("error", ["internal_error", "fatal_error", "service_unavailable"])
def test_a_post_that_slack_failed_to_make_is_retried(env: Env, error: str) -> None:
    env.slack.faults.add(Fault("chat.postMessage", "error", error=error))
    env.slack.faults.add(Fault("chat.update", "error", error=error))
    ts = env.kit.slack.post(env.release.id, text_message("hello"), idempotency_key="greeting")
    assert env.kit.slack.update(env.release.id, ts, text_message("good-bye"))
    assert [message.text for message in env.slack.messages(env.release)] == ["good-bye"]


def test_nothing_is_posted_twice_while_slack_is_unavailable(env: Env) -> None:
    env.kit.slack.post(env.release.id, text_message("hello"), idempotency_key="greeting")
    env.kit.redis.set(key("post", "greeting"), "?")
    env.slack.faults.add(Fault("conversations.history", "http_500", times=9))
    with stamina.set_testing(True, attempts=2), pytest.raises(SlackApiError):
        env.kit.slack.post(env.release.id, text_message("hello"), idempotency_key="greeting")
    assert [message.text for message in env.slack.messages(env.release)].count("hello") == 1
