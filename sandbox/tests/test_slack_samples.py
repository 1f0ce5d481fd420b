"""Payloads of the stand-in have the same keys as Slack's examples."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from PIL import Image

from sandbox.slack import Access, Channel, Person, Slack
from sandbox.slack.methods import METHODS
from sandbox.slack.signature import signature
from sandbox.tests.slack_app import (
    BOT_TOKEN,
    SmallApp,
    button,
    buttons,
    call,
    connected,
    field_block,
    modal,
    newest_trigger,
)

SAMPLES = Path(__file__).parents[3] / "shared" / "slack" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="the saved samples of Slack are not at hand")
Json = dict[str, Any]
# Not on every workspace: grids of several workspaces, and what Slack no longer sends.
NOT_HERE = {"enterprise_id", "enterprise_name", "authed_users", "enterprise"}


def _sample(name: str) -> Json:
    saved = json.loads((SAMPLES / name).read_text())
    return dict(saved.get("payload") or saved.get("shape") or saved)


def _keys(value: Json) -> set[str]:
    return set(value) - NOT_HERE


@pytest.fixture
def app() -> SmallApp:
    return SmallApp()


@pytest.fixture
def slack(app: SmallApp) -> Iterator[Slack]:
    with connected(app) as (slack, _):
        yield slack


@pytest.fixture
def eddie(slack: Slack) -> Person:
    return slack.person("Eddie")


@pytest.fixture
def release(slack: Slack, eddie: Person) -> Channel:
    return slack.channel("release", members=[eddie])


def _png() -> bytes:
    data = BytesIO()
    Image.new("RGB", (512, 512)).save(data, "PNG")
    return data.getvalue()


def _event(app: SmallApp, kind: str, subtype: str | None = None) -> Json:
    return next(
        payload
        for payload in app.payloads
        if payload.get("event", {}).get("type") == kind and payload["event"].get("subtype") == subtype
    )


def test_the_signature_is_that_of_the_published_vector() -> None:
    vector = _sample("docs/request_signature_vector.json")
    made = signature(vector["signing_secret"], vector["timestamp"], vector["body"].encode())
    assert made == vector["signature"]


def test_a_mention_with_files_has_the_keys_of_the_examples(
    slack: Slack, app: SmallApp, eddie: Person, release: Channel
) -> None:
    thread = eddie.says(release, "look")
    eddie.says(release, "@App Store Bot upload", files=[("ghostrap.png", _png())], thread=thread)
    slack.settled()
    for kind, subtype, example in (
        ("app_mention", None, "event_app_mention_with_files_composite"),
        ("message", "file_share", "event_message_same_ts_as_app_mention_composite"),
    ):
        expected, sent = _sample(f"docs/{example}.json"), _event(app, kind, subtype)
        assert _keys(expected) <= _keys(sent)
        assert _keys(expected["event"]) <= _keys(sent["event"])
        file = _keys(expected["event"]["files"][0]) - {"pjpeg"}
        assert file <= _keys(sent["event"]["files"][0])


def test_messages_changed_and_deleted_have_the_keys_of_the_examples(
    slack: Slack, app: SmallApp, eddie: Person, release: Channel
) -> None:
    ts = eddie.says(release, "one")
    eddie.edits(release, ts, "two")
    eddie.deletes(release, ts)
    slack.settled()
    for subtype, example in (
        (None, "event.message__message__message_body"),
        ("message_changed", "event.message.message_changed__message_changed__event_payload"),
        ("message_deleted", "event.message.message_deleted__message_deleted__event_payload"),
    ):
        expected, sent = _sample(f"bolt_python/{example}.json"), _event(app, "message", subtype)
        assert _keys(expected) <= _keys(sent)
        assert _keys(expected["event"]) <= _keys(sent["event"])
        for part in ("message", "previous_message"):
            assert _keys(expected["event"].get(part, {})) <= _keys(sent["event"].get(part, {}))


def test_an_opened_home_tab_has_the_keys_of_the_example(slack: Slack, app: SmallApp, eddie: Person) -> None:
    eddie.opens_home("messages")
    slack.settled()
    expected = _sample("bolt_python/event.app_home_opened__events_org_apps__event_payload.json")
    assert _keys(expected["event"]) == _keys(_event(app, "app_home_opened")["event"])


def test_a_command_has_the_fields_of_the_example(app: SmallApp, eddie: Person, release: Channel) -> None:
    eddie.types("/asc", release)
    expected = set(parse_qs(str(json.loads((SAMPLES / "docs/slash_command_form.json").read_text())["payload"])))
    assert expected - NOT_HERE <= set(app.interactions[0]) | {"text"}
    assert "files" not in app.interactions[0]


def test_clicks_shortcuts_and_forms_have_the_keys_of_the_examples(
    slack: Slack, app: SmallApp, eddie: Person, release: Channel
) -> None:
    posted = call(slack, "chat.postMessage", channel=release.id, text="?", blocks=buttons(button("a", "Go", "1")))
    eddie.clicks(release, posted["ts"], "Go")
    ts = eddie.says(release, "look", files=[("ghostrap.png", _png())])
    slack.settled()
    eddie.uses_shortcut(release, ts, "upload")
    form = modal(field_block("images", "Images", {"type": "file_input"}), notify_on_close=True)
    for leave in (lambda: eddie.submits({"Images": [("ghostrap.png", _png())]}), eddie.closes):
        eddie.uses_global_shortcut("start")
        call(slack, "views.open", trigger_id=newest_trigger(slack), view=form)
        leave()
    sent = {payload["type"]: payload for payload in app.payloads if "type" in payload}
    for kind, examples in {
        "block_actions": ("bolt_python/block_actions__block_actions__body.json",),
        "message_action": (
            "docs/message_action_with_files_composite.json",
            "bolt_python/message_action__app_using_methods_in_class__payload.json",
        ),
        "shortcut": ("bolt_python/shortcut__listener_middleware__body.json",),
        "view_submission": ("bolt_python/view_submission__view_submission__body.json",),
        "view_closed": ("docs/view_closed.json",),
    }.items():
        for example in examples:
            expected = _sample(example)
            assert _keys(expected) <= _keys(sent[kind]), example
            for part in ("user", "team", "channel", "container", "view"):
                assert _keys(expected.get(part, {})) <= _keys(sent[kind].get(part, {})), (example, part)
    action = _sample("bolt_python/block_actions__block_actions__body.json")["actions"][0]
    assert _keys(action) == _keys(sent["block_actions"]["actions"][0])
    composite = _sample("docs/view_submission_file_input_composite.json")["view"]["state"]["values"]["images"]["files"]
    entered = sent["view_submission"]["view"]["state"]["values"]["images"]["value"]
    assert (set(entered), entered["type"]) == (set(composite), composite["type"])
    assert _keys(composite["files"][0]) - {"pjpeg"} <= _keys(entered["files"][0])


def test_the_slack_connect_stub_is_that_of_the_documentation(slack: Slack, eddie: Person, release: Channel) -> None:
    slack.switches.file_access = Access.CHECK_FILE_INFO
    eddie.says(release, "look", files=[("ghostrap.png", _png())])
    result = call(slack, "conversations.history", channel=release.id)["messages"][0]["files"][0]
    expected = _sample("docs/file_stub_slack_connect.json")
    assert result | {"id": ""} == (expected.get("file") or expected) | {"id": ""}


def test_answers_have_only_keys_that_slacks_client_libraries_know(
    slack: Slack, eddie: Person, release: Channel
) -> None:
    group = slack.usergroup("approvers", [eddie])
    slack.scopes.update({"channels:join"})
    ts = call(slack, "chat.postMessage", channel=release.id, text="x")["ts"]
    file_id = slack.message(release, eddie.says(release, "x", files=[("a.png", _png())])).files[0]["id"]
    requested: dict[str, Json] = {
        "auth.test": {},
        "bots.info": {"bot": call(slack, "auth.test")["bot_id"]},
        "chat.getPermalink": {"channel": release.id, "message_ts": ts},
        "chat.postEphemeral": {"channel": release.id, "user": eddie.id, "text": "x"},
        "chat.postMessage": {"channel": release.id, "text": "x"},
        "chat.update": {"channel": release.id, "ts": ts, "text": "y"},
        "conversations.history": {"channel": release.id},
        "conversations.info": {"channel": release.id},
        "conversations.join": {"channel": release.id},
        "conversations.members": {"channel": release.id},
        "conversations.open": {"users": eddie.id},
        "conversations.replies": {"channel": release.id, "ts": ts},
        "files.getUploadURLExternal": {"filename": "a.txt", "length": 1},
        "files.info": {"file": file_id},
        "reactions.add": {"channel": release.id, "timestamp": ts, "name": "eyes"},
        "reactions.remove": {"channel": release.id, "timestamp": ts, "name": "eyes"},
        "team.info": {},
        "usergroups.list": {},
        "usergroups.users.list": {"usergroup": group.id},
        "users.info": {"user": eddie.id},
        "users.list": {},
        "views.publish": {"user_id": eddie.id, "view": {"type": "home", "blocks": [{"type": "divider"}]}},
        "chat.delete": {"channel": release.id, "ts": ts},
    }
    for method, args in requested.items():
        known = _sample(f"java_sdk_shapes/api__{method}.json")
        answer = call(slack, method, token=BOT_TOKEN, **args)
        assert answer["ok"], method
        assert _strange(answer, known) <= KNOWN_STRANGE, method


# In Slack's documentation or live answers, but not in those saved shapes.
KNOWN_STRANGE = {
    *("auto_type", "comments", "comments_count", "response_metadata", "is_silent_share", "values"),
}


def _strange(answer: Any, known: Any) -> set[str]:  # noqa: ANN401 - any JSON
    if isinstance(answer, list):
        return {each for item in answer for each in _strange(item, known[0] if known else None)}
    if not isinstance(answer, dict) or not isinstance(known, dict):
        return set()
    unknown = {key for key in set(answer) - set(known) if not key.startswith("C0")}
    return unknown.union(*(_strange(value, known[key]) for key, value in answer.items() if key in known))


def test_every_method_and_its_limit_are_those_of_the_documentation() -> None:
    documented = _sample("web_api_methods.json")["methods"]
    for name, endpoint in METHODS.items():
        assert name in documented
        wanted = documented[name]["bot_scopes"]
        if endpoint.scopes:
            assert set(endpoint.scopes) <= set(wanted), name
        tier = documented[name]["rate_limit"]
        assert (f"{endpoint.per_minute}+ per minute" in tier) if endpoint.per_minute else "Special" in tier, name
