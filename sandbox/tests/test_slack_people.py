"""User actions in the Slack stand-in, and the payloads that the app receives."""

from __future__ import annotations

import threading

import pytest
from slack_sdk.signature import SignatureVerifier

from sandbox.slack import MentionWithFiles
from sandbox.tests.slack_app import (
    SECRET,
    Answer,
    Received,
    SmallApp,
    bearer,
    connected,
    http,
)


def test_a_mention_arrives_as_app_mention_and_as_message_with_one_timestamp() -> None:
    with connected() as (slack, app):
        eddie = slack.person("Eddie")
        release = slack.channel("release", members=[eddie])
        ts = eddie.says(release, "@App Store Bot promo en-US Tea & <cake> 🎉")
        slack.settled()
        assert {event["type"] for event in app.events} == {"app_mention", "message"}
        assert {event["ts"] for event in app.events} == {ts}
        assert {event["text"] for event in app.events} == {
            f"<@{slack.bot.id}> promo en-US Tea &amp; &lt;cake&gt; :tada:"
        }
        assert len({payload["event_id"] for payload in app.payloads}) == 2


def test_every_request_is_signed_as_slack_signs() -> None:
    with connected() as (slack, app):
        eddie = slack.person("Eddie")
        eddie.types("/asc help", slack.channel("release", members=[eddie]))
        assert SignatureVerifier(SECRET).is_valid_request(app.received[0].body, app.received[0].headers)


@pytest.mark.parametrize(
    ("switch", "types"),
    [
        (MentionWithFiles.BOTH, ["app_mention", "message"]),
        (MentionWithFiles.MESSAGE, ["message"]),
        (MentionWithFiles.APP_MENTION, ["app_mention"]),
        (MentionWithFiles.APP_MENTION_WITHOUT_FILES, ["app_mention"]),
    ],
)
def test_a_mention_with_files_arrives_as_the_switch_says(switch: MentionWithFiles, types: list[str]) -> None:
    with connected() as (slack, app):
        slack.switches.mention_with_files = switch
        eddie = slack.person("Eddie")
        release = slack.channel("release", members=[eddie])
        eddie.says(release, "<@BOT> upload", files=[("1.png", b"one")])
        slack.settled()
        assert sorted(event["type"] for event in app.events) == types
        with_files = [event for event in app.events if "files" in event]
        assert len(with_files) == (0 if switch is MentionWithFiles.APP_MENTION_WITHOUT_FILES else len(types))


def test_a_message_with_files_is_a_file_share_without_team() -> None:
    with connected() as (slack, app):
        eddie = slack.person("Eddie")
        eddie.says(eddie.dm, "upload", files=[("1.png", b"one")])
        slack.settled()
        (event,) = app.events
        assert event["subtype"] == "file_share"
        assert event["channel_type"] == "im"
        assert "team" not in event
        file = event["files"][0]
        answer = http.get(file["url_private_download"], headers=bearer())
        assert answer.content == b"one"


def test_a_reply_to_a_reply_stands_in_the_same_thread() -> None:
    with connected() as (slack, app):
        eddie = slack.person("Eddie")
        release = slack.channel("release", members=[eddie])
        first = eddie.says(release, "upload")
        second = eddie.says(release, f"{slack.bot.mention} here", thread=first)
        eddie.says(release, "and here", thread=second)
        slack.settled()
        assert [each.text for each in slack.thread(release, first)][1:] == [f"<@{slack.bot.id}> here", "and here"]
        assert {event.get("thread_ts") for event in app.events} == {None, first}
        with pytest.raises(LookupError):
            eddie.says(release, "lost", thread="1.000001")


def test_a_command_arrives_with_mentions_and_links_in_angle_brackets() -> None:
    with connected() as (slack, app):
        ada = slack.person("Ada")
        release = slack.channel("release", members=[ada])
        slack.usergroup("approvers", [ada])
        ada.types("/asc access grant @ada editor in #release, see https://a.example/b @approvers", release)
        (fields,) = app.interactions
        assert fields["command"] == "/asc"
        assert fields["text"].startswith(
            f"access grant <@{ada.id}|ada> editor in <#{release.id}|release>, see <https://"
        )
        assert fields["text"].endswith("|@approvers>")
        assert fields["channel_name"] == "release"


def test_the_answer_to_a_command_is_seen_by_the_asker_alone() -> None:
    with connected(SmallApp(lambda _: {"text": "Only for you"})) as (slack, _):
        eddie, vera = slack.person("Eddie"), slack.person("Vera")
        release = slack.channel("release", members=[eddie, vera])
        reply = eddie.types("/asc help", release)
        assert (reply.status, reply.json()) == (200, {"text": "Only for you"})
        assert [message.text for message in slack.ephemerals(eddie, release)] == ["Only for you"]
        assert slack.ephemerals(vera) == slack.messages(release) == ()


def test_a_formatted_message_has_marks_in_its_text_and_styles_in_its_blocks() -> None:
    bold = {"type": "text", "text": "Sale", "style": {"bold": True}}
    with connected() as (slack, app):
        eddie = slack.person("Eddie")
        eddie.says(eddie.dm, "*Sale*", rich_text=[{"type": "rich_text_section", "elements": [bold]}])
        slack.settled()
        (event,) = app.events
        assert event["text"] == "*Sale*"
        assert event["blocks"][0]["elements"][0]["elements"] == [bold]


def test_an_app_that_takes_longer_than_the_deadline_has_failed() -> None:
    go_on = threading.Event()

    def answer(_: Received) -> Answer:
        go_on.wait(10)
        return None

    with connected(SmallApp(answer)) as (slack, _):
        slack.switches.deadline = 0.05
        eddie = slack.person("Eddie")
        reply = eddie.types("/asc help", slack.channel("release", members=[eddie]))
        go_on.set()
        assert (reply.status, reply.failure) == (None, "http_timeout")
        assert slack.ephemerals(eddie)[-1].text == '/asc failed with the error "operation_timeout"'


def test_an_event_that_failed_is_brought_again_three_times() -> None:
    with connected(SmallApp(lambda _: 500)) as (slack, app):
        eddie = slack.person("Eddie")
        eddie.says(eddie.dm, "hello")
        slack.settled()
        numbers = [each.headers.get("x-slack-retry-num") for each in app.received]
        assert numbers == [None, "1", "2", "3"]
        assert {each.headers.get("x-slack-retry-reason") for each in app.received[1:]} == {"http_error"}
        assert len({payload["event_id"] for payload in app.payloads}) == 1
