"""A draft is edited, removed and brought back; a submitted nomination is archived: each of them once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from records import audit, invocations
from records.dispatch.decisions import DECISIONS, ReleaserDecision
from records.people import Role
from records.releases.nominations import FORMS
from sandbox.appstore import Fault
from sandbox.slack.rendering import as_text
from tasks.releases.nominations import jobs
from tasks.releases.nominations.change import CHANGE_NOMINATION
from tests.releases.nominating import FORM, KIND, NAME, nominate, open_form, posts, press, send_form, stored
from tests.releases.submitting import posted
from tests.support import wording
from tests.support.env import Env
from tests.support.granting import grant
from tests.support.uploads import requested

EDIT = {"Description": "New coasts", "Countries_and_regions": "Germany, Japan"}


@pytest.fixture(autouse=True)
def team(env: Env) -> Env:
    """Eddie is an editor, and Olive a releaser."""
    grant(env.kit.redis, env.eddie.id, Role.EDITOR)
    grant(env.kit.redis, env.olive.id, Role.RELEASER)
    return env


def saved(env: Env) -> tuple[str, tuple[str, ...]]:
    """The description and the territories of the only nomination."""
    (nomination,) = stored(env)
    return nomination.attributes["description"], nomination.links["supportedTerritories"]


def test_a_draft_is_edited_below_its_report_undone_and_submitted_as_it_is_then(env: Env) -> None:
    nominate(env, Countries_and_regions="DE")
    press(env, env.eddie, "Edit")
    unchanged = env.eddie.submits({})
    assert wording.NOMINATION_NOTHING_CHANGED in (unchanged.errors or {})["name"]
    text = send_form(env, **EDIT)
    assert wording.NOMINATION_CHANGED_BY_EDDIE in text
    assert wording.NOMINATION_SUPERSEDED in text
    assert saved(env) == ("New coasts", ("DEU", "JPN"))
    assert [bool(message.buttons) for message in env.slack.messages(env.release)] == [False, True]
    assert wording.NOMINATION_RESTORED in press(env, env.eddie, "Undo")
    assert saved(env) == ("All coasts", ("DEU",))
    assert wording.NOMINATION_SUBMITTED_BY_OLIVE in press(env, env.olive)
    assert [entry.tag.rpartition(":")[2] for entry in audit.everything(env.kit.redis)] == [
        "create",
        "change",
        "restore",
        "submit",
    ]
    trail = requested(env, "/asc audit")
    assert all(line in trail for line in wording.NOMINATION_CHANGES_IN_TRAIL)


def test_a_change_that_clashes_or_is_refused_keeps_what_was_typed(env: Env) -> None:
    env.apple.add_nomination(env.app_id, NAME, publishStartDate="2035-03-01T08:00:00Z", description="All coasts")
    open_form(env, f"/asc nominate {NAME.lower()}")
    nomination = stored(env)[0].id
    env.apple.set_nomination(nomination, description="Their coasts", notes="Theirs")
    assert wording.NOMINATION_CONFLICT in send_form(env, **EDIT)
    assert saved(env) == ("Their coasts", ())
    press(env, env.eddie, "Open the form again")
    again = as_text(env.slack.wait_for_view(env.eddie))
    assert all(text in again for text in ("New coasts", "Germany, Japan", "Theirs"))
    env.apple.faults.add(Fault.status(409, method="PATCH", times=1))
    assert wording.NOMINATION_CHANGED_BY_EDDIE not in send_form(env)
    assert wording.NOMINATION_CHANGE_REFUSED_IN_TRAIL in requested(env, "/asc audit")
    press(env, env.eddie, "Open the form again")
    assert wording.NOMINATION_CHANGED_BY_EDDIE in send_form(env)
    assert saved(env) == ("New coasts", ("DEU", "JPN"))
    assert stored(env)[0].attributes["notes"] == "Theirs"


def test_a_draft_that_was_submitted_while_its_form_was_open_is_not_changed(env: Env) -> None:
    nominate(env)
    press(env, env.eddie, "Edit")
    env.apple.set_nomination(stored(env)[0].id, state="SUBMITTED")
    assert wording.NOMINATION_NO_DRAFT in send_form(env, **EDIT)
    assert saved(env) == ("All coasts", ())


def test_a_change_whose_answer_is_lost_is_reported_once(env: Env) -> None:
    nominate(env)
    press(env, env.eddie, "Edit")
    env.retry_at_once()
    env.apple.faults.add(Fault.lost(method="PATCH", times=1))
    assert send_form(env, **EDIT).count(wording.NOMINATION_CHANGED_BY_EDDIE) == 1
    assert saved(env) == ("New coasts", ("DEU", "JPN"))
    change = next(each for each in decisions_of(env) if each.kind == CHANGE_NOMINATION.name)
    writes = len(env.writes())
    jobs.change_nomination.run(env.kit, change.id, change.target_id)
    assert posted(env).count(wording.NOMINATION_CHANGED_BY_EDDIE) == 1
    assert len(env.writes()) == writes


def decisions_of(env: Env) -> list[ReleaserDecision]:
    """Every decision that is stored."""
    keys = env.kit.redis.scan_iter(f"asc:{DECISIONS.noun}:*")
    return DECISIONS.many(env.kit.redis, [str(key, "ascii").rpartition(":")[2] for key in keys])


def test_a_key_that_may_not_read_events_keeps_those_of_a_draft(env: Env) -> None:
    regatta = env.apple.add_event(env.app_id, "Regatta")
    env.apple.add_nomination(env.app_id, NAME, events=[regatta], description="All coasts", hasInAppEvents=True)
    env.apple.faults.add(Fault.status(403, method="GET", path=f"/v1/apps/{env.app_id}/appEvents"))
    assert wording.NOMINATION_EVENTS_UNREAD in as_text(open_form(env, f"/asc nominate {NAME}"))
    assert wording.NOMINATION_CHANGED_BY_EDDIE in send_form(env, **EDIT)
    assert stored(env)[0].links["inAppEvents"] == (regatta,)


def test_a_draft_is_removed_by_the_first_press_and_brought_back_once(env: Env) -> None:
    grant(env.kit.redis, env.vera.id, Role.EDITOR)
    regatta = env.apple.add_event(env.app_id, "Regatta")
    nominate(env, Countries_and_regions="DE", events=[regatta])
    report = next(each for each in env.slack.messages(env.release) if each.buttons)
    env.retry_at_once()
    env.apple.faults.add(Fault.lost(method="DELETE", times=1))
    for person, label in ((env.eddie, "Remove"), (env.vera, "Remove"), (env.olive, "Submit")):
        person.clicks(env.release, report, label)
    env.slack.settled()
    env.work()
    assert stored(env) == []
    assert wording.NOMINATION_REMOVED in posted(env)
    assert all(wording.decided_first("Eddie") in env.ephemeral_text(person) for person in (env.vera, env.olive))
    removal = next(each for each in env.slack.messages(env.release) if each.buttons)
    for _ in range(2):
        env.eddie.clicks(env.release, removal, "Undo")
    env.slack.settled()
    env.work()
    assert posted(env).count(wording.NOMINATION_RECREATED) == 1
    assert saved(env) == ("All coasts", ("DEU",))
    assert (stored(env)[0].links["inAppEvents"], posts(env)) == ((regatta,), 2)
    assert wording.NOMINATION_SUBMITTED_BY_OLIVE in press(env, env.olive)


def test_a_submitted_nomination_is_archived_by_a_releaser_alone(env: Env) -> None:
    env.apple.add_nomination(env.app_id, NAME, "SUBMITTED")
    for person in (env.eddie, env.olive):
        person.types(f"/asc nominations {NAME}", env.release)
        env.work()
        person.clicks(env.release, env.slack.ephemerals(person)[-1], "Archive")
        env.slack.settled()
        env.work()
    assert wording.TAKES_ROLE in env.ephemeral_text(env.eddie)
    assert wording.NOMINATION_ARCHIVED_BY_OLIVE in posted(env)
    assert stored(env)[0].state == "ARCHIVED"
    assert env.writes().count(f"PATCH /v1/{KIND}/{stored(env)[0].id}") == 1


def test_a_report_of_an_earlier_release_still_submits_what_it_showed(env: Env) -> None:
    nominate(env)
    (report,) = (each for each in env.slack.messages(env.release) if each.buttons)
    decision_id = next(button.value for button in report.buttons if button.label == "Submit")
    older = {"name": NAME, "description": "All coasts", "notes": ""}
    DECISIONS.change(env.kit.redis, decision_id, lambda newest: replace(newest, details=older))
    env.apple.set_nomination(stored(env)[0].id, locales=["de-DE"])
    assert wording.NOMINATION_SUBMITTED_BY_OLIVE in press(env, env.olive)


def test_a_form_that_an_earlier_release_has_opened_creates_a_draft(env: Env) -> None:
    open_form(env)
    (key,) = env.kit.redis.scan_iter(f"asc:{FORMS.noun}:*")
    form = FORMS.get(env.kit.redis, str(key, "ascii").rpartition(":")[2])
    opener = invocations.get(env.kit.redis, form.invocation_id) if form is not None else None
    assert form is not None
    assert opener is not None
    invocations.put(env.kit.redis, replace(opener, id=form.id))
    FORMS.remove(env.kit.redis, form.id)
    assert wording.NOMINATION_DRAFTED in send_form(env, **FORM)
    assert stored(env)[0].links["relatedApps"] == (env.app_id,)
