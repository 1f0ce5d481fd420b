"""Buttons, response URLs and modals of the Slack stand-in reach the app as Slack sends them."""

from __future__ import annotations

import pytest

from sandbox.slack import Person
from sandbox.tests.slack_app import (
    Answer,
    SmallApp,
    button,
    buttons,
    call,
    connected,
    field_block,
    http,
    modal,
    newest_trigger,
)


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


def _open_form(eddie: Person, form: dict[str, object]) -> None:
    slack = eddie.slack
    release = slack.channel("release", members=[eddie])
    eddie.types("/asc upload", release)
    trigger_id = newest_trigger(slack)
    assert call(slack, "views.open", trigger_id=trigger_id, view=form)["ok"]


def _option(value: str) -> dict[str, object]:
    return {"text": {"type": "plain_text", "text": value}, "value": value}
