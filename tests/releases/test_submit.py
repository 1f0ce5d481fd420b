"""`submit`: offered to one user, and then one submission at Apple, whatever happens on the way."""

from __future__ import annotations

import pytest

from cards.releases.audit_tags import SUBMIT_REFUSED
from records import audit
from sandbox.appstore import Fault
from sandbox.slack.rendering import as_text
from tests.releases.submitting import SUBMIT, later, posted, press, ready, state, submissions, submit
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import requested

# docs/performance.md states both. The checklist is most of an offer, with a call for each of few languages.
MOST_CALLS_OF_AN_OFFER, CALLS_OF_A_SUBMISSION = 16, 7


def test_a_version_is_submitted_once_its_button_is_pressed(env: Env) -> None:
    ready(env)
    offer = requested(env, "/asc submit")
    assert wording.CAN_BE_SUBMITTED in offer
    assert SUBMIT in offer
    assert env.writes() == []
    text = press(env, SUBMIT)
    assert (state(env), submissions(env)) == ("WAITING_FOR_REVIEW", ["WAITING_FOR_REVIEW"])
    assert wording.SUBMITTED_BY_EDDIE in text
    assert SUBMIT not in as_text(env.slack.messages(env.release)[-1])
    assert env.writes() == [
        "POST /v1/reviewSubmissions",
        "POST /v1/reviewSubmissionItems",
        f"PATCH /v1/reviewSubmissions/{env.apple.submissions(env.app_id)[0].id}",
    ]


def test_a_version_that_apple_would_refuse_is_shown_without_the_button(env: Env) -> None:
    ready(env)
    env.apple.set_build(env.version_id, None)
    text = requested(env, "/asc submit")
    assert wording.CANNOT_BE_SUBMITTED in text
    assert SUBMIT not in text


def test_a_check_that_apple_does_not_allow_is_named_and_apple_decides(env: Env) -> None:
    ready(env)
    env.apple.faults.add(Fault.status(403, path="inAppPurchasesV2"))
    assert wording.AS_FAR_AS_CHECKED in requested(env, "/asc submit")
    press(env, SUBMIT)
    assert state(env) == "WAITING_FOR_REVIEW"


def test_the_offer_takes_few_calls_and_the_submission_seven(env: Env) -> None:
    ready(env)
    requested(env, "/asc submit")
    before = len(env.apple.calls)
    press(env, SUBMIT)
    assert before <= MOST_CALLS_OF_AN_OFFER
    assert len(env.apple.calls) - before == CALLS_OF_A_SUBMISSION


def test_a_refused_version_is_left_as_it_was_with_every_reason_and_can_be_submitted_then(env: Env) -> None:
    ready(env)
    requested(env, "/asc submit")
    for locale in ("en-US", "de-DE"):
        env.apple.delete_set(env.version_id, locale, "APP_IPHONE_67")
    # Neither is a text, so that only Apple notices.
    env.apple.set_version(env.version_id, copyright=None)
    text = press(env, SUBMIT)
    assert wording.NO_IPHONE_SCREENSHOTS in text
    assert wording.NO_COPYRIGHT in text
    assert (state(env), set(submissions(env))) == ("PREPARE_FOR_SUBMISSION", {"COMPLETE"})
    (entry,) = audit.newest(env.kit.redis, 1)
    assert (entry.tag, entry.version, entry.user) == (SUBMIT_REFUSED, "1.2.0", env.eddie.id)
    assert entry.reason
    ready(env)
    submit(env)
    assert state(env) == "WAITING_FOR_REVIEW"


def test_what_apple_refuses_only_when_it_is_sent_is_taken_out_of_the_draft_again(env: Env) -> None:
    ready(env)
    env.apple.faults.add(Fault.status(409, NO_BUILD, method="PATCH", path="/v1/reviewSubmissions/"))
    text = submit(env)
    assert wording.NO_BUILD_ATTACHED in text
    assert state(env) == "PREPARE_FOR_SUBMISSION"
    assert [submission.items for submission in env.apple.submissions(env.app_id)] == [()]


@pytest.mark.parametrize(
    ("method", "path"), [("PATCH", "/v1/reviewSubmissions/"), ("POST", "/v1/reviewSubmissionItems")]
)
def test_nothing_stays_in_the_draft_when_the_key_may_not_submit(env: Env, method: str, path: str) -> None:
    ready(env)
    env.apple.faults.add(Fault.status(403, method=method, path=path, times=1))
    assert wording.KEY_MAY_NOT in submit(env)
    assert (state(env), submissions(env)) == ("PREPARE_FOR_SUBMISSION", ["COMPLETE"])


NO_BUILD = b"""{"errors": [{"status": "409", "code": "STATE_ERROR.ENTITY_STATE_INVALID", "title": "No", "meta":
{"associatedErrors": {"/v1/appStoreVersions/1": [{"status": "409", "code": "ENTITY_ERROR.RELATIONSHIP.REQUIRED",
"title": "Missing", "source": {"pointer": "/data/relationships/build"}}]}}}]}"""


@pytest.mark.parametrize("kind", [b"SCREENSHOT", b"PREVIEW"])
def test_a_file_in_processing_is_waited_for_and_the_wait_is_shown(env: Env, kind: bytes) -> None:
    ready(env)
    answer = UPLOADING.replace(b"KIND", kind)
    env.apple.faults.add(Fault.status(409, answer, method="POST", path="/v1/reviewSubmissionItems", times=1))
    text = submit(env)
    assert wording.STILL_PROCESSES in text
    assert state(env) == "PREPARE_FOR_SUBMISSION"
    later(env, 2)
    assert state(env) == "WAITING_FOR_REVIEW"
    assert wording.STILL_PROCESSES not in posted(env)
    assert wording.SUBMITTED_BY_EDDIE in posted(env)
    assert len(submissions(env)) == 1


UPLOADING = b"""{"errors": [{"status": "409", "code": "STATE_ERROR.KIND_UPLOADS_IN_PROGRESS", "title": "No"}]}"""


def test_a_version_that_has_not_settled_is_sent_later(env: Env) -> None:
    ready(env)
    env.apple.settling = 10.0
    assert wording.NOT_SETTLED in submit(env)
    assert submissions(env) == ["READY_FOR_REVIEW"]
    later(env, 11)
    assert (state(env), submissions(env)) == ("WAITING_FOR_REVIEW", ["WAITING_FOR_REVIEW"])


def test_a_wait_ends_after_half_an_hour_and_everything_is_taken_back(env: Env) -> None:
    ready(env)
    env.apple.settling = 10_000.0
    submit(env)
    later(env, 31 * 60)
    assert wording.WAITED_HALF_AN_HOUR in posted(env)
    assert (state(env), submissions(env)) == ("PREPARE_FOR_SUBMISSION", ["COMPLETE"])


def test_a_draft_that_is_empty_is_used(env: Env) -> None:
    ready(env)
    draft = env.apple.add_submission(env.app_id)
    submit(env)
    assert [submission.id for submission in env.apple.submissions(env.app_id)] == [draft]
    assert submissions(env) == ["WAITING_FOR_REVIEW"]


def test_a_draft_that_has_only_the_version_is_sent(env: Env) -> None:
    ready(env)
    env.apple.add_submission(env.app_id, version_id=env.version_id)
    submit(env)
    assert submissions(env) == ["WAITING_FOR_REVIEW"]
    assert len(env.writes()) == 1


def test_a_draft_with_other_things_is_left_alone(env: Env) -> None:
    ready(env)
    env.apple.add_submission(env.app_id, other=True)
    submit(env)
    assert submissions(env) == ["READY_FOR_REVIEW", "WAITING_FOR_REVIEW"]


def test_a_version_in_a_draft_with_other_things_is_not_sent_and_the_draft_is_named(env: Env) -> None:
    ready(env)
    draft = env.apple.add_submission(env.app_id, version_id=env.version_id, other=True)
    text = submit(env)
    assert draft in text
    assert wording.WITH_OTHER_ITEMS in text
    assert (submissions(env), env.writes()) == (["READY_FOR_REVIEW"], [])


def test_apple_may_take_no_second_draft(env: Env) -> None:
    ready(env)
    env.apple.refuses_second_draft = True
    draft = env.apple.add_submission(env.app_id, other=True)
    text = submit(env)
    assert draft in text
    assert wording.NO_SECOND_DRAFT in text
    assert state(env) == "PREPARE_FOR_SUBMISSION"


def test_a_draft_is_created_once_apple_has_ended_the_one_before(env: Env) -> None:
    ready(env)
    env.apple.canceling = 20.0
    env.apple.cancel_submission(env.apple.add_submission(env.app_id))
    env.apple.faults.add(Fault.status(409, STILL_THERE, method="POST", path="/v1/reviewSubmissions$", times=1))
    assert wording.BEING_WITHDRAWN in submit(env)
    later(env, 21)
    assert (state(env), submissions(env)) == ("WAITING_FOR_REVIEW", ["COMPLETE", "WAITING_FOR_REVIEW"])


STILL_THERE = b"""{"errors": [{"status": "409", "code": "STATE_ERROR", "title": "No", "detail": "One at a time."}]}"""


def test_another_submission_of_the_platform_must_end_first(env: Env) -> None:
    ready(env)
    other = env.apple.add_submission(env.app_id, other=True)
    requested(env, "/asc submit")
    env.apple.send_submission(other)
    text = press(env, SUBMIT)
    assert other in text
    assert wording.ONE_AT_A_TIME in text
    assert (state(env), submissions(env)) == ("PREPARE_FOR_SUBMISSION", ["WAITING_FOR_REVIEW", "COMPLETE"])


def test_a_submission_that_apples_list_lacks_is_found_by_its_refusal(env: Env) -> None:
    ready(env)
    draft = env.apple.add_submission(env.app_id, version_id=env.version_id)
    env.apple.send_submission(draft)
    env.apple.start_review(env.version_id)
    env.apple.reject(env.version_id)
    env.apple.faults.add(Fault.status(200, b'{"data": []}', method="GET", path="/reviewSubmissions$"))
    submit(env)
    assert (state(env), submissions(env)) == ("WAITING_FOR_REVIEW", ["WAITING_FOR_REVIEW", "COMPLETE"])


def test_a_refusal_that_names_a_submission_that_is_gone_is_quoted(env: Env) -> None:
    ready(env)
    env.apple.faults.add(Fault.status(409, TAKEN, method="POST", path="/v1/reviewSubmissionItems"))
    assert wording.ADDED_TO_ANOTHER in submit(env)
    assert (state(env), submissions(env)) == ("PREPARE_FOR_SUBMISSION", ["COMPLETE"])


TAKEN = b"""{"errors": [{"status": "409", "code": "STATE_ERROR.ITEM_PART_OF_ANOTHER_SUBMISSION", "title": "No",
"detail": "It was already added to another reviewSubmission with id 4711-gone"}]}"""


@pytest.mark.parametrize("rejected", ["REJECTED", "METADATA_REJECTED", "INVALID_BINARY"])
def test_a_rejected_version_is_submitted_again_through_its_submission(env: Env, rejected: str) -> None:
    ready(env)
    submit(env)
    env.apple.start_review(env.version_id)
    env.apple.reject(env.version_id, rejected)
    assert wording.SUBMITTED_AGAIN in submit(env)
    assert (state(env), submissions(env)) == ("WAITING_FOR_REVIEW", ["WAITING_FOR_REVIEW"])


def test_a_withdrawn_version_is_submitted_anew_once_its_submission_has_ended(env: Env) -> None:
    ready(env)
    submit(env)
    env.apple.canceling = 20.0
    env.apple.cancel_submission(env.apple.submissions(env.app_id)[0].id)
    assert wording.BEING_WITHDRAWN in submit(env)
    later(env, 21)
    assert (state(env), submissions(env)) == ("WAITING_FOR_REVIEW", ["COMPLETE", "WAITING_FOR_REVIEW"])


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "reviewSubmissions$"), ("POST", "reviewSubmissionItems"), ("PATCH", "reviewSubmissions/")],
)
def test_a_call_whose_response_is_lost_is_not_repeated_blindly(env: Env, method: str, path: str) -> None:
    ready(env)
    env.retry_at_once()
    env.apple.faults.add(Fault.lost(method=method, path=path, times=1))
    submit(env)
    assert (state(env), submissions(env)) == ("WAITING_FOR_REVIEW", ["WAITING_FOR_REVIEW"])
    assert sum(call.startswith(method) for call in env.writes()) == (2 if method == "POST" else 1)


def test_two_people_submit_the_same_version_once(env: Env) -> None:
    ready(env)
    for person in (env.eddie, env.olive):
        person.types("/asc submit", env.release)
        env.work()
    for person in (env.eddie, env.olive):
        person.clicks(env.release, env.slack.ephemerals(person)[-1], SUBMIT)
    env.slack.settled()
    env.work()
    assert submissions(env) == ["WAITING_FOR_REVIEW"]
    assert wording.SUBMITTED_BY_EDDIE in posted(env)
    assert wording.OLIVE_WAS_LATE in posted(env)


@pytest.mark.parametrize(
    ("field", "expected"), [("text", wording.GERMAN_IS_DIFFERENT), ("build", wording.BUILD_IS_DIFFERENT)]
)
def test_what_changed_since_it_was_shown_is_reported_and_nothing_is_sent(env: Env, field: str, expected: str) -> None:
    ready(env)
    requested(env, "/asc submit")
    if field == "text":
        env.apple.set_text(env.version_id, "de-DE", whatsNew="Anders.")
    else:
        env.apple.set_build(env.version_id, env.apple.add_build(env.app_id, "1.2.0", "2"))
    assert expected in press(env, SUBMIT)
    assert env.writes() == []


def test_nothing_can_be_submitted_without_a_version_in_preparation(env: Env) -> None:
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    assert wording.LIVE_CREATE_THE_NEXT in requested(env, "/asc submit")


def test_which_of_several_platforms_is_asked_with_buttons(env: Env) -> None:
    ready(env)
    env.apple.add_version(env.app_id, "1.2.0", platform="MAC_OS", locales=["en-US"])
    assert wording.FOR_WHICH_PLATFORM in requested(env, "/asc submit")
    env.eddie.clicks(env.release, env.slack.ephemerals(env.eddie)[-1], "iOS")
    env.slack.settled()
    env.work()
    press(env, SUBMIT)
    assert state(env) == "WAITING_FOR_REVIEW"


def test_a_dry_run_shows_the_offer_without_its_button(env: Env) -> None:
    ready(env)
    text = requested(env, "/asc submit --dry-run")
    assert wording.CAN_BE_SUBMITTED in text
    assert SUBMIT not in text


def test_a_submission_is_in_the_audit_trail(env: Env) -> None:
    ready(env)
    submit(env)
    assert wording.AUDIT_OF_SUBMISSION in requested(env, "/asc audit")
