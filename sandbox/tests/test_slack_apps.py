"""Other apps of the workspace: their bot users post with their own tokens, and the app under test hears of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack import Slack
from sandbox.slack.people import Channel, Person

OURS, THEIRS = "xoxb-ours", "xoxb-theirs"


@pytest.fixture
def slack() -> Iterator[Slack]:
    """A workspace."""
    slack = Slack(signing_secret="made-up-secret", bot_token=OURS)
    with slack.serve():
        yield slack


@pytest.fixture
def ci(slack: Slack) -> Person:
    """Another app's bot."""
    return slack.app("App Store CI", token=THEIRS)


@pytest.fixture
def channel(slack: Slack, ci: Person) -> Channel:
    """A channel with both bots."""
    return slack.channel("release", members=[ci])


def client(slack: Slack, token: str) -> WebClient:
    """Slack's own client with this token."""
    return WebClient(token, base_url=f"{slack.url}/api/", retry_handlers=[])


def test_it_posts_a_message_with_a_file_as_itself(slack: Slack, ci: Person, channel: Channel) -> None:
    theirs = client(slack, THEIRS)
    assert theirs.auth_test()["user_id"] == ci.id
    theirs.files_upload_v2(channel=channel.id, content=b"text", filename="a.txt", initial_comment=slack.bot.mention)
    message = client(slack, OURS).conversations_history(channel=channel.id)["messages"][0]
    assert (message["user"], [file["name"] for file in message["files"]]) == (ci.id, ["a.txt"])
    assert message["bot_profile"]["name"] == "App Store CI"
    described = client(slack, OURS).users_info(user=ci.id)["user"]
    assert (described["is_bot"], described["profile"]["bot_id"]) == (True, message["bot_id"])


def test_it_cannot_change_the_messages_of_another_app(slack: Slack, ci: Person, channel: Channel) -> None:
    posted = client(slack, OURS).chat_postMessage(channel=channel.id, text="Ours")
    with pytest.raises(SlackApiError, match="cant_update_message"):
        client(slack, THEIRS).chat_update(channel=channel.id, ts=posted["ts"], text="Theirs")


def test_it_has_scopes_and_channels_of_its_own(slack: Slack, ci: Person, channel: Channel) -> None:
    private = slack.channel("private", private=True)
    with pytest.raises(SlackApiError, match="channel_not_found"):
        client(slack, THEIRS).conversations_replies(channel=private.id, ts="1.0")
    with pytest.raises(SlackApiError, match="missing_scope"):
        client(slack, THEIRS).usergroups_list()
