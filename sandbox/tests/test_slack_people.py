"""User actions in the Slack stand-in, and the payloads that the app receives."""

from __future__ import annotations

import threading

import pytest
from slack_sdk.signature import SignatureVerifier

from sandbox.slack import MentionWithFiles, Person
from sandbox.tests.slack_app import (
    SECRET,
    Answer,
    Received,
    SmallApp,
    bearer,
    button,
    buttons,
    call,
    connected,
    field_block,
    http,
    modal,
    newest_trigger,
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


def test_a_click_carries_the_message_and_a_response_address() -> None:
    with connected() as (slack, app):
        eddie = slack.person("Eddie")
        release = slack.channel("release", members=[eddie])
        blocks = buttons(button("sets.replace", "Replace", "7"), button("sets.add", "Add & keep", "7"))
        ts = call(slack, "chat.postMessage", channel=release.id, text="Which?", blocks=blocks)["ts"]
        assert [each.label for each in slack.message(release, ts).buttons] == ["Replace", "Add & keep"]
        eddie.clicks(release, ts, "Add & keep")
        payload = next(each for each in app.payloads if each.get("type") == "block_actions")
        assert (payload["actions"][0]["action_id"], payload["actions"][0]["value"]) == ("sets.add", "7")
        assert payload["actions"][0]["text"]["text"] == "Add &amp; keep"
        assert payload["message"]["ts"] == payload["container"]["message_ts"] == ts
        http.post(payload["response_url"], json={"text": "Seen", "replace_original": True})
        assert slack.message(release, ts).text == "Seen"
        with pytest.raises(LookupError, match="nothing"):
            eddie.clicks(release, ts, "Replace")


def test_a_stale_look_at_a_message_can_still_be_clicked() -> None:
    with connected() as (slack, app):
        eddie = slack.person("Eddie")
        release = slack.channel("release", members=[eddie])
        ts = call(slack, "chat.postMessage", channel=release.id, text="?", blocks=buttons(button("go", "Go")))["ts"]
        seen = slack.message(release, ts)
        call(slack, "chat.update", channel=release.id, ts=ts, text="Gone")
        assert eddie.clicks(release, seen, "Go").status == 200
        assert app.interactions[-1]["message"]["text"] == "Gone"


def test_a_response_address_takes_five_answers_in_half_an_hour() -> None:
    with connected() as (slack, app):
        eddie = slack.person("Eddie")
        release = slack.channel("release", members=[eddie])
        eddie.types("/asc help", release)
        eddie.types("/asc help", release)
        first, second = (payload["response_url"] for payload in app.interactions)
        statuses = [http.post(first, json={"text": "again"}).status_code for _ in range(6)]
        assert statuses == [200] * 5 + [404]
        slack.later(30 * 60 + 1)
        assert http.post(second, json={"text": "late"}).json()["error"] == "expired_url"


def _open_form(eddie: Person, form: dict[str, object]) -> None:
    slack = eddie.slack
    release = slack.channel("release", members=[eddie])
    eddie.types("/asc upload", release)
    trigger_id = newest_trigger(slack)
    assert call(slack, "views.open", trigger_id=trigger_id, view=form)["ok"]


def test_a_form_is_filled_in_by_its_labels_and_sent() -> None:
    form = modal(
        field_block("locale", "Language", {"type": "static_select", "options": [_option("en-US"), _option("de-DE")]}),
        field_block("images", "Images", {"type": "file_input"}),
        field_block("note", "Note", {"type": "plain_text_input", "initial_value": "none"}, optional=True),
    )
    with connected() as (slack, app):
        eddie = slack.person("Eddie")
        _open_form(eddie, form)
        assert slack.wait_for_view(eddie).fields == ("Language", "Images", "Note")
        sent = eddie.submits({"Language": "de-DE", "images.value": [("1.png", b"one"), ("2.png", b"two")]})
        assert (sent.errors, sent.view, sent.trouble) == (None, None, "")
        values = app.interactions[-1]["view"]["state"]["values"]
        assert values["locale"]["value"]["selected_option"]["value"] == "de-DE"
        assert [file["name"] for file in values["images"]["value"]["files"]] == ["1.png", "2.png"]
        assert values["note"]["value"] == {"type": "plain_text_input", "value": "none"}
        assert slack.view_of(eddie) is None


def test_a_required_field_left_empty_never_reaches_the_app() -> None:
    with connected() as (slack, app):
        eddie = slack.person("Eddie")
        _open_form(eddie, modal(field_block("note", "Note", {"type": "plain_text_input"})))
        assert eddie.submits().errors == {"note": "Please complete this required field."}
        assert [payload.get("type") for payload in app.interactions] == [None]


@pytest.mark.parametrize("action", ["errors", "update", "push", "clear"])
def test_the_answer_to_a_form_is_obeyed(action: str) -> None:
    note = field_block("note", "Note", {"type": "plain_text_input"}, optional=True)
    answers: dict[str, Answer] = {
        "errors": {"response_action": "errors", "errors": {"note": "Too long"}},
        "update": {"response_action": "update", "view": modal(note, callback_id="changed")},
        "push": {"response_action": "push", "view": modal(note, callback_id="pushed")},
        "clear": {"response_action": "clear"},
    }
    app = SmallApp(lambda got: answers[action] if got.payload.get("type") == "view_submission" else None)
    with connected(app) as (slack, _):
        eddie = slack.person("Eddie")
        _open_form(eddie, modal(note))
        sent = eddie.submits()
        assert sent.errors == ({"note": "Too long"} if action == "errors" else None)
        front = {"errors": "a-form", "update": "changed", "push": "pushed", "clear": None}[action]
        assert (sent.view.callback_id if sent.view else None) == front


def test_an_error_for_a_block_that_is_no_input_is_trouble_for_the_person() -> None:
    answer = {"response_action": "errors", "errors": {"nowhere": "Too long"}}
    app = SmallApp(lambda got: answer if got.payload.get("type") == "view_submission" else None)
    with connected(app) as (slack, _):
        eddie = slack.person("Eddie")
        _open_form(eddie, modal(field_block("note", "Note", {"type": "plain_text_input"}, optional=True)))
        assert "no input block 'nowhere'" in eddie.submits().trouble


def _option(value: str) -> dict[str, object]:
    return {"text": {"type": "plain_text", "text": value}, "value": value}
