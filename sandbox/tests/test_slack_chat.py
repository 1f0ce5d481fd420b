"""Posting, changing and deleting messages over the Web API, with Slack's errors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from sandbox.slack import Channel, Person, Slack
from sandbox.tests.slack_app import BOT_TOKEN, SmallApp, button, buttons, call, connected, http

Json = dict[str, Any]


@dataclass(frozen=True)
class Scene:
    slack: Slack
    app: SmallApp
    eddie: Person
    release: Channel

    def call(self, method: str, **args: object) -> Json:
        return call(self.slack, method, token=BOT_TOKEN, **args)

    def post(self, text: str = "Hello", **args: object) -> str:
        return str(self.call("chat.postMessage", channel=self.release.id, text=text, **args)["ts"])


@pytest.fixture
def scene() -> Iterator[Scene]:
    with connected() as (slack, app):
        eddie = slack.person("Eddie")
        yield Scene(slack, app, eddie, slack.channel("release", members=[eddie]))


def test_a_form_and_a_token_in_it_are_understood(scene: Scene) -> None:
    form = {"token": BOT_TOKEN, "channel": "#release", "text": "Hi", "blocks": '[{"type": "divider"}]'}
    answer = http.post(f"{scene.slack.url}/api/chat.postMessage", data=form)
    assert answer.json()["message"]["blocks"][0]["type"] == "divider"
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")
    assert scene.slack.calls[-1].args["blocks"] == [{"type": "divider"}]
    assert "token" not in scene.slack.calls[-1].args


@pytest.mark.parametrize(("token", "error"), [("", "not_authed"), ("xoxb-other", "invalid_auth")])
def test_a_wrong_token_is_refused(scene: Scene, token: str, error: str) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    assert http.post(f"{scene.slack.url}/api/auth.test", headers=headers).json()["error"] == error


def test_a_missing_scope_is_named(scene: Scene) -> None:
    scene.slack.scopes.intersection_update({"commands", "files:read"})
    answer = scene.call("chat.postMessage", channel=scene.release.id, text="Hi")
    assert answer == {"ok": False, "error": "missing_scope", "needed": "chat:write", "provided": "commands,files:read"}


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({}, "no_text"),
        ({"text": "x", "blocks": "{"}, "invalid_blocks_format"),
        ({"text": "x", "thread_ts": "1.000001"}, "cannot_reply_to_message"),
        ({"text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_format"),
        ({"text": "x", "channel": "C0NOWHERE"}, "channel_not_found"),
        ({"text": "x", "channel": ""}, "invalid_arguments"),
    ],
)
def test_a_wrong_message_is_refused(scene: Scene, args: Json, error: str) -> None:
    assert scene.call("chat.postMessage", **{"channel": scene.release.id, **args})["error"] == error
    assert scene.slack.messages(scene.release) == ()


def test_the_bot_posts_where_it_is_a_member_or_where_its_scope_lets_it(scene: Scene) -> None:
    public, secret = scene.slack.channel("public", bot=False), scene.slack.channel("secret", bot=False, private=True)
    assert scene.call("chat.postMessage", channel=public.id, text="x")["ok"]
    assert scene.call("chat.postMessage", channel=secret.id, text="x")["error"] == "channel_not_found"
    scene.slack.scopes.discard("chat:write.public")
    assert scene.call("chat.postMessage", channel=public.id, text="x")["error"] == "not_in_channel"
    scene.slack.archive(scene.release)
    assert scene.call("chat.postMessage", channel=scene.release.id, text="x")["error"] == "is_archived"


def test_a_long_text_is_cut_when_posted_and_refused_when_changed(scene: Scene) -> None:
    ts = scene.post("x" * 40_001)
    assert len(scene.slack.message(scene.release, ts).text) == 40_000
    position = {"channel": scene.release.id, "ts": ts}
    assert scene.call("chat.update", **position, text="x" * 4_001)["error"] == "msg_too_long"
    assert scene.call("chat.update", **position, text="x" * 4_000)["ok"]


def test_text_without_blocks_takes_the_blocks_away_and_keeps_the_metadata(scene: Scene) -> None:
    metadata = {"event_type": "asc", "event_payload": {"key": "1"}}
    ts = scene.post(blocks=buttons(button("a", "A")), metadata=metadata)
    position = {"channel": scene.release.id, "ts": ts}
    scene.call("chat.update", **position, blocks=buttons(button("b", "B")))
    changed = scene.slack.message(scene.release, ts)
    assert (changed.text, [each.label for each in changed.buttons]) == ("Hello", ["B"])
    scene.call("chat.update", **position, text="Done")
    done = scene.slack.message(scene.release, ts)
    assert (done.text, done.blocks, done.metadata, done.edits.count) == ("Done", (), metadata, 2)


def test_only_its_own_messages_can_be_changed_and_never_ephemeral_ones(scene: Scene) -> None:
    theirs = scene.eddie.says(scene.release, "mine")
    position = {"channel": scene.release.id, "ts": theirs}
    assert scene.call("chat.update", **position, text="x")["error"] == "cant_update_message"
    assert scene.call("chat.delete", **position)["error"] == "cant_delete_message"
    whispered = scene.call("chat.postEphemeral", channel=scene.release.id, user=scene.eddie.id, text="psst")
    position["ts"] = whispered["message_ts"]
    assert scene.call("chat.update", **position, text="x")["error"] == "message_not_found"
    assert [each.text for each in scene.slack.ephemerals(scene.eddie)] == ["psst"]


def test_a_direct_message_is_posted_to_a_person_and_changed_by_its_channel(scene: Scene) -> None:
    posted = scene.call("chat.postMessage", channel=scene.eddie.id, text="Hi")
    assert posted["channel"] == scene.eddie.dm.id
    wrong = scene.call("chat.update", channel=scene.eddie.id, ts=posted["ts"], text="x")
    assert wrong["error"] == "channel_not_found"
    assert scene.call("chat.update", channel=posted["channel"], ts=posted["ts"], text="x")["ok"]
    assert [each.text for each in scene.slack.messages(scene.eddie.dm)] == ["x"]


def test_an_ephemeral_message_needs_its_reader_in_the_channel(scene: Scene) -> None:
    vera = scene.slack.person("Vera")
    answer = scene.call("chat.postEphemeral", channel=scene.release.id, user=vera.id, text="psst")
    assert answer["error"] == "user_not_in_channel"


def test_the_buttons_of_an_ephemeral_message_come_without_the_message(scene: Scene) -> None:
    ephemeral = scene.call(
        "chat.postEphemeral", channel=scene.release.id, user=scene.eddie.id, blocks=buttons(button("a", "A"))
    )
    scene.eddie.clicks(scene.release, ephemeral["message_ts"], "A")
    payload = scene.app.interactions[-1]
    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload
    http.post(payload["response_url"], json={"delete_original": True})
    assert scene.slack.ephemerals(scene.eddie) == ()


def test_a_thread_tells_its_replies_and_keeps_a_note_when_its_first_message_goes(scene: Scene) -> None:
    ts = scene.post("Uploading")
    reply = scene.post("1 of 3", thread_ts=ts)
    assert scene.call("chat.postMessage", channel=scene.release.id, text="x", thread_ts=reply)["error"]
    assert [each.text for each in scene.slack.thread(scene.release, ts)] == ["Uploading", "1 of 3"]
    result = scene.call("conversations.replies", channel=scene.release.id, ts=ts)["messages"]
    assert (result[0]["reply_count"], result[1]["parent_user_id"]) == (1, scene.slack.bot.id)
    link = scene.call("chat.getPermalink", channel=scene.release.id, message_ts=reply)["permalink"]
    assert link == scene.slack.permalink(scene.release, reply)
    assert f"thread_ts={ts}" in link
    scene.call("chat.delete", channel=scene.release.id, ts=ts)
    assert [each.deleted for each in scene.slack.thread(scene.release, ts)] == [True, False]


def test_metadata_is_told_only_where_it_is_asked_for(scene: Scene) -> None:
    scene.post(metadata={"event_type": "asc", "event_payload": {"key": "1"}})
    for requested in (False, True):
        answer = scene.call("conversations.history", channel=scene.release.id, include_all_metadata=requested)
        assert ("metadata" in answer["messages"][0]) is requested


def test_the_bots_own_messages_and_changes_are_events_too(scene: Scene) -> None:
    ts = scene.post()
    scene.call("chat.update", channel=scene.release.id, ts=ts, text="Changed")
    scene.call("chat.delete", channel=scene.release.id, ts=ts)
    scene.slack.settled()
    subtypes = {event.get("subtype", "") for event in scene.app.events}
    assert subtypes == {"", "message_changed", "message_deleted"}
    assert next(event for event in scene.app.events if "subtype" not in event)["bot_id"]


def test_reactions_are_given_once_and_by_their_names(scene: Scene) -> None:
    ts = scene.eddie.says(scene.release, "hello")
    args = {"channel": scene.release.id, "timestamp": ts}
    assert scene.call("reactions.add", **args, name="eyes")["ok"]
    assert scene.call("reactions.add", **args, name="eyes")["error"] == "already_reacted"
    assert scene.call("reactions.add", **args, name="no_such_emoji")["error"] == "invalid_name"
    assert scene.slack.reactions(scene.release, ts) == {"eyes": (scene.slack.bot.id,)}
    assert scene.call("reactions.remove", **args, name="eyes")["ok"]
    assert scene.call("reactions.remove", **args, name="eyes")["error"] == "no_reaction"


def test_an_edited_mention_is_a_mention_again(scene: Scene) -> None:
    ts = scene.eddie.says(scene.release, "upload")
    scene.eddie.edits(scene.release, ts, "@App Store Bot upload")
    scene.slack.settled()
    assert [event["ts"] for event in scene.app.events if event["type"] == "app_mention"] == [ts]


def test_an_app_that_was_uninstalled_hears_of_it_and_may_do_nothing_more(scene: Scene) -> None:
    scene.slack.uninstall()
    scene.slack.settled()
    assert {event["type"] for event in scene.app.events} == {"tokens_revoked", "app_uninstalled"}
    assert scene.call("auth.test")["error"] == "account_inactive"
