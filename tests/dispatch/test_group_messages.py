"""In a group direct message the bot works as in a channel: for those who mention it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sandbox.slack.people import Channel
from sandbox.slack.rendering import as_text
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import BOT, UPLOAD, held, watch


@pytest.fixture
def group(env: Env) -> Channel:
    return env.slack.group_dm(env.eddie, env.vera)


def says(env: Env, group: Channel, text: str, *files: tuple[str, bytes]) -> str:
    """Write in the group as Eddie, run the jobs, and return what the bot replied in the thread."""
    ts = env.eddie.says(group, text, files=files)
    return answered(env, group, ts)


def answered(env: Env, group: Channel, ts: str) -> str:
    env.slack.settled()
    env.work()
    return "\n".join(as_text(post) for post in env.slack.thread(group, ts) if post.user == env.slack.bot.id)


def test_a_mention_is_answered_in_its_thread_and_other_messages_are_not(env: Env, group: Channel) -> None:
    assert "Tide (com.example.tide)" in says(env, group, f"{BOT} status")
    assert says(env, group, "status") == ""
    assert "Tide (com.example.tide)" in says(env, group, "/asc status")


def test_files_are_uploaded_and_texts_changed(env: Env, group: Channel) -> None:
    assert wording.uploaded(1) in says(env, group, UPLOAD, watch(1))
    assert held(env) == ["1.png"]
    assert wording.PROMO_CHANGED in says(env, group, f"{BOT} promo en-US Summer")


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("alerts on", "turned alerts on"),
        ("digest daily 09:00", "turned on the digest of Tide"),
        ("use com.example.tide", "com.example.tide"),
        ("digest now", wording.DIGEST_OF_NONE),
    ],
)
def test_what_belongs_to_a_channel_may_belong_to_a_group(env: Env, group: Channel, line: str, reply: str) -> None:
    assert reply in says(env, group, f"{BOT} {line}")


def test_the_slash_command_is_answered_to_its_user_alone(env: Env, group: Channel) -> None:
    assert env.eddie.types("/asc status", group).status == 200
    env.work()
    assert "Tide (com.example.tide)" in "\n".join(map(as_text, env.slack.ephemerals(env.eddie, group)))
    assert env.slack.messages(group) == ()


@pytest.mark.parametrize("missing", [(), ("mpim:history",), ("mpim:history", "mpim:read")])
def test_a_mention_that_slack_sends_as_such_works_also_without_the_scopes_of_groups(
    env: Env, group: Channel, missing: tuple[str, ...]
) -> None:
    env.slack.scopes.difference_update(missing)
    ts = env.eddie.says(group, f"{BOT} upload en-US APP_WATCH_SERIES_3", files=(watch(1),))
    event = env.slack.ask(lambda: env.slack.workspace.message(env.slack.actions.post(group.id, ts)))
    mention = {**event, "type": "app_mention", "channel": group.id, "event_ts": ts}
    env.slack.ask(lambda: env.slack.actions.events.happened(mention, group.id))
    assert wording.uploaded(1) in answered(env, group, ts)
    heard = {delivery.name for delivery in env.slack.deliveries if delivery.payload["event"]["ts"] == ts}
    assert heard == ({"app_mention"} if missing else {"message", "app_mention"})


@pytest.mark.parametrize("command", ["upload en-US", "listing import"])
def test_without_the_scope_to_look_for_files_the_reply_says_so(env: Env, group: Channel, command: str) -> None:
    env.slack.scopes.difference_update({"mpim:history", "mpim:read"})
    mention = {
        "type": "app_mention",
        "channel": group.id,
        "user": env.eddie.id,
        "ts": env.eddie.says(group, f"{BOT} {command}", files=(watch(1),)),
        "text": f"<@{env.slack.bot.id}> {command}",
    }
    env.slack.ask(lambda: env.slack.actions.events.happened(mention, group.id))
    answered(env, group, mention["ts"])
    now = env.kit.clock() + 3
    env.kit = replace(env.kit, clock=lambda: now)
    env.sweep()
    assert wording.CANNOT_READ_MESSAGES in answered(env, group, mention["ts"])


def test_a_correction_and_a_first_mention_by_editing_work_there_too(env: Env, group: Channel) -> None:
    ts = env.eddie.says(group, f"{BOT} statsu")
    assert wording.UNKNOWN_COMMAND in answered(env, group, ts)
    env.eddie.edits(group, ts, f"{BOT} promo en-US Summer")
    assert wording.PROMO_CHANGED in answered(env, group, ts)
    ts = env.eddie.says(group, "promo en-US Autumn")
    env.eddie.edits(group, ts, f"{BOT} promo en-US Autumn")
    assert wording.PROMO_CHANGED in answered(env, group, ts)
