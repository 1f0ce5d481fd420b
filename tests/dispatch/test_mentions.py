"""What of a message is meant for the bot."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dispatch.messages import addressed_text
from sandbox.slack.rendering import as_text
from sandbox.slack.workspace import SLACKBOT
from tests.support.env import Env


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("<@U1> upload en-US", " upload en-US"),
        ("Please, <@U1|bot>: upload", "upload"),
        ("upload en-US <@U1>", "upload en-US "),
        ("upload en-US <@U1>!", "upload en-US "),
        ("/asc upload en-US <@U1> 🙏", "upload en-US "),
        ("<@U1> <@U1|bot>, /asc upload", "upload"),
        ("\u200b/asc upload", "upload"),
        ("<@U1> ?", "?"),
        ("/asc upload", " upload"),
        ("/asc\nupload", "\nupload"),
        ("/asc\u00a0upload", "\u00a0upload"),
        ("/asc", ""),
        ("/ascend", None),
        ("<@U2> upload", None),
        ("upload", None),
    ],
)
def test_a_mention_and_the_command_are_for_the_bot_and_nothing_else(text: str, wanted: str | None) -> None:
    found = addressed_text(text, "U1", direct=False)
    assert (found.strip() if found else found) == (wanted.strip() if wanted else wanted)


@pytest.mark.parametrize("bot_user", ["U1", ""])
def test_any_mention_counts_in_an_app_mention_event(bot_user: str) -> None:
    assert addressed_text("<@W9> upload", bot_user, direct=False, mentioned=True) == "upload"
    assert addressed_text("upload", bot_user, direct=False, mentioned=True) == "upload"


@pytest.mark.parametrize(
    "author",
    [
        {"user": SLACKBOT},
        {"user": SLACKBOT, "subtype": "slackbot_response"},
        {"user": SLACKBOT, "subtype": "reminder_add"},
        {"user": "U0WORKFLOW", "bot_id": "B0WORKFLOW"},
        {"user": "U0WORKFLOW", "bot_profile": {"id": "B0WORKFLOW", "name": "Onboarding"}},
        {"bot_id": "B0WORKFLOW", "subtype": "bot_message"},
    ],
)
@pytest.mark.parametrize("kind", ["app_mention", "message", "message_changed"])
def test_what_slackbot_and_apps_write_is_ignored(env: Env, author: dict[str, Any], kind: str) -> None:
    message = {"type": kind, "ts": "1795900000.000100", "text": f"Reminder: <@{env.slack.bot.id}> status", **author}
    event = message | {"channel": env.release.id, "channel_type": "channel"}
    if kind == "message_changed":
        edited = message | {"type": "message", "edited": {"user": SLACKBOT, "ts": "1795900005.000000"}}
        event |= {
            "type": "message",
            "subtype": kind,
            "message": edited,
            "previous_message": message | {"text": "Hello"},
        }
    env.slack.subscriptions.add("message")
    calls = len(env.slack.calls)
    env.slack.ask(lambda: env.slack.actions.events.happened(event, env.release.id))
    env.slack.settled()
    env.work()
    assert env.slack.deliveries[-1].status == 200
    assert {call.method for call in env.slack.calls[calls:]} <= {"auth.test"}


def test_slackbot_gets_no_role(env: Env) -> None:
    ts = env.says(env.olive, f"<@{env.slack.bot.id}> access grant <@{SLACKBOT}> editor")
    env.work()
    assert "slackbot is not a full member" in as_text(env.replies(ts)[0])
