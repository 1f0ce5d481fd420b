"""After a 429 of Slack no process posts in that channel until the pause is over, and then they take turns."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from cards.blocks import text_message
from kit import wiring
from kit.slack.client import Slack
from kit.slack.transport import Pauses
from kit.wiring import connect
from sandbox import pictures
from sandbox.slack import Fault
from sandbox.slack.people import Channel
from tests.support import wording
from tests.support.env import Env
from tests.support.processes import start_bot

POST, UPDATE = "chat.postMessage", "chat.update"
SECONDS = 2
# How much sooner than asked a call may seem to arrive: clocks round.
ROUNDING = 0.05
# A call that was under way when Slack refused another one arrives within this time.
UNDER_WAY = 0.3


def another(env: Env) -> Slack:
    """Slack as another process uses it."""
    return wiring.build(env.kit.settings).slack


def posted_at(env: Env, channel: Channel, *, ok: bool = True) -> list[float]:
    """When Slack was called to post in the channel."""
    return [
        call.at
        for call in env.slack.calls
        if call.method == POST and call.args.get("channel") == channel.id and call.ok is ok
    ]


def pause_left(env: Env) -> float:
    """How long nothing may be posted in the channel."""
    return Pauses(env.kit.redis).left(f"{POST}:{env.release.id}", has_waited=False)


def edits(env: Env) -> int:
    """How often Slack was called to edit a message."""
    return sum(call.method == UPDATE for call in env.slack.calls)


def refused(env: Env, method: str = POST) -> None:
    """Have Slack refuse one call with 429."""
    env.slack.faults.add(Fault(method, "ratelimited", seconds=SECONDS))


def post(slack: Slack, channel: Channel, text: str) -> str:
    return slack.post(channel.id, text_message(text), idempotency_key=text)


def test_processes_and_threads_wait_for_the_end_of_a_pause_and_then_take_turns(env: Env) -> None:
    refused(env)
    processes = [env.kit.slack, another(env), another(env)]
    with ThreadPoolExecutor() as threads:
        first = threads.submit(post, processes[0], env.release, "first")
        while not pause_left(env):
            time.sleep(0.001)
        [began] = posted_at(env, env.release, ok=False)
        later = [threads.submit(post, slack, env.release, f"later {n}") for n, slack in enumerate(processes)]
        assert all(done.result() for done in (first, *later))
    calls = posted_at(env, env.release)
    assert calls[0] - began >= SECONDS - ROUNDING
    assert all(after - before >= 1 - ROUNDING for before, after in pairwise(calls))
    texts = [message.text for message in env.slack.messages(env.release)]
    assert sorted(texts) == ["first", "later 0", "later 1", "later 2"]
    assert len(posted_at(env, env.release, ok=False)) == 1


def test_other_channels_and_other_methods_are_not_paused(env: Env) -> None:
    ts = post(env.kit.slack, env.release, "before")
    other = env.slack.channel("other", members=[env.eddie])
    env.kit.slack.no_retry.before = lambda: None
    refused(env)
    with pytest.raises(SlackApiError):
        env.kit.slack.no_retry.chat_postMessage(channel=env.release.id, text="refused")
    began = time.monotonic()
    assert post(env.kit.slack, other, "elsewhere")
    assert env.kit.slack.update(env.release.id, ts, text_message("edited"))
    assert time.monotonic() - began < SECONDS


POSTS: dict[str, Callable[[WebClient, str], object]] = {
    POST: lambda client, channel: client.chat_postMessage(channel=channel, text="for all"),
    "chat.postEphemeral": lambda client, channel: client.chat_postEphemeral(channel=channel, user="U1", text="for one"),
    "files.completeUploadExternal": lambda client, channel: client.files_completeUploadExternal(
        files=[{"id": "F1"}], channel_id=channel
    ),
}


@pytest.mark.parametrize("refused_first", POSTS)
def test_after_a_refusal_nothing_is_posted_in_the_channel_in_any_way(env: Env, refused_first: str) -> None:
    refused(env, refused_first)
    for method in (refused_first, *POSTS):
        with pytest.raises(SlackApiError):
            POSTS[method](another(env).no_retry, env.release.id)
    assert [call.method for call in env.slack.calls if call.method in POSTS] == [refused_first]


def test_an_edit_that_need_not_be_made_is_skipped_during_a_pause(env: Env) -> None:
    ts = post(env.kit.slack, env.release, "progress")
    refused(env, UPDATE)
    assert not env.kit.slack.update(env.release.id, ts, text_message("1 of 3"), no_retry=True)
    calls = edits(env)
    assert not another(env).update(env.release.id, ts, text_message("2 of 3"), no_retry=True)
    assert edits(env) == calls
    assert another(env).update(env.release.id, ts, text_message("3 of 3"))
    assert [message.text for message in env.slack.messages(env.release)] == ["3 of 3"]


def test_a_longer_pause_is_not_cut_short_by_a_shorter_one(env: Env) -> None:
    pauses = Pauses(env.kit.redis)
    assert pauses.begin(POST, 9)
    assert pauses.begin(POST, 1)
    assert pauses.left(POST, has_waited=True) > 8


def test_without_redis_a_process_waits_by_itself(env: Env) -> None:
    nowhere = connect("redis://127.0.0.1:1", tries=0)
    slack = Slack("xoxb-made-up-for-tests", env.kit.settings.slack_api_root, redis=nowhere, http=env.kit.http)
    refused(env)
    slack.client.chat_postMessage(channel=env.release.id, text="late")
    [began], [at] = posted_at(env, env.release, ok=False), posted_at(env, env.release)
    assert at - began >= SECONDS - ROUNDING


@pytest.mark.timeout(120)
def test_two_workers_with_ten_uploads_post_nothing_during_a_pause() -> None:
    with start_bot(start=("web", "worker", "worker", "clock")) as running_bot:
        running_bot.apple.processing = 0.2
        running_bot.slack.faults.add(Fault(POST, "ratelimited", nth=3, seconds=4))
        sent = [
            running_bot.eddie.says(
                running_bot.release,
                "@App Store Bot upload en-US watch series 3 --append",
                files=((f"{number}.png", pictures.png(312, 390, seed=number)),),
            )
            for number in range(10)
        ]
        for ts in sent:
            assert wording.uploaded(1) in running_bot.finished(ts)
        posts = [call for call in running_bot.slack.calls if call.method == POST]
        [pause] = [call.at for call in posts if not call.ok]
        assert not [call for call in posts if UNDER_WAY < call.at - pause < 4 - ROUNDING]
