"""A review arrives in the channel with a drafted reply; a person decides; Apple publishes it once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from appstore import reviews
from appstore.errors import Unavailable
from cards.failures import errors
from cards.reviews.audit_tags import REPLY_PUBLISHED, REPLY_SKIPPED, REPLY_WITHDRAWN
from records import audit
from records.keys import DAY
from records.people import Role
from records.reviews import drafts as review_drafts
from records.reviews.drafts import DraftState
from sandbox.appstore import Fault
from sandbox.slack import Person
from sandbox.slack.faults import Act
from sandbox.slack.faults import Fault as SlackFault
from tests.support import wording
from tests.support.env import Env
from tests.support.granting import grant
from tests.support.review_env import ReviewEnv, open_review_env

POST, RESPONSES = "POST", "customerReviewResponses"


@pytest.fixture
def review_env(env: Env) -> Iterator[ReviewEnv]:
    with open_review_env(env) as review_env:
        review_env.turn_on()
        yield review_env


def test_a_reply_is_published_once_a_person_approves_it_and_followed_until_apple_shows_it(
    review_env: ReviewEnv,
) -> None:
    review_env.env.apple.publish_delay = 3600
    review_id = review_env.write(1, title="Crashes", body="It crashes at every start.", nickname="stormy")
    assert wording.ONE_STAR in review_env.read()
    assert wording.WRITER_AND_COUNTRY in review_env.read()
    assert review_env.labels() == ["Approve", "Edit", "Skip", "Regenerate"]
    assert review_env.env.apple.reply(review_id) is None
    review_env.press(review_env.env.olive, "Approve")
    assert "Pending" in review_env.read()
    assert wording.APPROVED_BY_OLIVE in review_env.read()
    review_env.env.apple.set_reply(review_id, review_env.answer(review_id).text, "PUBLISHED")
    review_env.later(60)
    review_env.tick()
    assert wording.PUBLISHED_BY_OLIVE in review_env.read().replace("*", "")
    assert review_env.labels() == ["Change reply", "Withdraw"]
    assert review_env.posts_to_apple() == 1
    entry = audit.newest(review_env.env.kit.redis, 1)[0]
    assert (entry.tag, entry.user) == (REPLY_PUBLISHED, review_env.env.olive.id)


def test_an_edited_draft_is_kept_and_still_has_to_be_approved(review_env: ReviewEnv) -> None:
    review_id = review_env.write(3, title="Nice, but")
    seen = review_env.message()
    review_env.env.eddie.clicks(review_env.env.release, seen.ts, "Edit")
    form = review_env.env.slack.wait_for_view(review_env.env.eddie)
    draft = review_env.draft(review_id).text
    assert f"Now {len(draft)} of 5,970 characters." in str(form.blocks)
    assert review_env.env.eddie.submits({"Reply": "Thank you :tada: for <this>."}).errors is None
    review_env.env.work()
    assert "Thank you 🎉 for <this>." in review_env.read()
    assert wording.WRITTEN_BY_EDDIE in review_env.read()
    assert review_env.posts_to_apple() == 0
    review_env.env.olive.clicks(review_env.env.release, seen, "Approve")
    review_env.env.work()
    assert wording.DRAFT_HAS_CHANGED in review_env.env.ephemeral_text(review_env.env.olive)
    assert review_env.posts_to_apple() == 0
    review_env.press(review_env.env.olive, "Approve")
    assert review_env.answer(review_id).text == "Thank you 🎉 for <this>."


def test_two_forms_about_one_draft_do_not_overwrite_each_other(review_env: ReviewEnv) -> None:
    review_id = review_env.write(3, title="Nice, but")
    review_env.env.eddie.clicks(review_env.env.release, review_env.message().ts, "Edit")
    review_env.env.olive.clicks(review_env.env.release, review_env.message().ts, "Edit")
    assert review_env.env.eddie.submits({"Reply": "From Eddie."}).errors is None
    review_env.env.work()
    assert wording.DRAFT_CHANGED_OR_DECIDED in str(review_env.env.olive.submits({"Reply": "From Olive."}).errors)
    assert review_env.draft(review_id).text == "From Eddie."


def test_the_second_of_two_forms_sent_at_once_is_given_back_to_its_author(review_env: ReviewEnv) -> None:
    review_id = review_env.write(3, title="Nice, but")
    review_env.env.eddie.clicks(review_env.env.release, review_env.message().ts, "Edit")
    review_env.env.olive.clicks(review_env.env.release, review_env.message().ts, "Edit")
    assert review_env.env.eddie.submits({"Reply": "From Eddie."}).errors is None
    assert review_env.env.olive.submits({"Reply": "From Olive."}).errors is None
    review_env.env.work()
    assert review_env.draft(review_id).text == "From Eddie."
    assert "Your text was not kept" in review_env.env.ephemeral_text(review_env.env.olive)
    assert "From Olive." in review_env.env.ephemeral_text(review_env.env.olive)


def test_a_reply_of_more_than_three_thousand_characters_is_edited_in_two_fields(review_env: ReviewEnv) -> None:
    text = f"{'a' * 2990}\n\n{'b' * 2500}"
    review_id = review_env.write(2, title="Long story")
    review_env.env.olive.types(f"/asc reply {review_id} {text}", review_env.env.release)
    review_env.env.work()
    assert review_env.draft(review_id).text == text
    review_env.env.olive.clicks(review_env.env.release, review_env.message().ts, "Edit")
    assert review_env.env.slack.wait_for_view(review_env.env.olive).fields == ("Reply", "Reply, second part")
    assert review_env.env.olive.submits({"Reply, second part": "b" * 2978}).errors is None
    review_env.env.work()
    assert review_env.draft(review_id).text == f"{'a' * 2990}\n\n{'b' * 2978}"
    review_env.env.olive.clicks(review_env.env.release, review_env.message().ts, "Edit")
    reported = review_env.env.olive.submits({"Reply": "a" * 3000, "Reply, second part": "b" * 3000}).errors
    assert "6,002 characters" in str(reported)
    review_env.env.olive.closes()
    review_env.press(review_env.env.olive, "Approve")
    assert len(review_env.answer(review_id).text) == 5970


def test_a_skipped_draft_is_closed_and_nothing_is_published(review_env: ReviewEnv) -> None:
    review_env.write(2, title="Meh")
    review_env.press(review_env.env.eddie, "Skip")
    assert wording.SKIPPED_BY_EDDIE in review_env.read()
    assert review_env.labels() == []
    assert review_env.posts_to_apple() == 0
    assert audit.newest(review_env.env.kit.redis, 1)[0].tag == REPLY_SKIPPED


def test_regenerate_drafts_another_text(review_env: ReviewEnv) -> None:
    review_id = review_env.write(1, title="Crash", body="It crashes.")
    before = review_env.draft(review_id).text
    review_env.press(review_env.env.eddie, "Regenerate")
    assert review_env.draft(review_id).text != before
    assert review_env.draft(review_id).text in review_env.read()


def test_regenerate_pressed_twice_drafts_one_other_text(review_env: ReviewEnv) -> None:
    review_id = review_env.write(1, title="Crash", body="It crashes.")
    seen = review_env.message()
    review_env.env.eddie.clicks(review_env.env.release, seen, "Regenerate")
    review_env.env.olive.clicks(review_env.env.release, seen, "Regenerate")
    review_env.env.work()
    assert review_env.draft(review_id).revision == 2
    assert wording.DRAFT_HAS_CHANGED in review_env.env.ephemeral_text(review_env.env.olive)


def test_regenerate_says_when_no_other_template_fits(review_env: ReviewEnv) -> None:
    review_env.write(5, title="Great")
    review_env.press(review_env.env.eddie, "Regenerate")
    assert wording.NO_OTHER_TEMPLATE in review_env.env.ephemeral_text(review_env.env.eddie)
    review_env.press(review_env.env.olive, "Approve")
    assert review_env.posts_to_apple() == 1


def test_the_second_of_two_approvers_hears_who_was_first(review_env: ReviewEnv) -> None:
    review_env.write(1, title="Bad")
    seen = review_env.message()
    review_env.env.olive.clicks(review_env.env.release, seen, "Approve")
    review_env.env.eddie.clicks(review_env.env.release, seen, "Approve")
    review_env.env.olive.clicks(review_env.env.release, seen, "Approve")
    review_env.env.work()
    review_env.env.eddie.clicks(review_env.env.release, seen, "Skip")
    review_env.env.work()
    assert review_env.posts_to_apple() == 1
    assert wording.decided_first("Olive") in review_env.env.ephemeral_text(review_env.env.eddie)


def test_an_answer_given_meanwhile_in_app_store_connect_is_shown_and_asked_about(review_env: ReviewEnv) -> None:
    review_id = review_env.write(2, title="Slow")
    review_env.env.apple.set_reply(review_id, "We answered on the web.")
    review_env.press(review_env.env.olive, "Approve")
    assert review_env.posts_to_apple() == 0
    assert wording.ANSWERED_MEANWHILE_AT_APPLE in review_env.read()
    assert "We answered on the web." in review_env.read()
    assert review_env.labels()[0] == "Approve"
    review_env.press(review_env.env.olive, "Approve")
    assert review_env.answer(review_id).text == review_env.draft(review_id).text


def test_a_review_that_its_author_changed_since_the_draft_is_shown_old_and_new(review_env: ReviewEnv) -> None:
    review_id = review_env.write(1, title="Terrible", body="It lost my data.")
    review_env.env.apple.edit_review(review_id, rating=5, title="Great", body="All is well now.")
    review_env.press(review_env.env.olive, "Approve")
    assert review_env.posts_to_apple() == 0
    for words in ("The author changed this review", "It lost my data.", "All is well now.", "5 of 5 stars"):
        assert words in review_env.read()
    review_env.press(review_env.env.olive, "Approve")
    assert review_env.posts_to_apple() == 1


def test_a_told_review_that_its_author_edits_updates_its_card_and_its_draft(review_env: ReviewEnv) -> None:
    review_id = review_env.write(1, title="Terrible", body="It crashes.")
    before = review_env.draft(review_id).text
    review_env.env.apple.edit_review(review_id, rating=5, title="Great", body="Wonderful app.")
    review_env.look()
    assert len(review_env.cards()) == 1
    assert "Wonderful app." in review_env.read()
    assert review_env.draft(review_id).text != before


def test_a_failure_of_apple_keeps_the_draft_and_offers_to_try_again(review_env: ReviewEnv) -> None:
    review_id = review_env.write(2, title="Slow")
    review_env.env.apple.faults.add(Fault.status(422, method=POST, path=RESPONSES, times=1))
    review_env.press(review_env.env.olive, "Approve")
    assert review_env.labels() == ["Try again", "Edit", "Skip", "Regenerate"]
    assert "Not published." in review_env.read()
    review_env.press(review_env.env.olive, "Try again")
    assert review_env.answer(review_id).text == review_env.draft(review_id).text


def test_a_key_that_may_not_reply_is_told_with_the_role_it_needs(review_env: ReviewEnv) -> None:
    review_env.write(2, title="Slow")
    review_env.env.apple.faults.add(Fault.status(403, method=POST, path=RESPONSES))
    review_env.press(review_env.env.olive, "Approve")
    assert "role" in review_env.read()
    assert "Admin" in review_env.read()
    assert review_env.labels()[0] == "Try again"


def test_an_answer_of_apple_that_gets_lost_publishes_once(review_env: ReviewEnv) -> None:
    review_id = review_env.write(2, title="Slow")
    review_env.env.apple.faults.add(Fault.lost(504, method=POST, path=RESPONSES, nth=1))
    review_env.press(review_env.env.olive, "Approve")
    assert review_env.posts_to_apple() == 1
    assert review_env.answer(review_id).text == review_env.draft(review_id).text
    assert review_env.draft(review_id).state is DraftState.PUBLISHED
    assert wording.PUBLISHED_BY_OLIVE in review_env.read().replace("*", "")


def test_a_reply_that_apple_took_without_ever_saying_so_is_known_as_the_approvers(review_env: ReviewEnv) -> None:
    review_id = review_env.write(2, title="Slow")
    review_env.env.apple.faults.add(Fault.status(403, method=POST, path=RESPONSES, times=1))
    review_env.press(review_env.env.olive, "Approve")
    assert review_env.labels()[0] == "Try again"
    reviews.reply(review_env.env.kit.apple_of(""), review_id, review_env.draft(review_id).text)
    review_env.look()
    review_env.tick()
    assert wording.APPROVED_BY_OLIVE in review_env.read()
    assert wording.ANSWERED_MEANWHILE not in review_env.read()
    assert review_env.labels() == ["Change reply", "Withdraw"]
    entry = audit.newest(review_env.env.kit.redis, 1)[0]
    assert (entry.tag, entry.user) == (REPLY_PUBLISHED, review_env.env.olive.id)
    assert review_env.posts_to_apple() == 2


def test_nobody_is_told_that_nothing_happened_where_apple_may_have_taken_it() -> None:
    lost = Unavailable("POST /v1/customerReviewResponses", maybe_done=True)
    assert wording.MAYBE_TAKEN in errors.reason(lost)
    assert wording.NOT_HALF_DONE in errors.reason(Unavailable("GET /v1/apps", maybe_done=False))


def test_a_worker_killed_after_apple_took_the_reply_publishes_nothing_twice(review_env: ReviewEnv) -> None:
    review_id = review_env.write(2, title="Slow")
    review_env.env.olive.clicks(review_env.env.release, review_env.message().ts, "Approve")
    reviews.reply(review_env.env.kit.apple_of(""), review_id, review_env.draft(review_id).text)
    review_env.env.work()
    assert review_env.posts_to_apple() == 1
    assert review_env.draft(review_id).publisher == review_env.env.olive.id
    assert wording.APPROVED_BY_OLIVE in review_env.read()


def test_a_card_that_slack_would_not_change_is_changed_later(review_env: ReviewEnv) -> None:
    review_env.write(2, title="Slow")
    review_env.env.slack.faults.add(SlackFault("chat.update", Act.ERROR, times=3, error="ekm_access_denied"))
    review_env.press(review_env.env.olive, "Approve")
    assert review_env.posts_to_apple() == 1
    assert review_env.labels()[0] == "Approve"
    review_env.later(61)
    review_env.tick()
    assert wording.APPROVED_BY_OLIVE in review_env.read()
    edits = review_env.message().edits.count
    review_env.later(3600)
    review_env.tick()
    review_env.look()
    assert review_env.message().edits.count <= edits + 1


def test_a_decision_whose_job_was_lost_is_found_by_the_clock(review_env: ReviewEnv) -> None:
    review_id = review_env.write(2, title="Slow")
    review_drafts.change(
        review_env.env.kit.redis,
        review_id,
        lambda draft: replace(draft, state=DraftState.SENDING, user=review_env.env.olive.id),
    )
    review_drafts.DUE.set(review_env.env.kit.redis, review_id, review_env.env.kit.clock())
    review_env.tick()
    assert review_env.posts_to_apple() == 1


def test_a_draft_that_nobody_decides_about_closes_itself_after_a_week(review_env: ReviewEnv) -> None:
    review_env.write(2, title="Slow")
    review_env.later(6 * DAY)
    review_env.tick()
    assert review_env.labels()
    review_env.later(1 * DAY)
    review_env.tick()
    assert wording.NO_DECISION in review_env.read()
    assert review_env.labels() == []


def test_a_published_reply_can_be_changed_and_withdrawn(review_env: ReviewEnv) -> None:
    review_id = review_env.write(2, title="Slow")
    review_env.press(review_env.env.olive, "Approve")
    review_env.env.olive.clicks(review_env.env.release, review_env.message().ts, "Change reply")
    review_env.env.olive.submits({"Reply": "Better words."})
    review_env.env.work()
    assert wording.DRAFT_IN_ITS_PLACE in review_env.read()
    review_env.press(review_env.env.olive, "Approve")
    assert review_env.answer(review_id).text == "Better words."
    review_env.press(review_env.env.olive, "Withdraw")
    assert review_env.env.apple.reply(review_id) is None
    assert wording.WITHDRAWN_BY_OLIVE in review_env.read()
    assert review_env.labels() == []
    tags = [entry.tag for entry in audit.newest(review_env.env.kit.redis, 4)]
    assert tags[0] == REPLY_WITHDRAWN


def test_a_changed_reply_that_is_skipped_leaves_the_published_one(review_env: ReviewEnv) -> None:
    review_id = review_env.write(2, title="Slow")
    review_env.press(review_env.env.olive, "Approve")
    first = review_env.answer(review_id).text
    review_env.env.olive.clicks(review_env.env.release, review_env.message().ts, "Change reply")
    review_env.env.olive.submits({"Reply": "Better words."})
    review_env.env.work()
    review_env.press(review_env.env.olive, "Skip")
    assert review_env.labels() == ["Change reply", "Withdraw"]
    assert review_env.answer(review_id).text == first
    assert "Better words." not in review_env.read()


def test_only_approvers_may_approve(review_env: ReviewEnv) -> None:
    grant(review_env.env.kit.redis, review_env.env.eddie.id, Role.EDITOR)
    review_env.write(2, title="Slow")
    for person in (review_env.env.eddie, review_env.env.vera, review_env.env.gus):
        review_env.press(person, "Approve")
    assert review_env.posts_to_apple() == 0
    assert wording.TAKES_APPROVER in _whispered(review_env, review_env.env.eddie)
    review_env.press(review_env.env.vera, "Skip")
    assert review_env.labels()[0] == "Approve"


def test_with_four_eyes_nobody_approves_what_they_wrote(env: Env) -> None:
    with open_review_env(env, four_eyes=True) as review_env:
        review_env.turn_on()
        review_id = review_env.write(2, title="Slow")
        env.olive.clicks(env.release, review_env.message().ts, "Edit")
        env.olive.submits({"Reply": "Mine."})
        env.work()
        review_env.press(env.olive, "Approve")
        assert review_env.posts_to_apple() == 0
        assert "four-eyes approval" in env.ephemeral_text(env.olive)
        review_env.press(env.eddie, "Approve")
        assert review_env.answer(review_id).text == "Mine."


def test_a_review_that_was_removed_is_not_answered(review_env: ReviewEnv) -> None:
    review_id = review_env.write(2, title="Slow")
    review_env.env.apple.remove_review(review_id)
    review_env.press(review_env.env.olive, "Approve")
    assert wording.REVIEW_IS_GONE in review_env.read()
    assert review_env.labels() == []


def test_a_pending_reply_that_the_review_does_not_show_yet_was_not_withdrawn(review_env: ReviewEnv) -> None:
    review_env.env.apple.publish_delay = 86_400
    review_id = review_env.write(2, title="Slow", body="")
    review_env.press(review_env.env.olive, "Approve")
    attributes = {"rating": 2, "title": "Slow", "createdDate": "2026-05-01T00:00:00Z"}
    bare = {"type": "customerReviews", "id": review_id, "attributes": attributes}
    for path, data in (("customerReviews$", [bare]), ("customerReviews/", bare)):
        body = json.dumps({"data": data}).encode()
        review_env.env.apple.faults.add(Fault.status(200, body, method="GET", path=path, times=99))
    review_env.look()
    review_env.look()
    assert "Pending" in review_env.read()
    assert review_env.labels() == ["Change reply", "Withdraw"]
    review_env.press(review_env.env.olive, "Withdraw")
    assert wording.WITHDRAWN_BY_OLIVE in review_env.read()
    assert review_env.env.apple.reply(review_id) is None


def test_a_pending_reply_that_was_taken_back_in_app_store_connect_is_noticed(review_env: ReviewEnv) -> None:
    review_env.env.apple.publish_delay = 86_400
    review_id = review_env.write(2, title="Slow")
    review_env.press(review_env.env.olive, "Approve")
    stands = reviews.get(review_env.env.kit.apple_of(""), review_id)
    assert stands is not None
    assert stands.response is not None
    reviews.withdraw(review_env.env.kit.apple_of(""), stands.response.id)
    review_env.look()
    assert wording.WITHDRAWN_ELSEWHERE in review_env.read()


def test_a_reply_is_not_waited_for_any_more_once_its_review_was_removed(review_env: ReviewEnv) -> None:
    review_env.env.apple.publish_delay = 3600
    review_id = review_env.write(2, title="Slow")
    review_env.press(review_env.env.olive, "Approve")
    assert "Pending" in review_env.read()
    review_env.env.apple.remove_review(review_id)
    review_env.later(60)
    review_env.tick()
    assert wording.REVIEW_AND_REPLY_ARE_GONE in review_env.read()
    assert "Pending" not in review_env.read()
    assert review_env.labels() == []
    assert review_drafts.DUE.everything(review_env.env.kit.redis) == []


def test_a_reply_that_apple_refuses_for_its_state_says_nothing_of_versions(review_env: ReviewEnv) -> None:
    review_env.write(1, title="Bad")
    body = b'{"errors": [{"status": "409", "code": "STATE_ERROR.X", "title": "No.", "detail": "Not now."}]}'
    review_env.env.apple.faults.add(Fault.status(409, body, method=POST, path=RESPONSES, times=1))
    review_env.press(review_env.env.olive, "Approve")
    assert wording.NOT_PUBLISHED_NOW in review_env.read()
    assert "version" not in review_env.read().partition("Not published.")[2]
    assert review_env.labels()[0] == "Try again"


def _whispered(review_env: ReviewEnv, person: Person) -> str:
    return "\n".join(ephemeral.text for ephemeral in review_env.env.slack.ephemerals(person))
