"""Reviews are listed page by page, and any of them can be answered from the list or by its id."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from appstore.reviews import Review
from cards.reviews.audit_tags import REPLY_DRAFTED, TEMPLATES_CHANGED
from cards.reviews.lists import listed
from records import audit
from records.reviews.drafts import Draft, DraftSource, DraftState, written
from records.reviews.lists import ReviewList
from records.reviews.templates import MOST, Template, save
from sandbox.slack.rendering import as_text
from sandbox.slack.snapshots import Message
from tests.support import wording
from tests.support.env import Stage
from tests.support.review_env import Desk, opened


@pytest.fixture
def desk(stage: Stage) -> Iterator[Desk]:
    with opened(stage) as desk:
        yield desk


def _asked(desk: Desk, command: str) -> Message:
    desk.stage.olive.types(command, desk.stage.release)
    desk.stage.work()
    return desk.stage.slack.ephemerals(desk.stage.olive)[-1]


def test_reviews_are_listed_five_to_a_page_with_their_reply_state(desk: Desk) -> None:
    written = [datetime(2026, 5, day, tzinfo=UTC) for day in range(1, 8)]
    ids = [desk.write(5, title=f"Review {number}", created=when) for number, when in enumerate(written)]
    desk.stage.apple.set_reply(ids[6], "Thanks a lot.")
    first = _asked(desk, "/asc reviews")
    assert "Review 6" in as_text(first)
    assert wording.ANSWERED_THANKS in as_text(first)
    assert as_text(first).count(wording.NO_REPLY_YET) == 4
    desk.stage.olive.clicks(desk.stage.release, first.ts, "Older")
    desk.stage.work()
    second = desk.stage.slack.message(desk.stage.release, first.ts)
    assert "Review 0" in as_text(second)
    assert "Review 6" not in as_text(second)
    desk.stage.olive.clicks(desk.stage.release, first.ts, "Newer")
    desk.stage.work()
    assert "Review 6" in as_text(desk.stage.slack.message(desk.stage.release, first.ts))


def test_pages_are_turned_to_the_last_one_and_back(desk: Desk) -> None:
    for number in range(11):
        when = datetime(2026, 5, 1 + number, tzinfo=UTC)
        desk.stage.apple.add_review(desk.stage.app_id, 5, title=f"Review {number}.", created=when)
    ts = _asked(desk, "/asc reviews").ts
    seen = []
    for label in ("Older", "Older", "Newer", "Newer"):
        desk.stage.olive.clicks(desk.stage.release, ts, label)
        desk.stage.work()
        seen.append(as_text(desk.stage.slack.message(desk.stage.release, ts)))
    newest = ["Review 5.", "Review 0.", "Review 5.", "Review 10."]
    assert [title in page for title, page in zip(newest, seen, strict=True)] == [True] * 4
    assert ["Older" in page for page in seen] == [True, False, True, True]


def test_a_reply_that_apple_has_taken_and_does_not_show_yet_is_told_in_the_list() -> None:
    review = Review("r1", 2, "Slow", "", "", "USA", datetime(2026, 5, 1, tzinfo=UTC))
    seen = written(review)
    pending = Draft(
        id="r1",
        app_id="1",
        app_name="Tide",
        review=seen,
        text="",
        source=DraftSource.MODEL,
        created_at=0.0,
        state=DraftState.PENDING,
    )
    page = listed(ReviewList(app_id="1", app_name="Tide"), [review], {"r1": pending}, page=0, more=False, list_id="l1")
    assert wording.REPLY_PENDING in str(page.blocks)
    assert wording.NO_REPLY not in str(page.blocks)


def test_the_pages_of_an_old_list_are_not_turned(desk: Desk) -> None:
    for number in range(6):
        desk.stage.apple.add_review(desk.stage.app_id, 5, title=f"Review {number}")
    ts = _asked(desk, "/asc reviews").ts
    desk.stage.kit.redis.delete(*desk.stage.kit.redis.keys("*review_list*"))
    desk.stage.olive.clicks(desk.stage.release, ts, "Older")
    desk.stage.work()
    assert wording.LIST_TOO_OLD in desk.stage.whispers(desk.stage.olive)


def test_a_list_can_be_narrowed_by_stars_country_and_missing_reply(desk: Desk) -> None:
    desk.write(1, title="One", territory="USA")
    desk.write(2, title="Two", territory="DEU")
    desk.write(5, title="Five", territory="DEU")
    answered = desk.write(1, title="Done", territory="DEU")
    desk.stage.apple.set_reply(answered, "Thanks.")
    seen = as_text(_asked(desk, "/asc reviews --rating 1-2 --territory Germany --unanswered"))
    assert wording.FILTERED_UNANSWERED in seen
    assert "Two" in seen
    assert not any(word in seen for word in ("One", "Five", "Done"))
    assert wording.NO_SUCH_REVIEWS in as_text(_asked(desk, "/asc reviews --rating 3"))
    assert wording.NO_NUMBER_OF_STARS in as_text(_asked(desk, "/asc reviews --rating six"))


def test_reply_in_a_list_posts_a_card_with_a_draft(desk: Desk) -> None:
    review_id = desk.write(1, title="Slow")
    listed = _asked(desk, "/asc reviews")
    desk.stage.olive.clicks(desk.stage.release, listed.ts, "Reply")
    desk.stage.work()
    assert desk.labels()[0] == "Approve"
    assert wording.DRAFT_WAITS in as_text(_asked(desk, "/asc reviews"))
    desk.press(desk.stage.olive, "Approve")
    assert desk.answer(review_id).text == desk.draft(review_id).text


def test_a_reply_written_by_id_is_a_draft_until_somebody_approves_it(desk: Desk) -> None:
    review_id = desk.write(4, title="Good & fast")
    ts = desk.stage.says(
        desk.stage.eddie, f"@App Store Bot reply {review_id} Thank you, Q&A is <3 at https://tide.example"
    )
    desk.stage.work()
    assert "Thank you, Q&A is <3 at https://tide.example" in desk.stage.read(ts)
    assert desk.posts_to_apple() == 0
    assert audit.newest(desk.stage.kit.redis, 1)[0].tag == REPLY_DRAFTED
    desk.press(desk.stage.olive, "Approve")
    assert desk.answer(review_id).text == "Thank you, Q&A is <3 at https://tide.example"


def test_a_reply_to_an_answered_review_replaces_the_answer_after_approval(desk: Desk) -> None:
    review_id = desk.write(4, title="Good")
    desk.stage.apple.set_reply(review_id, "Old words.")
    desk.stage.olive.types(f"/asc reply {review_id} New words.", desk.stage.release)
    desk.stage.work()
    assert "Old words." in desk.read()
    desk.press(desk.stage.olive, "Approve")
    assert desk.answer(review_id).text == "New words."


def test_two_cards_about_one_review_share_one_draft(desk: Desk) -> None:
    review_id = desk.write(4, title="Good")
    for text in ("First.", "Second."):
        desk.stage.olive.types(f"/asc reply {review_id} {text}", desk.stage.release)
        desk.stage.work()
    older, newer = desk.cards()
    assert "Second." in as_text(older)
    desk.stage.olive.clicks(desk.stage.release, older.ts, "Approve")
    desk.stage.eddie.clicks(desk.stage.release, newer.ts, "Approve")
    desk.stage.work()
    assert desk.posts_to_apple() == 1
    assert wording.APPROVED_BY_OLIVE in desk.read()
    assert desk.draft(review_id).state in {DraftState.PUBLISHED, DraftState.PENDING}


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("/asc reply nosuchreview Thank you", "has no review `nosuchreview`"),
        (f"/asc reply nosuchreview {'x' * 5971}", "It is 1 too long"),
    ],
)
def test_a_reply_that_cannot_be_is_explained(desk: Desk, command: str, told: str) -> None:
    assert told in _asked(desk, command).text


def test_what_only_slack_knows_does_not_get_into_a_reply(desk: Desk) -> None:
    review_id = desk.write(4, title="Good")
    told = _asked(desk, f"/asc reply {review_id} Thanks :acme:").text
    assert wording.CANNOT_SHOW_EMOJI in told
    assert wording.NOTHING_DRAFTED in told
    desk.stage.olive.types("/asc reply", desk.stage.release)
    sent = desk.stage.olive.submits({"Review": review_id, "Reply": "Thanks :acme:"})
    assert wording.ONLY_SLACK_KNOWS in str(sent.errors)
    desk.stage.olive.closes(everything=True)
    ts = desk.stage.says(desk.stage.eddie, f"@App Store Bot reply {review_id} Thanks from {desk.stage.vera.mention}")
    desk.stage.work()
    assert "Thanks from @vera" in desk.stage.read(ts)
    desk.stage.olive.clicks(desk.stage.release, desk.message().ts, "Edit")
    assert wording.ONLY_SLACK_KNOWS in str(desk.stage.olive.submits({"Reply": "Thanks :acme:"}).errors)
    desk.stage.olive.closes(everything=True)
    desk.stage.olive.types("/asc templates", desk.stage.release)
    desk.stage.olive.clicks_in_form("Add template")
    assert wording.ONLY_SLACK_KNOWS in str(desk.stage.olive.submits({"Reply": "Hi {nickname} :acme:"}).errors)


def test_reply_alone_opens_a_form_for_any_review(desk: Desk) -> None:
    review_id = desk.write(4, title="Good")
    desk.stage.olive.types("/asc reply", desk.stage.release)
    assert desk.stage.olive.submits({"Review": review_id, "Reply": "Thank you."}).errors is None
    desk.stage.work()
    assert "Thank you." in desk.read()
    ts = desk.stage.says(desk.stage.olive, "@App Store Bot reply")
    desk.stage.work()
    assert "Which review?" in desk.stage.read(ts)
    desk.stage.olive.clicks(desk.stage.release, desk.stage.replies(ts)[0].ts, "Write a reply")
    assert desk.stage.olive.submits({"Review": "nosuchreview"}).errors is None
    desk.stage.work()
    assert wording.NO_SUCH_REVIEW in "\n".join(post.text for post in desk.posts())


def test_templates_are_written_used_changed_and_removed_in_a_form(desk: Desk) -> None:
    desk.turn_on()
    olive, slack = desk.stage.olive, desk.stage.slack
    olive.types("/asc templates", desk.stage.release)
    assert "Add template" in as_text(slack.wait_for_view(olive))
    olive.clicks_in_form("Add template")
    wrong = olive.submits({"Reply": "Hi {name}", "From": "1", "To": "2"})
    assert wording.UNKNOWN_PLACEHOLDER in str(wrong.errors)
    sent = olive.submits({"Reply": "Dear {nickname}, {app} is sorry. {rating}", "words": "slow, laggy"})
    assert sent.errors is None
    assert wording.TEMPLATE_LISTED in as_text(slack.wait_for_view(olive))
    desk.write(2, title="So slow", nickname="kim")
    assert "Dear kim, Tide is sorry. 2" in desk.read()
    assert wording.TEMPLATE_OF_TEAM in desk.read()
    desk.write(2, title="Ugly")
    assert "built-in" in desk.read()
    olive.clicks_in_form("Edit")
    olive.clicks_in_form("Remove template")
    assert wording.NO_TEMPLATES in as_text(slack.wait_for_view(olive))
    desk.stage.work()
    tags = [entry.tag for entry in audit.newest(desk.stage.kit.redis, 2)]
    assert tags == [TEMPLATES_CHANGED] * 2


def test_a_template_can_begin_with_a_built_in_one(desk: Desk) -> None:
    olive = desk.stage.olive
    olive.types("/asc templates", desk.stage.release)
    olive.clicks_in_form("templates.begin_with", "German: it crashes")
    assert "Das darf nicht passieren" in as_text(desk.stage.slack.wait_for_view(olive))
    assert olive.submits({"Reply": "Das tut uns leid."}).errors is None
    assert "Das tut uns leid." in as_text(desk.stage.slack.wait_for_view(olive))
    ts = desk.stage.says(olive, "@App Store Bot templates")
    desk.stage.work()
    olive.clicks(desk.stage.release, desk.stage.replies(ts)[0].ts, "Open templates")
    assert "Das tut uns leid." in as_text(desk.stage.slack.wait_for_view(olive))


def test_every_template_that_a_team_may_keep_can_be_edited(desk: Desk) -> None:
    for number in range(MOST):
        words = ("x" * 2900, f"topic {number}") if not number else ()
        assert save(
            desk.stage.kit.redis,
            Template(id=str(number), language="en", lowest=1, highest=5, words=words, text="Thank you. " * 20),
        )
    desk.stage.olive.types("/asc templates", desk.stage.release)
    form = desk.stage.slack.wait_for_view(desk.stage.olive)
    assert (
        sum(block["accessory"]["value"] in map(str, range(MOST)) for block in form.blocks if "accessory" in block)
        == MOST
    )
