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
from tests.support.env import Env
from tests.support.review_env import ReviewEnv, open_review_env


@pytest.fixture
def review_env(env: Env) -> Iterator[ReviewEnv]:
    with open_review_env(env) as review_env:
        yield review_env


def _asked(review_env: ReviewEnv, command: str) -> Message:
    review_env.env.olive.types(command, review_env.env.release)
    review_env.env.work()
    return review_env.env.slack.ephemerals(review_env.env.olive)[-1]


def test_reviews_are_listed_five_to_a_page_with_their_reply_state(review_env: ReviewEnv) -> None:
    written = [datetime(2026, 5, day, tzinfo=UTC) for day in range(1, 8)]
    ids = [review_env.write(5, title=f"Review {number}", created=when) for number, when in enumerate(written)]
    review_env.env.apple.set_reply(ids[6], "Thanks a lot.")
    first = _asked(review_env, "/asc reviews")
    assert "Review 6" in as_text(first)
    assert wording.ANSWERED_THANKS in as_text(first)
    assert as_text(first).count(wording.NO_REPLY_YET) == 4
    review_env.env.olive.clicks(review_env.env.release, first.ts, "Older")
    review_env.env.work()
    second = review_env.env.slack.message(review_env.env.release, first.ts)
    assert "Review 0" in as_text(second)
    assert "Review 6" not in as_text(second)
    review_env.env.olive.clicks(review_env.env.release, first.ts, "Newer")
    review_env.env.work()
    assert "Review 6" in as_text(review_env.env.slack.message(review_env.env.release, first.ts))


def test_pages_are_turned_to_the_last_one_and_back(review_env: ReviewEnv) -> None:
    for number in range(11):
        when = datetime(2026, 5, 1 + number, tzinfo=UTC)
        review_env.env.apple.add_review(review_env.env.app_id, 5, title=f"Review {number}.", created=when)
    ts = _asked(review_env, "/asc reviews").ts
    seen = []
    for label in ("Older", "Older", "Newer", "Newer"):
        review_env.env.olive.clicks(review_env.env.release, ts, label)
        review_env.env.work()
        seen.append(as_text(review_env.env.slack.message(review_env.env.release, ts)))
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


def test_the_pages_of_an_old_list_are_not_turned(review_env: ReviewEnv) -> None:
    for number in range(6):
        review_env.env.apple.add_review(review_env.env.app_id, 5, title=f"Review {number}")
    ts = _asked(review_env, "/asc reviews").ts
    review_env.env.kit.redis.delete(*review_env.env.kit.redis.keys("*review_list*"))
    review_env.env.olive.clicks(review_env.env.release, ts, "Older")
    review_env.env.work()
    assert wording.LIST_TOO_OLD in review_env.env.ephemeral_text(review_env.env.olive)


def test_a_list_can_be_narrowed_by_stars_country_and_missing_reply(review_env: ReviewEnv) -> None:
    review_env.write(1, title="One", territory="USA")
    review_env.write(2, title="Two", territory="DEU")
    review_env.write(5, title="Five", territory="DEU")
    answered = review_env.write(1, title="Done", territory="DEU")
    review_env.env.apple.set_reply(answered, "Thanks.")
    seen = as_text(_asked(review_env, "/asc reviews --rating 1-2 --territory Germany --unanswered"))
    assert wording.FILTERED_UNANSWERED in seen
    assert "Two" in seen
    assert not any(word in seen for word in ("One", "Five", "Done"))
    assert wording.NO_SUCH_REVIEWS in as_text(_asked(review_env, "/asc reviews --rating 3"))
    assert wording.NO_NUMBER_OF_STARS in as_text(_asked(review_env, "/asc reviews --rating six"))


def test_reply_in_a_list_posts_a_card_with_a_draft(review_env: ReviewEnv) -> None:
    review_id = review_env.write(1, title="Slow")
    listed = _asked(review_env, "/asc reviews")
    review_env.env.olive.clicks(review_env.env.release, listed.ts, "Reply")
    review_env.env.work()
    assert review_env.labels()[0] == "Approve"
    assert wording.DRAFT_WAITS in as_text(_asked(review_env, "/asc reviews"))
    review_env.press(review_env.env.olive, "Approve")
    assert review_env.answer(review_id).text == review_env.draft(review_id).text


def test_a_reply_written_by_id_is_a_draft_until_somebody_approves_it(review_env: ReviewEnv) -> None:
    review_id = review_env.write(4, title="Good & fast")
    ts = review_env.env.says(
        review_env.env.eddie, f"@App Store Bot reply {review_id} Thank you, Q&A is <3 at https://tide.example"
    )
    review_env.env.work()
    assert "Thank you, Q&A is <3 at https://tide.example" in review_env.env.read(ts)
    assert review_env.posts_to_apple() == 0
    assert audit.newest(review_env.env.kit.redis, 1)[0].tag == REPLY_DRAFTED
    review_env.press(review_env.env.olive, "Approve")
    assert review_env.answer(review_id).text == "Thank you, Q&A is <3 at https://tide.example"


def test_a_reply_to_an_answered_review_replaces_the_answer_after_approval(review_env: ReviewEnv) -> None:
    review_id = review_env.write(4, title="Good")
    review_env.env.apple.set_reply(review_id, "Old words.")
    review_env.env.olive.types(f"/asc reply {review_id} New words.", review_env.env.release)
    review_env.env.work()
    assert "Old words." in review_env.read()
    review_env.press(review_env.env.olive, "Approve")
    assert review_env.answer(review_id).text == "New words."


def test_two_cards_about_one_review_share_one_draft(review_env: ReviewEnv) -> None:
    review_id = review_env.write(4, title="Good")
    for text in ("First.", "Second."):
        review_env.env.olive.types(f"/asc reply {review_id} {text}", review_env.env.release)
        review_env.env.work()
    older, newer = review_env.cards()
    assert "Second." in as_text(older)
    review_env.env.olive.clicks(review_env.env.release, older.ts, "Approve")
    review_env.env.eddie.clicks(review_env.env.release, newer.ts, "Approve")
    review_env.env.work()
    assert review_env.posts_to_apple() == 1
    assert wording.APPROVED_BY_OLIVE in review_env.read()
    assert review_env.draft(review_id).state in {DraftState.PUBLISHED, DraftState.PENDING}


@pytest.mark.parametrize(
    ("command", "reported"),
    [
        ("/asc reply nosuchreview Thank you", "has no review `nosuchreview`"),
        (f"/asc reply nosuchreview {'x' * 5971}", "It is 1 too long"),
    ],
)
def test_a_reply_that_cannot_be_is_explained(review_env: ReviewEnv, command: str, reported: str) -> None:
    assert reported in _asked(review_env, command).text


def test_what_only_slack_knows_does_not_get_into_a_reply(review_env: ReviewEnv) -> None:
    review_id = review_env.write(4, title="Good")
    reported = _asked(review_env, f"/asc reply {review_id} Thanks :acme:").text
    assert wording.CANNOT_SHOW_EMOJI in reported
    assert wording.NOTHING_DRAFTED in reported
    review_env.env.olive.types("/asc reply", review_env.env.release)
    sent = review_env.env.olive.submits({"Review": review_id, "Reply": "Thanks :acme:"})
    assert wording.ONLY_SLACK_KNOWS in str(sent.errors)
    review_env.env.olive.closes(everything=True)
    ts = review_env.env.says(
        review_env.env.eddie, f"@App Store Bot reply {review_id} Thanks from {review_env.env.vera.mention}"
    )
    review_env.env.work()
    assert "Thanks from @vera" in review_env.env.read(ts)
    review_env.env.olive.clicks(review_env.env.release, review_env.message().ts, "Edit")
    assert wording.ONLY_SLACK_KNOWS in str(review_env.env.olive.submits({"Reply": "Thanks :acme:"}).errors)
    review_env.env.olive.closes(everything=True)
    review_env.env.olive.types("/asc templates", review_env.env.release)
    review_env.env.olive.clicks_in_form("Add template")
    assert wording.ONLY_SLACK_KNOWS in str(review_env.env.olive.submits({"Reply": "Hi {nickname} :acme:"}).errors)


def test_reply_alone_opens_a_form_for_any_review(review_env: ReviewEnv) -> None:
    review_id = review_env.write(4, title="Good")
    review_env.env.olive.types("/asc reply", review_env.env.release)
    assert review_env.env.olive.submits({"Review": review_id, "Reply": "Thank you."}).errors is None
    review_env.env.work()
    assert "Thank you." in review_env.read()
    ts = review_env.env.says(review_env.env.olive, "@App Store Bot reply")
    review_env.env.work()
    assert "Which review?" in review_env.env.read(ts)
    review_env.env.olive.clicks(review_env.env.release, review_env.env.replies(ts)[0].ts, "Write a reply")
    assert review_env.env.olive.submits({"Review": "nosuchreview"}).errors is None
    review_env.env.work()
    assert wording.NO_SUCH_REVIEW in "\n".join(post.text for post in review_env.posts())


def test_templates_are_written_used_changed_and_removed_in_a_form(review_env: ReviewEnv) -> None:
    review_env.turn_on()
    olive, slack = review_env.env.olive, review_env.env.slack
    olive.types("/asc templates", review_env.env.release)
    assert "Add template" in as_text(slack.wait_for_view(olive))
    olive.clicks_in_form("Add template")
    wrong = olive.submits({"Reply": "Hi {name}", "From": "1", "To": "2"})
    assert wording.UNKNOWN_PLACEHOLDER in str(wrong.errors)
    sent = olive.submits({"Reply": "Dear {nickname}, {app} is sorry. {rating}", "words": "slow, laggy"})
    assert sent.errors is None
    assert wording.TEMPLATE_LISTED in as_text(slack.wait_for_view(olive))
    review_env.write(2, title="So slow", nickname="kim")
    assert "Dear kim, Tide is sorry. 2" in review_env.read()
    assert wording.TEMPLATE_OF_TEAM in review_env.read()
    review_env.write(2, title="Ugly")
    assert "built-in" in review_env.read()
    olive.clicks_in_form("Edit")
    olive.clicks_in_form("Remove template")
    assert wording.NO_TEMPLATES in as_text(slack.wait_for_view(olive))
    review_env.env.work()
    tags = [entry.tag for entry in audit.newest(review_env.env.kit.redis, 2)]
    assert tags == [TEMPLATES_CHANGED] * 2


def test_a_template_can_begin_with_a_built_in_one(review_env: ReviewEnv) -> None:
    olive = review_env.env.olive
    olive.types("/asc templates", review_env.env.release)
    olive.clicks_in_form("templates.begin_with", "German: it crashes")
    assert "Das darf nicht passieren" in as_text(review_env.env.slack.wait_for_view(olive))
    assert olive.submits({"Reply": "Das tut uns leid."}).errors is None
    assert "Das tut uns leid." in as_text(review_env.env.slack.wait_for_view(olive))
    ts = review_env.env.says(olive, "@App Store Bot templates")
    review_env.env.work()
    olive.clicks(review_env.env.release, review_env.env.replies(ts)[0].ts, "Open templates")
    assert "Das tut uns leid." in as_text(review_env.env.slack.wait_for_view(olive))


def test_every_template_that_a_team_may_keep_can_be_edited(review_env: ReviewEnv) -> None:
    for number in range(MOST):
        words = ("x" * 2900, f"topic {number}") if not number else ()
        assert save(
            review_env.env.kit.redis,
            Template(id=str(number), language="en", lowest=1, highest=5, words=words, text="Thank you. " * 20),
        )
    review_env.env.olive.types("/asc templates", review_env.env.release)
    form = review_env.env.slack.wait_for_view(review_env.env.olive)
    assert (
        sum(block["accessory"]["value"] in map(str, range(MOST)) for block in form.blocks if "accessory" in block)
        == MOST
    )
