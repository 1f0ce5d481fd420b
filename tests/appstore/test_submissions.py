"""Review submissions, and the version that is to be submitted; what a lost call has done is looked up first."""

from __future__ import annotations

from typing import Any

import httpx

from appstore import submissions
from appstore.errors import reasons_in
from appstore.releases import candidates
from appstore.submissions import ReviewItemState, SubmissionState
from tests.appstore.scripted_apple import ScriptedApple, answer, resource

LOST = httpx.ReadTimeout("lost")
VERSION = {"type": "appStoreVersions", "id": "v"}


def submission(identity: str, state: str, *, sent: bool = False, version: dict[str, str] | None = None) -> Any:  # noqa: ANN401
    attributes = {"platform": "IOS", "state": state, "submittedDate": "2026-11-29T01:00:00-07:00" if sent else None}
    return resource("reviewSubmissions", identity, attributes, appStoreVersionForReview=version)


def test_a_draft_is_one_that_was_never_sent() -> None:
    rows = [submission("1", "READY_FOR_REVIEW"), submission("2", "UNRESOLVED_ISSUES", sent=True, version=VERSION)]
    scripted = ScriptedApple(answer(rows))
    draft, rejected = submissions.open_ones(scripted.apple, "1447", "IOS")
    assert (draft.is_draft, draft.version_id) == (True, "")
    assert (rejected.is_draft, rejected.version_id) == (False, "v")
    assert "COMPLETE" not in scripted.script.requests[0].url.params["filter[state]"].split(",")


def test_a_removed_item_is_none() -> None:
    rows = [
        resource("reviewSubmissionItems", "1", {"state": "REMOVED"}, appStoreVersion=VERSION),
        resource("reviewSubmissionItems", "2", {"state": "REJECTED"}, appStoreVersion=VERSION),
        resource("reviewSubmissionItems", "3", {"state": "READY_FOR_REVIEW"}),
    ]
    found = submissions.items(ScriptedApple(answer(rows)).apple, "s")
    assert [(item.id, item.state, item.version_id) for item in found] == [
        ("2", ReviewItemState.REJECTED, "v"),
        ("3", ReviewItemState.READY_FOR_REVIEW, ""),
    ]


def test_a_draft_whose_response_was_lost_is_found_again() -> None:
    known = submissions.open_ones(ScriptedApple(answer([submission("1", "READY_FOR_REVIEW")])).apple, "1447", "IOS")
    both = [submission("1", "READY_FOR_REVIEW"), submission("2", "READY_FOR_REVIEW")]
    scripted = ScriptedApple(LOST, answer(both))
    assert submissions.create(scripted.apple, "1447", "IOS", known).id == "2"
    assert scripted.script.requested == ["POST /v1/reviewSubmissions", "GET /v1/apps/1447/reviewSubmissions"]


def test_an_item_whose_response_was_lost_is_not_added_twice() -> None:
    item = resource("reviewSubmissionItems", "1", {"state": "READY_FOR_REVIEW"}, appStoreVersion=VERSION)
    scripted = ScriptedApple(LOST, answer([item]))
    submissions.add_version(scripted.apple, "s", "v")
    assert scripted.script.requested == ["POST /v1/reviewSubmissionItems", "GET /v1/reviewSubmissions/s/items"]
    assert "attributes" not in scripted.script.sent(0)["data"]


def test_a_submission_whose_response_was_lost_is_not_sent_twice() -> None:
    scripted = ScriptedApple(LOST, answer(submission("s", "WAITING_FOR_REVIEW", sent=True)))
    assert submissions.send(scripted.apple, "s").state is SubmissionState.WAITING_FOR_REVIEW
    assert scripted.script.requested == ["PATCH /v1/reviewSubmissions/s", "GET /v1/reviewSubmissions/s"]


def test_a_submission_that_is_no_longer_sent_is_sent_after_a_lost_response() -> None:
    draft, sent = submission("s", "READY_FOR_REVIEW"), submission("s", "WAITING_FOR_REVIEW", sent=True)
    scripted = ScriptedApple(LOST, answer(draft), answer(sent))
    assert submissions.send(scripted.apple, "s").sent


def test_the_only_item_has_the_only_version_that_is_included() -> None:
    unlinked = answer([resource("reviewSubmissionItems", "1", {})], included=[resource("appStoreVersions", "v")])
    (item,) = submissions.items(ScriptedApple(unlinked).apple, "s")
    assert item.version_id == "v"


def test_what_apple_leaves_out_of_a_candidate_is_read_on_its_own() -> None:
    scripted = ScriptedApple(
        answer({"type": "appStoreVersions", "id": "v", "attributes": {"versionString": "1.2.0"}}),
        answer([resource("appStoreVersionLocalizations", "l", {"locale": "de-DE"})]),
        answer(resource("builds", "b", {"version": "42"})),
    )
    found = candidates.read(scripted.apple, "1447", "v")
    assert (found.build, found.locales) == ("42", {"l": "de-DE"})


def test_a_candidate_is_read_with_its_build_and_texts_in_one_call() -> None:
    attributes = {"versionString": "1.2.0", "platform": "IOS", "releaseType": "MANUAL"}
    build = resource("builds", "b", {"version": "42"})
    german = resource("appStoreVersionLocalizations", "l", {"locale": "de-DE", "whatsNew": "Neu", "keywords": None})
    related = {"build": build, "appStoreVersionLocalizations": [german]}
    version = resource("appStoreVersions", "v", attributes, **related)
    scripted = ScriptedApple(answer(version, included=[build, german]))
    found = candidates.read(scripted.apple, "1447", "v")
    assert (found.version.version_string, found.build) == ("1.2.0", "42")
    assert (found.texts, found.locales) == ({"de-DE": {"locale": "de-DE", "whatsNew": "Neu"}}, {"l": "de-DE"})


def test_an_associated_error_says_which_resource_it_is_about() -> None:
    inner = {"status": "409", "code": "ENTITY_ERROR.ATTRIBUTE.REQUIRED", "title": "Missing"}
    meta = {"associatedErrors": {"/v1/builds/b": [inner]}}
    outer = {"status": "409", "code": "STATE_ERROR.ENTITY_STATE_INVALID", "title": "No", "meta": meta}
    first, second = reasons_in(httpx.Response(409, json={"errors": [outer]}).text)
    assert (first.path, second.path) == ("", "/v1/builds/b")
