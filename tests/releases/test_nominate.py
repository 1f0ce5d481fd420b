"""`nominations` lists featuring nominations; `nominate` drafts one in a form, and a releaser submits it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from appstore.catalog import pacific
from records import audit
from records.people import Role
from records.releases.nominations import NOMINATIONS
from sandbox.appstore import Fault
from tasks.releases.nominations import jobs
from tests.releases.nominating import FORM, KIND, NAME, nominate, open_form, posts, press, stored
from tests.releases.submitting import posted
from tests.support import wording
from tests.support.env import Env
from tests.support.granting import grant
from tests.support.uploads import requested


@pytest.fixture
def team(env: Env) -> Env:
    """Eddie is an editor, and Olive a releaser."""
    grant(env.kit.redis, env.eddie.id, Role.EDITOR)
    grant(env.kit.redis, env.olive.id, Role.RELEASER)
    return env


def test_the_nominations_of_the_app_are_listed_and_one_is_shown_from_the_menu(env: Env) -> None:
    assert wording.NOMINATIONS_NONE in requested(env, "/asc nominations")
    days = {"publishStartDate": "2035-03-01T08:00:00Z", "publishEndDate": "2035-03-09T08:00:00Z"}
    regatta = env.apple.add_event(env.app_id, "Regatta")
    made = env.apple.add_nomination(env.app_id, NAME, events=[regatta], territories=["DEU"], **days)
    env.apple.add_nomination(env.app_id, "Sailing", "ARCHIVED", type="APP_ENHANCEMENTS")
    before = len(env.apple.calls)
    shown = requested(env, "/asc nominations")
    lines = (
        wording.NOMINATIONS_HEAD,
        wording.NOMINATION_DRAFT_LISTED,
        wording.NOMINATION_LISTED_ABOUT,
        wording.NOMINATION_ARCHIVED_LISTED,
        wording.NOMINATIONS_APPLE_IS_SILENT,
    )
    assert [shown.index(line) for line in lines] == sorted(shown.index(line) for line in lines)
    assert [call.path for call in env.apple.calls[before:]].count(f"/v1/{KIND}") == 3
    menu = env.slack.ephemerals(env.eddie)[-1]
    env.eddie.clicks(env.release, menu, "Show one of them", f"{env.app_id}/{made}")
    env.slack.settled()
    env.work()
    assert wording.NOMINATION_SHOWN in env.ephemeral_text(env.eddie)


def test_those_of_another_app_are_not_listed(env: Env) -> None:
    other = env.apple.add_app("com.example.wave", "Wave")
    env.apple.add_nomination(other, "Waves")
    assert wording.NOMINATIONS_NONE in requested(env, "/asc nominations --app com.example.tide")


def test_a_nomination_is_drafted_by_an_editor_and_submitted_by_a_releaser(team: Env) -> None:
    regatta = team.apple.add_event(team.app_id, "Regatta")
    text = nominate(
        team,
        Type="App enhancements",
        Publish_end_date="2035-03-09",
        Notes_for_Apple="Ask Olive",
        devices=["iPhone", "Mac"],
        events=[regatta],
        locales=["German"],
        links="https://example.com/press",
        more=["Pre-orders"],
    )
    assert wording.NOMINATION_DRAFTED in text
    assert wording.NOMINATION_SHORT_NOTICE not in text
    (draft,) = stored(team)
    expected = {
        "type": "APP_ENHANCEMENTS",
        "description": "All coasts",
        "notes": "Ask Olive",
        "submittedDate": None,
        "deviceFamilies": ["IPHONE", "MAC"],
        "locales": ["de-DE"],
        "supplementalMaterialsUris": ["https://example.com/press"],
        "hasInAppEvents": True,
        "preOrderEnabled": True,
        "launchInSelectMarketsFirst": None,
    }
    assert {name: draft.attributes[name] for name in expected} == expected
    assert (draft.links["relatedApps"], draft.links["inAppEvents"]) == ((team.app_id,), (regatta,))
    assert (draft.name, draft.state, draft.attributes["publishStartDate"]) == (
        NAME,
        "DRAFT",
        "2035-03-01T00:00:00-08:00",
    )
    press(team, team.eddie)
    assert stored(team)[0].state == "DRAFT"
    assert wording.TAKES_ROLE in team.ephemeral_text(team.eddie)
    assert wording.NOMINATION_SUBMITTED_BY_OLIVE in press(team, team.olive)
    assert stored(team)[0].state == "SUBMITTED"
    assert not any(message.buttons for message in team.slack.messages(team.release))
    entries = {entry.tag: (entry.user, entry.new) for entry in audit.everything(team.kit.redis)}
    assert entries["releases:nomination:create"] == (team.eddie.id, NAME)
    assert entries["releases:nomination:submit"] == (team.olive.id, NAME)
    trail = requested(team, "/asc audit")
    assert wording.NOMINATION_IN_TRAIL in trail
    assert wording.NOMINATION_SUBMITTED_IN_TRAIL in trail


def test_it_is_submitted_once_by_two_who_press_at_the_same_time(team: Env) -> None:
    grant(team.kit.redis, team.vera.id, Role.RELEASER)
    nominate(team)
    found = next(each for each in reversed(team.slack.messages(team.release)) if each.buttons)
    for person in (team.olive, team.vera):
        person.clicks(team.release, found, "Submit")
    team.slack.settled()
    team.work()
    assert team.writes().count(f"PATCH /v1/{KIND}/{stored(team)[0].id}") == 1
    assert wording.NOMINATION_SUBMITTED_BY_OLIVE in posted(team)
    assert wording.decided_first("Olive") in team.ephemeral_text(team.vera)


def test_a_mention_gets_a_button_that_opens_the_form(env: Env) -> None:
    ts = env.says(env.eddie, "@App Store Bot nominate")
    env.work()
    env.eddie.clicks(env.release, env.replies(ts)[0], "Open the form")
    env.work()
    assert not env.eddie.submits(FORM).errors
    env.work()
    assert wording.NOMINATION_DRAFTED in env.read(ts)
    assert [each.name for each in stored(env)] == [NAME]


def test_everything_wrong_is_said_in_the_form_which_keeps_what_was_typed(env: Env) -> None:
    today = pacific.today(env.kit.clock())
    form = open_form(env)
    assert wording.NOMINATION_TWO_WEEKS in str(form.blocks)
    wrong = {"Name": "   ", "Publish date": str(today - timedelta(days=1)), "Countries and regions": "Germny"}
    errors = env.eddie.submits({**FORM, **wrong, "Links": "example.com"}).errors or {}
    assert set(errors) == {"name", "start", "territories", "links"}
    right = {"Name": NAME, "Publish date": str(today + timedelta(days=13)), "Countries and regions": "Germany, FR"}
    assert not env.eddie.submits({**right, "Links": "https://example.com"}).errors
    env.work()
    assert wording.NOMINATION_SHORT_NOTICE in posted(env)
    assert stored(env)[0].attributes["description"] == "All coasts"
    assert stored(env)[0].links["supportedTerritories"] == ("DEU", "FRA")


@pytest.mark.parametrize("fault", [Fault.drop(method="POST", times=1), Fault.lost(method="POST", times=1)])
def test_a_draft_is_created_once_although_the_answer_is_lost(env: Env, fault: Fault) -> None:
    env.retry_at_once()
    env.apple.faults.add(fault)
    assert wording.NOMINATION_DRAFTED in nominate(env)
    assert [each.name for each in stored(env)] == [NAME]
    assert posts(env) == 1


def test_a_draft_that_a_killed_job_has_created_is_reported_once_and_not_created_again(env: Env) -> None:
    nominate(env)
    (key,) = env.kit.redis.scan_iter(f"asc:{NOMINATIONS.noun}:*")
    jobs.create_nomination.run(env.kit, str(key, "ascii").rpartition(":")[2])
    assert posted(env).count(wording.NOMINATION_DRAFTED) == 1
    assert posts(env) == len(list(audit.everything(env.kit.redis))) == 1


def test_a_draft_of_a_job_that_was_killed_before_its_report_is_reported_and_not_created_again(env: Env) -> None:
    open_form(env)
    assert not env.eddie.submits(FORM).errors
    (key,) = env.kit.redis.scan_iter(f"asc:{NOMINATIONS.noun}:*")
    request_id = str(key, "ascii").rpartition(":")[2]
    NOMINATIONS.change(env.kit.redis, request_id, lambda newest: replace(newest, begun=True))
    env.apple.add_nomination(env.app_id, NAME)
    env.work()
    assert wording.NOMINATION_DRAFTED in posted(env)
    assert posts(env) == 0
    assert wording.NOMINATION_SUBMITTED_BY_OLIVE in press(env, env.olive)


def test_a_draft_takes_two_calls_and_its_submission_three(env: Env) -> None:
    def made() -> int:
        return len([call for call in env.apple.calls if call.path.startswith(f"/v1/{KIND}")])

    nominate(env)
    assert made() == 2
    press(env, env.olive)
    assert made() == 2 + 3


def test_a_second_draft_with_the_same_name_is_refused_and_the_form_opens_again_as_it_was(env: Env) -> None:
    env.apple.add_nomination(env.app_id, NAME)
    assert wording.NOMINATION_DRAFTED not in nominate(env, Publish_end_date="2035-03-09")
    assert wording.NOMINATION_NAME_USED in env.ephemeral_text(env.eddie)
    assert posts(env) == 0
    env.eddie.clicks(env.release, env.slack.ephemerals(env.eddie)[-1], "Open the form again")
    env.slack.settled()
    env.work()
    assert not env.eddie.submits({"Name": "Other tides"}).errors
    env.work()
    assert {each.name: each.attributes["publishEndDate"] for each in stored(env)}["Other tides"] is not None


def test_apples_refusal_is_shown_and_recorded(env: Env) -> None:
    env.apple.faults.add(Fault.status(409, method="POST", path=f"/v1/{KIND}"))
    nominate(env)
    assert wording.NOMINATION_REFUSED in env.ephemeral_text(env.eddie)
    (entry,) = audit.everything(env.kit.redis)
    assert entry.answer != "ok"


def test_a_draft_that_was_changed_meanwhile_is_not_submitted(env: Env) -> None:
    nominate(env)
    env.apple.set_nomination(stored(env)[0].id, description="Other coasts")
    text = press(env, env.olive)
    assert wording.NOMINATION_CHANGED in text
    assert wording.NOMINATION_TEXTS_CHANGED in text
    assert stored(env)[0].state == "DRAFT"


def test_a_draft_that_was_deleted_meanwhile_is_not_submitted(env: Env) -> None:
    nominate(env)
    env.apple.remove_nomination(stored(env)[0].id)
    assert wording.NOMINATION_GONE in press(env, env.olive)


def test_a_draft_whose_day_has_passed_is_not_submitted(env: Env) -> None:
    day = pacific.today(env.kit.clock()) + timedelta(days=1)
    nominate(env, Publish_date=str(day))
    now = env.kit.clock() + 3 * 86400
    assert pacific.today(now) > date.fromisoformat(str(day))
    env.kit = replace(env.kit, clock=lambda: now)
    assert wording.NOMINATION_TOO_LATE in press(env, env.olive)
    assert stored(env)[0].state == "DRAFT"


def test_submitting_is_done_once_although_the_answer_is_lost(env: Env) -> None:
    nominate(env)
    env.retry_at_once()
    env.apple.faults.add(Fault.lost(method="PATCH", times=1))
    assert wording.NOMINATION_SUBMITTED_BY_OLIVE in press(env, env.olive)
    assert stored(env)[0].state == "SUBMITTED"
    assert len([write for write in env.writes() if write.startswith("PATCH")]) == 1
