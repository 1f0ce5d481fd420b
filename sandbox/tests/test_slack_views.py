"""Modals and Home tabs over the Web API: trigger ids, the stack, hashes, and user actions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.slack import Person, Slack
from sandbox.tests.slack_app import (
    Answer,
    Received,
    SmallApp,
    button,
    call,
    connected,
    field_block,
    modal,
    newest_trigger,
    text,
)

Json = dict[str, Any]
NOTE = field_block("note", "Note", {"type": "plain_text_input"}, optional=True)


@pytest.fixture
def app() -> SmallApp:
    return SmallApp()


@pytest.fixture
def slack(app: SmallApp) -> Iterator[Slack]:
    with connected(app) as (slack, _):
        yield slack


@pytest.fixture
def eddie(slack: Slack) -> Person:
    eddie = slack.person("Eddie")
    slack.channel("release", members=[eddie])
    return eddie


def _trigger(eddie: Person) -> str:
    eddie.uses_global_shortcut("start")
    return newest_trigger(eddie.slack)


def _opened(eddie: Person, form: Json) -> Json:
    return call(eddie.slack, "views.open", trigger_id=_trigger(eddie), view=form)


def test_a_trigger_id_opens_one_form_within_three_seconds(slack: Slack, eddie: Person) -> None:
    trigger_id = _trigger(eddie)
    assert call(slack, "views.open", trigger_id="1.2.x", view=modal(NOTE))["error"] == "invalid_trigger_id"
    assert call(slack, "views.open", trigger_id=trigger_id, view=modal())["error"] == "invalid_arguments"
    assert call(slack, "views.open", trigger_id=trigger_id, view=modal(NOTE))["ok"]
    assert call(slack, "views.open", trigger_id=trigger_id, view=modal(NOTE))["error"] == "exchanged_trigger_id"
    late = _trigger(eddie)
    slack.later(3.1)
    assert call(slack, "views.open", trigger_id=late, view=modal(NOTE))["error"] == "expired_trigger_id"


def test_the_titles_of_a_form_come_back_with_emoji_on(slack: Slack, eddie: Person) -> None:
    titles = {part: {"type": "plain_text", "text": part} for part in ("title", "submit", "close")}
    view = _opened(eddie, modal(NOTE) | titles)["view"]
    assert [view[part] for part in titles] == [{**text, "emoji": True} for text in titles.values()]


def test_a_form_is_changed_by_its_id_and_guarded_by_its_hash(slack: Slack, eddie: Person) -> None:
    view = _opened(eddie, modal(NOTE))["view"]
    eddie.fills({"Note": "typed"})
    changed = call(slack, "views.update", view_id=view["id"], hash=view["hash"], view=modal(NOTE, callback_id="b"))
    assert changed["view"]["state"]["values"]["note"]["value"]["value"] == "typed"
    stale = call(slack, "views.update", view_id=view["id"], hash=view["hash"], view=modal(NOTE))
    assert stale["error"] == "hash_conflict"
    eddie.closes()
    assert call(slack, "views.update", view_id=view["id"], view=modal(NOTE))["error"] == "not_found"


def test_at_most_three_forms_lie_on_each_other(slack: Slack, eddie: Person) -> None:
    form = modal({"type": "actions", "elements": [button("more", "More")]})
    first = _opened(eddie, form)["view"]
    answers = []
    for _ in range(3):
        eddie.clicks_in_form("More")
        trigger_id = newest_trigger(slack)
        answers.append(call(slack, "views.push", trigger_id=trigger_id, view=form))
    assert [answer.get("error", "") for answer in answers] == ["", "", "push_limit_reached"]
    assert answers[1]["view"]["root_view_id"] == first["id"]
    assert answers[1]["view"]["previous_view_id"] == answers[0]["view"]["id"]
    assert call(slack, "views.push", trigger_id=_trigger(eddie), view=form)["error"] == "not_found"


def test_a_form_that_is_too_large_is_refused(eddie: Person) -> None:
    block = {"type": "section", "text": text("x" * 2900)}
    assert _opened(eddie, modal(*[block] * 95))["error"] == "view_too_large"


def test_an_external_id_names_one_open_form(slack: Slack, eddie: Person) -> None:
    assert _opened(eddie, modal(NOTE, external_id="mine"))["ok"]
    assert call(slack, "views.update", external_id="mine", view=modal(NOTE, external_id="mine"))["ok"]
    eddie.closes()
    assert _opened(eddie, modal(NOTE, external_id="mine"))["ok"]


@pytest.mark.parametrize("asked_for", [True, False])
def test_the_app_hears_of_a_closed_form_only_where_it_asks(app: SmallApp, eddie: Person, *, asked_for: bool) -> None:
    _opened(eddie, modal(NOTE, notify_on_close=asked_for, private_metadata="kept"))
    eddie.closes()
    closings = [payload for payload in app.interactions if payload["type"] == "view_closed"]
    assert [payload["view"]["private_metadata"] for payload in closings] == (["kept"] if asked_for else [])


def test_a_field_that_asks_for_it_tells_the_app_at_once(app: SmallApp, eddie: Person) -> None:
    options = [{"text": text(each), "value": each} for each in ("en-US", "de-DE")]
    locale = field_block("locale", "Language", {"type": "static_select", "options": options}, dispatch_action=True)
    _opened(eddie, modal(locale, NOTE))
    eddie.fills({"Note": "typed", "Language": "de-DE"})
    payload = app.interactions[-1]
    assert payload["actions"][0]["selected_option"]["value"] == "de-DE"
    assert payload["view"]["state"]["values"]["note"]["value"]["value"] == "typed"


def test_a_menu_that_the_app_fills_is_searched() -> None:
    def answer(received: Received) -> Answer:
        payload = received.payload
        if payload["type"] != "block_suggestion":
            return None
        found = [name for name in ("Cake Pro", "Tea") if payload["value"] in name]
        return {"options": [{"text": text(name), "value": name.lower()} for name in found]}

    with connected(SmallApp(answer)) as (slack, app):
        eddie = slack.person("Eddie")
        slack.channel("release", members=[eddie])
        _opened(eddie, modal(field_block("app", "App", {"type": "external_select"})))
        assert eddie.searches("App", "Cake") == ("Cake Pro",)
        eddie.submits({"App": "Cake Pro"})
        chosen = app.interactions[-1]["view"]["state"]["values"]["app"]["value"]["selected_option"]
        assert chosen == {"text": text("Cake Pro"), "value": "cake pro"}


def test_a_home_tab_is_published_opened_and_used(slack: Slack, app: SmallApp, eddie: Person) -> None:
    eddie.opens_home()
    home = {"type": "home", "blocks": [{"type": "actions", "elements": [button("go", "Go")]}]}
    published = call(slack, "views.publish", user_id=eddie.id, view=home)["view"]
    view = slack.home_of(eddie)
    assert view
    assert [each.label for each in view.buttons] == ["Go"]
    assert eddie.clicks_at_home("Go").status == 200
    assert app.interactions[-1]["container"] == {"type": "view", "view_id": published["id"]}
    eddie.opens_home()
    slack.settled()
    assert ["view" in event for event in app.events if event["type"] == "app_home_opened"] == [False, True]
    stale = call(slack, "views.publish", user_id=eddie.id, view=home, hash="old")
    assert stale["error"] == "hash_conflict"
    assert call(slack, "views.publish", user_id=eddie.id, view=modal(NOTE))["error"] == "invalid_arguments"


def test_what_is_not_there_cannot_be_used(eddie: Person) -> None:
    with pytest.raises(LookupError, match="no form is open for Eddie"):
        eddie.submits()
    _opened(eddie, modal(NOTE))
    with pytest.raises(LookupError, match=r"'Remark'.*'Note'"):
        eddie.submits({"Remark": "x"})
