"""`page submit`: offered to one user, and then one submission of the page at Apple, whatever happens on the way."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from records import audit
from records.dispatch.decisions import DECISIONS
from records.people import Role
from sandbox import pictures
from sandbox.appstore import Fault
from sandbox.slack.people import Person
from sandbox.slack.rendering import as_text
from tasks.pages import review
from tests.support import wording
from tests.support.env import Env
from tests.support.granting import grant
from tests.support.uploads import requested

SUBMIT = "Submit for review"
MOST_FOR_TOKENS = 60.0


@pytest.fixture
def surfing(env: Env) -> str:
    """A page in preparation of an app that is live."""
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    page = env.apple.add_custom_page(env.app_id, "Surfing", {"en-US": "Waves", "de-DE": None})
    env.apple.fill_page_set(page, "en-US", "APP_IPHONE_67", [("1.png", pictures.png(1290, 2796, seed=1))])
    env.apple.set_page_keywords(page, "en-US", ["surf"])
    return page


def posted(env: Env) -> str:
    """What the bot says in the channel, where everybody reads it."""
    return "\n".join(as_text(found) for found in env.slack.messages(env.release) if found.user == env.slack.bot.id)


def press(env: Env, label: str = SUBMIT, person: Person | None = None) -> str:
    """Press a button of the newest message that only this person sees, and run the jobs."""
    presser = person or env.eddie
    presser.clicks(env.release, env.slack.ephemerals(presser)[-1], label)
    env.slack.settled()
    env.work()
    return posted(env)


def submit(env: Env) -> str:
    requested(env, "/asc page submit surfing")
    return press(env)


def later(env: Env, seconds: float) -> None:
    """Let time pass for the bot, and for Apple as long as its tokens live, and run what is due."""
    now = env.kit.clock() + seconds
    env.kit = replace(env.kit, clock=lambda: now)
    if seconds < MOST_FOR_TOKENS:
        env.apple.clock = lambda: now
    env.sweep()
    env.work()


def states(env: Env) -> tuple[str, list[str]]:
    """Apple's states of the newest version of the page, and of the submissions, oldest first."""
    (page,) = env.apple.custom_pages(env.app_id)
    return page.versions[-1].state, [submission.state for submission in env.apple.submissions(env.app_id)]


def test_a_page_is_submitted_once_its_button_is_pressed(env: Env, surfing: str) -> None:
    del surfing
    offer = requested(env, "/asc page submit surfing")
    for expected in (wording.PAGE_SUBMIT_OFFERED, wording.PAGE_HAS_IN_ENGLISH, wording.PAGE_LINK_NONE, SUBMIT):
        assert expected in offer
    assert env.writes() == []
    assert len([call for call in env.apple.calls if call.path != "/v1/apps"]) == 3
    before = len(env.apple.calls)
    assert wording.PAGE_SUBMITTED_BY_EDDIE in press(env)
    assert states(env) == ("WAITING_FOR_REVIEW", ["WAITING_FOR_REVIEW"])
    (submission,) = env.apple.submissions(env.app_id)
    (page,) = env.apple.custom_pages(env.app_id)
    assert submission.versions == (page.versions[0].id,)
    assert env.writes() == [
        "POST /v1/reviewSubmissions",
        "POST /v1/reviewSubmissionItems",
        f"PATCH /v1/reviewSubmissions/{submission.id}",
    ]
    assert len(env.apple.calls) - before == 7
    assert wording.PAGE_SUBMITTED_IN_TRAIL in requested(env, "/asc audit")
    (entry,) = audit.everything(env.kit.redis)
    assert (entry.tag, entry.new) == ("pages:page:submit", "Waiting for Review")


def test_of_two_presses_the_first_counts(env: Env, surfing: str) -> None:
    del surfing
    requested(env, "/asc page submit surfing")
    message = env.slack.ephemerals(env.eddie)[-1]
    for _ in range(2):
        env.eddie.clicks(env.release, message, SUBMIT)
    env.slack.settled()
    env.work()
    assert len(env.writes()) == 3
    assert posted(env).count(wording.PAGE_SUBMITTED_BY_EDDIE) == 1


def test_screenshots_in_the_library_are_what_is_offered_and_compared(env: Env, surfing: str) -> None:
    env.use_media("library")
    group = ("APP_SCREENSHOT", "IPHONE_DYNAMIC_ISLAND_LARGE_PROFILE")
    first, second = (("1.png", pictures.png(1290, 2796, seed=2)), ("2.png", pictures.png(1290, 2796, seed=3)))
    env.apple.place_on_page(surfing, "de-DE", group, [first])
    assert wording.PAGE_SHOWS_IN_GERMAN in requested(env, "/asc page surfing")
    assert wording.PAGE_HAS_IN_GERMAN in requested(env, "/asc page submit surfing")
    env.apple.place_on_page(surfing, "de-DE", group, [second])
    assert wording.CHANGED_SINCE in press(env)
    requested(env, "/asc page submit surfing")
    assert wording.PAGE_SUBMITTED_BY_EDDIE in press(env)


def test_a_decision_that_is_carried_out_again_sends_nothing_more(env: Env, surfing: str) -> None:
    del surfing
    submit(env)
    (stored,) = env.kit.redis.scan_iter("asc:decision:*")
    decision = DECISIONS.get(env.kit.redis, str(stored, "ascii").rpartition(":")[2])
    assert decision is not None
    again = review.submit(env.kit, env.kit.apple_of(decision.account), decision)
    assert "submitted" in again.text
    assert len(env.writes()) == 3
    assert len(list(audit.everything(env.kit.redis))) == 1


def test_nothing_is_sent_if_what_was_shown_has_changed(env: Env, surfing: str) -> None:
    requested(env, "/asc page submit surfing")
    env.apple.set_deep_link(surfing, "tide://surf")
    env.apple.set_page_keywords(surfing, "en-US", ["surf", "waves"])
    text = press(env)
    assert wording.PAGE_LINK_WAS in text
    assert wording.PAGE_TEXTS_CHANGED in text
    assert env.writes() == []


def test_a_page_that_is_gone_is_not_submitted(env: Env, surfing: str) -> None:
    requested(env, "/asc page submit surfing")
    env.apple.delete_page(surfing)
    assert wording.PAGE_GONE in press(env)
    assert env.writes() == []


def test_the_next_version_replaces_the_live_one(env: Env, surfing: str) -> None:
    env.apple.set_page_state(surfing, "APPROVED")
    assert wording.PAGE_APPROVED_ALREADY in requested(env, "/asc page submit surfing")
    env.apple.add_page_version(surfing)
    assert wording.PAGE_REPLACES in requested(env, "/asc page submit surfing")
    press(env)
    (page,) = env.apple.custom_pages(env.app_id)
    env.apple.start_review(page.versions[1].id)
    assert "is being reviewed" in requested(env, "/asc page submit surfing")
    env.apple.approve(page.versions[1].id)
    (page,) = env.apple.custom_pages(env.app_id)
    assert [version.state for version in page.versions] == ["REPLACED_WITH_NEW_VERSION", "APPROVED"]


def test_a_rejected_page_goes_back_into_its_submission(env: Env, surfing: str) -> None:
    del surfing
    submit(env)
    (page,) = env.apple.custom_pages(env.app_id)
    env.apple.start_review(page.versions[0].id)
    env.apple.reject(page.versions[0].id)
    assert "Apple has rejected it before." in requested(env, "/asc page submit surfing")
    press(env)
    assert states(env) == ("WAITING_FOR_REVIEW", ["WAITING_FOR_REVIEW"])


def test_another_submission_in_progress_must_end_first(env: Env, surfing: str) -> None:
    other = env.apple.add_custom_page(env.app_id, "Sailing")
    version = next(page.versions[0].id for page in env.apple.custom_pages(env.app_id) if page.id == other)
    env.apple.send_submission(env.apple.add_submission(env.app_id, version_id=version))
    assert wording.PAGE_REVIEW_IN_PROGRESS in submit(env)
    (page,) = (page for page in env.apple.custom_pages(env.app_id) if page.id == surfing)
    assert page.versions[0].state == "PREPARE_FOR_SUBMISSION"
    assert [each.state for each in env.apple.submissions(env.app_id)] == ["WAITING_FOR_REVIEW", "COMPLETE"]


def test_a_draft_with_other_things_is_not_sent(env: Env, surfing: str) -> None:
    (page,) = (page for page in env.apple.custom_pages(env.app_id) if page.id == surfing)
    env.apple.add_submission(env.app_id, version_id=page.versions[0].id, other=True)
    assert wording.PAGE_BESIDE_OTHERS in submit(env)
    assert env.writes() == []


def test_a_version_that_has_not_settled_is_sent_later(env: Env, surfing: str) -> None:
    del surfing
    env.apple.settling = 10.0
    assert wording.PAGE_NOT_SETTLED in submit(env)
    later(env, 11)
    assert states(env) == ("WAITING_FOR_REVIEW", ["WAITING_FOR_REVIEW"])
    assert wording.PAGE_SUBMITTED_BY_EDDIE in posted(env)


def test_a_page_that_another_submission_still_holds_is_sent_later(env: Env, surfing: str) -> None:
    del surfing
    problem = {
        "status": "409",
        "code": "STATE_ERROR.ITEM_PART_OF_ANOTHER_SUBMISSION",
        "title": "The item is part of another submission",
        "detail": "The item is part of another submission.",
    }
    body = json.dumps({"errors": [problem]}).encode()
    env.apple.faults.add(Fault.status(409, body, method="POST", path="/v1/reviewSubmissionItems", times=1))
    assert wording.EXPERIMENT_ENDING in submit(env)
    later(env, 11)
    assert states(env) == ("WAITING_FOR_REVIEW", ["WAITING_FOR_REVIEW"])
    assert wording.PAGE_SUBMITTED_BY_EDDIE in posted(env)


def test_a_wait_ends_after_half_an_hour_and_everything_is_taken_back(env: Env, surfing: str) -> None:
    del surfing
    env.apple.settling = 10_000.0
    submit(env)
    later(env, 31 * 60)
    assert wording.PAGE_WAITED in posted(env)
    assert states(env) == ("PREPARE_FOR_SUBMISSION", ["COMPLETE"])


@pytest.mark.parametrize(
    ("method", "path"), [("PATCH", "/v1/reviewSubmissions/"), ("POST", "/v1/reviewSubmissionItems")]
)
def test_what_apple_refuses_is_taken_out_of_the_draft_again(env: Env, surfing: str, method: str, path: str) -> None:
    del surfing
    env.apple.faults.add(Fault.status(409, method=method, path=path, times=1))
    assert wording.PAGE_NOT_ACCEPTED in submit(env)
    assert states(env) == ("PREPARE_FOR_SUBMISSION", ["COMPLETE"])


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "reviewSubmissions$"), ("POST", "reviewSubmissionItems"), ("PATCH", "reviewSubmissions/")],
)
def test_a_page_is_submitted_once_although_an_answer_is_lost(env: Env, surfing: str, method: str, path: str) -> None:
    del surfing
    env.retry_at_once()
    env.apple.faults.add(Fault.lost(method=method, path=path, times=1))
    assert wording.PAGE_SUBMITTED_BY_EDDIE in submit(env)
    assert states(env) == ("WAITING_FOR_REVIEW", ["WAITING_FOR_REVIEW"])
    assert len(env.writes()) == 3


def test_an_app_that_is_not_on_its_way_submits_no_page(env: Env) -> None:
    env.apple.add_custom_page(env.app_id, "Surfing")
    assert wording.PAGE_NEEDS_VERSION in requested(env, "/asc page submit surfing")


def test_a_dry_run_has_no_button(env: Env, surfing: str) -> None:
    del surfing
    text = requested(env, "/asc page submit surfing --dry-run")
    assert wording.PAGE_SUBMIT_OFFERED in text
    assert SUBMIT not in text


def test_an_editor_submits_nothing(env: Env, surfing: str) -> None:
    del surfing
    grant(env.kit.redis, env.olive.id, Role.ADMIN)
    grant(env.kit.redis, env.vera.id, Role.EDITOR)
    assert wording.TAKES_RELEASER_BOLD in env.vera.types("/asc page submit surfing", env.release).body
    assert env.apple.calls == []
