"""A review arrives in the channel with a drafted reply; a person decides; Apple publishes it once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from appstore import reviews
from appstore.errors import Unavailable
from cards import errors
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
from tests.support.env import Stage
from tests.support.granting import grant
from tests.support.review_env import Desk, opened

POST, RESPONSES = "POST", "customerReviewResponses"


@pytest.fixture
def desk(stage: Stage) -> Iterator[Desk]:
    with opened(stage) as desk:
        desk.turn_on()
        yield desk


def test_a_reply_is_published_once_a_person_approves_it_and_followed_until_apple_shows_it(desk: Desk) -> None:
    desk.stage.apple.publish_delay = 3600
    review_id = desk.write(1, title="Crashes", body="It crashes at every start.", nickname="stormy")
    assert wording.ONE_STAR in desk.read()
    assert wording.WRITER_AND_COUNTRY in desk.read()
    assert desk.labels() == ["Approve", "Edit", "Skip", "Regenerate"]
    assert desk.stage.apple.reply(review_id) is None
    desk.press(desk.stage.olive, "Approve")
    assert "Pending" in desk.read()
    assert wording.APPROVED_BY_OLIVE in desk.read()
    desk.stage.apple.set_reply(review_id, desk.answer(review_id).text, "PUBLISHED")
    desk.later(60)
    desk.tick()
    assert wording.PUBLISHED_BY_OLIVE in desk.read().replace("*", "")
    assert desk.labels() == ["Change reply", "Withdraw"]
    assert desk.posts_to_apple() == 1
    entry = audit.newest(desk.stage.kit.redis, 1)[0]
    assert (entry.tag, entry.user) == (REPLY_PUBLISHED, desk.stage.olive.id)


def test_an_edited_draft_is_kept_and_still_has_to_be_approved(desk: Desk) -> None:
    review_id = desk.write(3, title="Nice, but")
    seen = desk.message()
    desk.stage.eddie.clicks(desk.stage.release, seen.ts, "Edit")
    form = desk.stage.slack.wait_for_view(desk.stage.eddie)
    draft = desk.draft(review_id).text
    assert f"Now {len(draft)} of 5,970 characters." in str(form.blocks)
    assert desk.stage.eddie.submits({"Reply": "Thank you :tada: for <this>."}).errors is None
    desk.stage.work()
    assert "Thank you 🎉 for <this>." in desk.read()
    assert wording.WRITTEN_BY_EDDIE in desk.read()
    assert desk.posts_to_apple() == 0
    desk.stage.olive.clicks(desk.stage.release, seen, "Approve")
    desk.stage.work()
    assert wording.DRAFT_HAS_CHANGED in desk.stage.whispers(desk.stage.olive)
    assert desk.posts_to_apple() == 0
    desk.press(desk.stage.olive, "Approve")
    assert desk.answer(review_id).text == "Thank you 🎉 for <this>."


def test_two_forms_about_one_draft_do_not_overwrite_each_other(desk: Desk) -> None:
    review_id = desk.write(3, title="Nice, but")
    desk.stage.eddie.clicks(desk.stage.release, desk.message().ts, "Edit")
    desk.stage.olive.clicks(desk.stage.release, desk.message().ts, "Edit")
    assert desk.stage.eddie.submits({"Reply": "From Eddie."}).errors is None
    desk.stage.work()
    assert wording.DRAFT_CHANGED_OR_DECIDED in str(desk.stage.olive.submits({"Reply": "From Olive."}).errors)
    assert desk.draft(review_id).text == "From Eddie."


def test_the_second_of_two_forms_sent_at_once_is_given_back_to_its_author(desk: Desk) -> None:
    review_id = desk.write(3, title="Nice, but")
    desk.stage.eddie.clicks(desk.stage.release, desk.message().ts, "Edit")
    desk.stage.olive.clicks(desk.stage.release, desk.message().ts, "Edit")
    assert desk.stage.eddie.submits({"Reply": "From Eddie."}).errors is None
    assert desk.stage.olive.submits({"Reply": "From Olive."}).errors is None
    desk.stage.work()
    assert desk.draft(review_id).text == "From Eddie."
    assert "Your text was not kept" in desk.stage.whispers(desk.stage.olive)
    assert "From Olive." in desk.stage.whispers(desk.stage.olive)


def test_a_reply_of_more_than_three_thousand_characters_is_edited_in_two_fields(desk: Desk) -> None:
    text = f"{'a' * 2990}\n\n{'b' * 2500}"
    review_id = desk.write(2, title="Long story")
    desk.stage.olive.types(f"/asc reply {review_id} {text}", desk.stage.release)
    desk.stage.work()
    assert desk.draft(review_id).text == text
    desk.stage.olive.clicks(desk.stage.release, desk.message().ts, "Edit")
    assert desk.stage.slack.wait_for_view(desk.stage.olive).fields == ("Reply", "Reply, second part")
    assert desk.stage.olive.submits({"Reply, second part": "b" * 2978}).errors is None
    desk.stage.work()
    assert desk.draft(review_id).text == f"{'a' * 2990}\n\n{'b' * 2978}"
    desk.stage.olive.clicks(desk.stage.release, desk.message().ts, "Edit")
    told = desk.stage.olive.submits({"Reply": "a" * 3000, "Reply, second part": "b" * 3000}).errors
    assert "6,002 characters" in str(told)
    desk.stage.olive.closes()
    desk.press(desk.stage.olive, "Approve")
    assert len(desk.answer(review_id).text) == 5970


def test_a_skipped_draft_is_closed_and_nothing_is_published(desk: Desk) -> None:
    desk.write(2, title="Meh")
    desk.press(desk.stage.eddie, "Skip")
    assert wording.SKIPPED_BY_EDDIE in desk.read()
    assert desk.labels() == []
    assert desk.posts_to_apple() == 0
    assert audit.newest(desk.stage.kit.redis, 1)[0].tag == REPLY_SKIPPED


def test_regenerate_drafts_another_text(desk: Desk) -> None:
    review_id = desk.write(1, title="Crash", body="It crashes.")
    before = desk.draft(review_id).text
    desk.press(desk.stage.eddie, "Regenerate")
    assert desk.draft(review_id).text != before
    assert desk.draft(review_id).text in desk.read()


def test_regenerate_pressed_twice_drafts_one_other_text(desk: Desk) -> None:
    review_id = desk.write(1, title="Crash", body="It crashes.")
    seen = desk.message()
    desk.stage.eddie.clicks(desk.stage.release, seen, "Regenerate")
    desk.stage.olive.clicks(desk.stage.release, seen, "Regenerate")
    desk.stage.work()
    assert desk.draft(review_id).revision == 2
    assert wording.DRAFT_HAS_CHANGED in desk.stage.whispers(desk.stage.olive)


def test_regenerate_says_when_no_other_template_fits(desk: Desk) -> None:
    desk.write(5, title="Great")
    desk.press(desk.stage.eddie, "Regenerate")
    assert wording.NO_OTHER_TEMPLATE in desk.stage.whispers(desk.stage.eddie)
    desk.press(desk.stage.olive, "Approve")
    assert desk.posts_to_apple() == 1


def test_the_second_of_two_approvers_hears_who_was_first(desk: Desk) -> None:
    desk.write(1, title="Bad")
    seen = desk.message()
    desk.stage.olive.clicks(desk.stage.release, seen, "Approve")
    desk.stage.eddie.clicks(desk.stage.release, seen, "Approve")
    desk.stage.olive.clicks(desk.stage.release, seen, "Approve")
    desk.stage.work()
    desk.stage.eddie.clicks(desk.stage.release, seen, "Skip")
    desk.stage.work()
    assert desk.posts_to_apple() == 1
    assert wording.decided_first("Olive") in desk.stage.whispers(desk.stage.eddie)


def test_an_answer_given_meanwhile_in_app_store_connect_is_shown_and_asked_about(desk: Desk) -> None:
    review_id = desk.write(2, title="Slow")
    desk.stage.apple.set_reply(review_id, "We answered on the web.")
    desk.press(desk.stage.olive, "Approve")
    assert desk.posts_to_apple() == 0
    assert wording.ANSWERED_MEANWHILE_AT_APPLE in desk.read()
    assert "We answered on the web." in desk.read()
    assert desk.labels()[0] == "Approve"
    desk.press(desk.stage.olive, "Approve")
    assert desk.answer(review_id).text == desk.draft(review_id).text


def test_a_review_that_its_author_changed_since_the_draft_is_shown_old_and_new(desk: Desk) -> None:
    review_id = desk.write(1, title="Terrible", body="It lost my data.")
    desk.stage.apple.edit_review(review_id, rating=5, title="Great", body="All is well now.")
    desk.press(desk.stage.olive, "Approve")
    assert desk.posts_to_apple() == 0
    for words in ("Its author changed this review", "It lost my data.", "All is well now.", "5 of 5 stars"):
        assert words in desk.read()
    desk.press(desk.stage.olive, "Approve")
    assert desk.posts_to_apple() == 1


def test_a_told_review_that_its_author_edits_updates_its_card_and_its_draft(desk: Desk) -> None:
    review_id = desk.write(1, title="Terrible", body="It crashes.")
    before = desk.draft(review_id).text
    desk.stage.apple.edit_review(review_id, rating=5, title="Great", body="Wonderful app.")
    desk.look()
    assert len(desk.cards()) == 1
    assert "Wonderful app." in desk.read()
    assert desk.draft(review_id).text != before


def test_a_failure_of_apple_keeps_the_draft_and_offers_to_try_again(desk: Desk) -> None:
    review_id = desk.write(2, title="Slow")
    desk.stage.apple.faults.add(Fault.status(422, method=POST, path=RESPONSES, times=1))
    desk.press(desk.stage.olive, "Approve")
    assert desk.labels() == ["Try again", "Edit", "Skip", "Regenerate"]
    assert "Not published." in desk.read()
    desk.press(desk.stage.olive, "Try again")
    assert desk.answer(review_id).text == desk.draft(review_id).text


def test_a_key_that_may_not_reply_is_told_with_the_role_it_needs(desk: Desk) -> None:
    desk.write(2, title="Slow")
    desk.stage.apple.faults.add(Fault.status(403, method=POST, path=RESPONSES))
    desk.press(desk.stage.olive, "Approve")
    assert "role" in desk.read()
    assert "Admin" in desk.read()
    assert desk.labels()[0] == "Try again"


def test_an_answer_of_apple_that_gets_lost_publishes_once(desk: Desk) -> None:
    review_id = desk.write(2, title="Slow")
    desk.stage.apple.faults.add(Fault.lost(504, method=POST, path=RESPONSES, nth=1))
    desk.press(desk.stage.olive, "Approve")
    assert desk.posts_to_apple() == 1
    assert desk.answer(review_id).text == desk.draft(review_id).text
    assert desk.draft(review_id).state is DraftState.PUBLISHED
    assert wording.PUBLISHED_BY_OLIVE in desk.read().replace("*", "")


def test_a_reply_that_apple_took_without_ever_saying_so_is_known_as_the_approvers(desk: Desk) -> None:
    review_id = desk.write(2, title="Slow")
    desk.stage.apple.faults.add(Fault.status(403, method=POST, path=RESPONSES, times=1))
    desk.press(desk.stage.olive, "Approve")
    assert desk.labels()[0] == "Try again"
    reviews.reply(desk.stage.kit.apple, review_id, desk.draft(review_id).text)
    desk.look()
    desk.tick()
    assert wording.APPROVED_BY_OLIVE in desk.read()
    assert wording.ANSWERED_MEANWHILE not in desk.read()
    assert desk.labels() == ["Change reply", "Withdraw"]
    entry = audit.newest(desk.stage.kit.redis, 1)[0]
    assert (entry.tag, entry.user) == (REPLY_PUBLISHED, desk.stage.olive.id)
    assert desk.posts_to_apple() == 2


def test_nobody_is_told_that_nothing_happened_where_apple_may_have_taken_it() -> None:
    lost = Unavailable("POST /v1/customerReviewResponses", maybe_done=True)
    assert wording.MAYBE_TAKEN in errors.reason(lost)
    assert wording.NOT_HALF_DONE in errors.reason(Unavailable("GET /v1/apps", maybe_done=False))


def test_a_worker_killed_after_apple_took_the_reply_publishes_nothing_twice(desk: Desk) -> None:
    review_id = desk.write(2, title="Slow")
    desk.stage.olive.clicks(desk.stage.release, desk.message().ts, "Approve")
    reviews.reply(desk.stage.kit.apple, review_id, desk.draft(review_id).text)
    desk.stage.work()
    assert desk.posts_to_apple() == 1
    assert desk.draft(review_id).publisher == desk.stage.olive.id
    assert wording.APPROVED_BY_OLIVE in desk.read()


def test_a_card_that_slack_would_not_change_is_changed_later(desk: Desk) -> None:
    desk.write(2, title="Slow")
    desk.stage.slack.faults.add(SlackFault("chat.update", Act.ERROR, times=3, error="ekm_access_denied"))
    desk.press(desk.stage.olive, "Approve")
    assert desk.posts_to_apple() == 1
    assert desk.labels()[0] == "Approve"
    desk.later(61)
    desk.tick()
    assert wording.APPROVED_BY_OLIVE in desk.read()
    edits = desk.message().edits.count
    desk.later(3600)
    desk.tick()
    desk.look()
    assert desk.message().edits.count <= edits + 1


def test_a_decision_whose_job_was_lost_is_found_by_the_clock(desk: Desk) -> None:
    review_id = desk.write(2, title="Slow")
    review_drafts.change(
        desk.stage.kit.redis,
        review_id,
        lambda draft: replace(draft, state=DraftState.SENDING, user=desk.stage.olive.id),
    )
    review_drafts.DUE.set(desk.stage.kit.redis, review_id, desk.stage.kit.clock())
    desk.tick()
    assert desk.posts_to_apple() == 1


def test_a_draft_that_nobody_decides_about_closes_itself_after_a_week(desk: Desk) -> None:
    desk.write(2, title="Slow")
    desk.later(6 * DAY)
    desk.tick()
    assert desk.labels()
    desk.later(1 * DAY)
    desk.tick()
    assert "nobody decided" in desk.read()
    assert desk.labels() == []


def test_a_published_reply_can_be_changed_and_withdrawn(desk: Desk) -> None:
    review_id = desk.write(2, title="Slow")
    desk.press(desk.stage.olive, "Approve")
    desk.stage.olive.clicks(desk.stage.release, desk.message().ts, "Change reply")
    desk.stage.olive.submits({"Reply": "Better words."})
    desk.stage.work()
    assert wording.DRAFT_IN_ITS_PLACE in desk.read()
    desk.press(desk.stage.olive, "Approve")
    assert desk.answer(review_id).text == "Better words."
    desk.press(desk.stage.olive, "Withdraw")
    assert desk.stage.apple.reply(review_id) is None
    assert wording.WITHDRAWN_BY_OLIVE in desk.read()
    assert desk.labels() == []
    tags = [entry.tag for entry in audit.newest(desk.stage.kit.redis, 4)]
    assert tags[0] == REPLY_WITHDRAWN


def test_a_changed_reply_that_is_skipped_leaves_the_published_one(desk: Desk) -> None:
    review_id = desk.write(2, title="Slow")
    desk.press(desk.stage.olive, "Approve")
    first = desk.answer(review_id).text
    desk.stage.olive.clicks(desk.stage.release, desk.message().ts, "Change reply")
    desk.stage.olive.submits({"Reply": "Better words."})
    desk.stage.work()
    desk.press(desk.stage.olive, "Skip")
    assert desk.labels() == ["Change reply", "Withdraw"]
    assert desk.answer(review_id).text == first
    assert "Better words." not in desk.read()


def test_only_approvers_may_approve(desk: Desk) -> None:
    grant(desk.stage.kit.redis, desk.stage.eddie.id, Role.EDITOR)
    desk.write(2, title="Slow")
    for person in (desk.stage.eddie, desk.stage.vera, desk.stage.gus):
        desk.press(person, "Approve")
    assert desk.posts_to_apple() == 0
    assert wording.TAKES_APPROVER in _whispered(desk, desk.stage.eddie)
    desk.press(desk.stage.vera, "Skip")
    assert desk.labels()[0] == "Approve"


def test_with_four_eyes_nobody_approves_what_they_wrote(stage: Stage) -> None:
    with opened(stage, four_eyes=True) as desk:
        desk.turn_on()
        review_id = desk.write(2, title="Slow")
        stage.olive.clicks(stage.release, desk.message().ts, "Edit")
        stage.olive.submits({"Reply": "Mine."})
        stage.work()
        desk.press(stage.olive, "Approve")
        assert desk.posts_to_apple() == 0
        assert "four eyes" in stage.whispers(stage.olive)
        desk.press(stage.eddie, "Approve")
        assert desk.answer(review_id).text == "Mine."


def test_a_review_that_was_removed_is_not_answered(desk: Desk) -> None:
    review_id = desk.write(2, title="Slow")
    desk.stage.apple.remove_review(review_id)
    desk.press(desk.stage.olive, "Approve")
    assert wording.REVIEW_IS_GONE in desk.read()
    assert desk.labels() == []


def test_a_pending_reply_that_the_review_does_not_show_yet_was_not_withdrawn(desk: Desk) -> None:
    desk.stage.apple.publish_delay = 86_400
    review_id = desk.write(2, title="Slow", body="")
    desk.press(desk.stage.olive, "Approve")
    attributes = {"rating": 2, "title": "Slow", "createdDate": "2026-05-01T00:00:00Z"}
    bare = {"type": "customerReviews", "id": review_id, "attributes": attributes}
    for path, data in (("customerReviews$", [bare]), ("customerReviews/", bare)):
        body = json.dumps({"data": data}).encode()
        desk.stage.apple.faults.add(Fault.status(200, body, method="GET", path=path, times=99))
    desk.look()
    desk.look()
    assert "Pending" in desk.read()
    assert desk.labels() == ["Change reply", "Withdraw"]
    desk.press(desk.stage.olive, "Withdraw")
    assert wording.WITHDRAWN_BY_OLIVE in desk.read()
    assert desk.stage.apple.reply(review_id) is None


def test_a_pending_reply_that_was_taken_back_in_app_store_connect_is_noticed(desk: Desk) -> None:
    desk.stage.apple.publish_delay = 86_400
    review_id = desk.write(2, title="Slow")
    desk.press(desk.stage.olive, "Approve")
    stands = reviews.get(desk.stage.kit.apple, review_id)
    assert stands is not None
    assert stands.response is not None
    reviews.withdraw(desk.stage.kit.apple, stands.response.id)
    desk.look()
    assert wording.WITHDRAWN_ELSEWHERE in desk.read()


def test_a_reply_is_not_waited_for_any_more_once_its_review_was_removed(desk: Desk) -> None:
    desk.stage.apple.publish_delay = 3600
    review_id = desk.write(2, title="Slow")
    desk.press(desk.stage.olive, "Approve")
    assert "Pending" in desk.read()
    desk.stage.apple.remove_review(review_id)
    desk.later(60)
    desk.tick()
    assert wording.REVIEW_AND_REPLY_ARE_GONE in desk.read()
    assert "Pending" not in desk.read()
    assert desk.labels() == []
    assert review_drafts.DUE.everything(desk.stage.kit.redis) == []


def test_a_reply_that_apple_refuses_for_its_state_says_nothing_of_versions(desk: Desk) -> None:
    desk.write(1, title="Bad")
    body = b'{"errors": [{"status": "409", "code": "STATE_ERROR.X", "title": "No.", "detail": "Not now."}]}'
    desk.stage.apple.faults.add(Fault.status(409, body, method=POST, path=RESPONSES, times=1))
    desk.press(desk.stage.olive, "Approve")
    assert wording.NOT_PUBLISHED_NOW in desk.read()
    assert "version" not in desk.read().partition("Not published.")[2]
    assert desk.labels()[0] == "Try again"


def _whispered(desk: Desk, person: Person) -> str:
    return "\n".join(ephemeral.text for ephemeral in desk.stage.slack.ephemerals(person))
