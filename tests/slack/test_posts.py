"""A post whose answer was lost is looked for before anything is said again, also while Slack does not answer."""

from __future__ import annotations

import pytest
import stamina
from slack_sdk.errors import SlackApiError

from cards.blocks import text_message
from records.keys import key
from sandbox.slack import Fault
from tests.support.env import Stage


def test_a_post_is_not_repeated_while_nobody_can_tell_whether_it_was_made(stage: Stage) -> None:
    ts = stage.kit.slack.post(stage.release.id, text_message("hello"), idempotency_key="greeting")
    stage.kit.redis.set(key("post", "greeting"), "?")
    stage.slack.faults.add(Fault("conversations.history", "http_500", times=2))
    assert stage.kit.slack.post(stage.release.id, text_message("hello"), idempotency_key="greeting") == ts
    assert [message.text for message in stage.slack.messages(stage.release)].count("hello") == 1


@pytest.mark.parametrize("error", ["internal_error", "fatal_error", "service_unavailable"])
def test_what_slack_could_not_do_just_now_is_done_a_moment_later(stage: Stage, error: str) -> None:
    stage.slack.faults.add(Fault("chat.postMessage", "error", error=error))
    stage.slack.faults.add(Fault("chat.update", "error", error=error))
    ts = stage.kit.slack.post(stage.release.id, text_message("hello"), idempotency_key="greeting")
    assert stage.kit.slack.update(stage.release.id, ts, text_message("good-bye"))
    assert [message.text for message in stage.slack.messages(stage.release)] == ["good-bye"]


def test_where_slack_stays_away_nothing_is_posted_twice(stage: Stage) -> None:
    stage.kit.slack.post(stage.release.id, text_message("hello"), idempotency_key="greeting")
    stage.kit.redis.set(key("post", "greeting"), "?")
    stage.slack.faults.add(Fault("conversations.history", "http_500", times=9))
    with stamina.set_testing(True, attempts=2), pytest.raises(SlackApiError):
        stage.kit.slack.post(stage.release.id, text_message("hello"), idempotency_key="greeting")
    assert [message.text for message in stage.slack.messages(stage.release)].count("hello") == 1
