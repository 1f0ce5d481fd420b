"""The digest of an app's reviews, posted when somebody asks for it."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
import stamina
from PIL import Image

from sandbox.slack.faults import Act, Fault
from sandbox.slack.rendering import as_text
from sandbox.slack.snapshots import Message
from tests.support import wording
from tests.support.env import Stage


def review(stage: Stage, rating: int, days_ago: float = 0.5, **more: str) -> str:
    """A customer writes; returns the review's id."""
    created = datetime.now(UTC) - timedelta(days=days_ago)
    return stage.apple.add_review(stage.app_id, rating, title=more.pop("title", "Hm"), created=created, **more)


def posts(stage: Stage) -> list[Message]:
    """What the bot has posted in the channel, outside of threads."""
    return [
        message
        for message in stage.slack.messages(stage.release)
        if message.user == stage.slack.bot.id and not message.thread_ts
    ]


def types(stage: Stage, line: str) -> str:
    """What Eddie reads in answer to a slash command."""
    before = len(stage.slack.ephemerals(stage.eddie))
    stage.eddie.types(line, stage.release)
    stage.slack.settled()
    stage.work()
    return "\n".join(as_text(ephemeral) for ephemeral in stage.slack.ephemerals(stage.eddie)[before:])


def test_digest_now_posts_the_figures_with_a_chart_in_the_channel(stage: Stage) -> None:
    review(stage, 5, territory="DEU")
    review(stage, 1, title="Crashes", body="It *crashes* <!channel> every day.", nickname="Kim")
    review(stage, 4, 2)
    stage.apple.set_reply(review(stage, 2, 0.25), "Sorry!")
    review(stage, 3, 9)
    stage.apple.add_summarization(stage.app_id, "People love the tides.")
    assert wording.DIGEST_APPEARS in types(stage, "/asc digest now")
    (digest,) = posts(stage)
    said = as_text(digest)
    assert wording.DIGEST_OF_FOUR in said
    assert wording.DIGEST_AVERAGE in said
    assert wording.DIGEST_STARS in said
    assert wording.DIGEST_COUNTRIES in said
    assert wording.DIGEST_REPLIES in said
    assert "Crashes" in said
    assert wording.DIGEST_CHARTS in said
    for essential in ("4 reviews", "Average 3.0", "5 stars 1 (0)", "Germany 1", "Crashes"):
        assert essential in digest.text
    assert "<!channel>" not in digest.text


def test_apples_own_summary_is_quoted_where_there_is_one(stage: Stage) -> None:
    stage.apple.add_version(stage.app_id, "1.1.0", state="READY_FOR_DISTRIBUTION")
    stage.apple.add_summarization(stage.app_id, "Les marées plaisent.", locale="fr-FR")
    stage.apple.add_summarization(stage.app_id, "People love the tides.")
    review(stage, 5)
    types(stage, "/asc digest now")
    assert wording.DIGEST_SUMMARY in as_text(posts(stage)[0])
    assert "marées" not in posts(stage)[0].text


def test_the_stars_are_told_by_version_where_apple_tells_which(stage: Stage) -> None:
    old = stage.apple.add_version(stage.app_id, "1.0.0", state="REPLACED_WITH_NEW_VERSION")
    new = stage.apple.add_version(stage.app_id, "1.1.0", state="READY_FOR_DISTRIBUTION")
    created = datetime.now(UTC) - timedelta(hours=5)
    for rating, version in ((5, old), (4, old), (1, new)):
        stage.apple.add_review(stage.app_id, rating, version_id=version, created=created)
    types(stage, "/asc digest now")
    said = as_text(posts(stage)[0])
    assert wording.DIGEST_VERSIONS in said


def test_reply_in_a_digest_drafts_a_reply(stage: Stage) -> None:
    review(stage, 1, body="Crashes", nickname="Kim")
    types(stage, "/asc digest now")
    stage.eddie.clicks(stage.release, posts(stage)[0].ts, "Reply")
    stage.slack.settled()
    stage.work()
    everything = [message for message in stage.slack.messages(stage.release) if message.user == stage.slack.bot.id]
    assert [button.label for button in everything[-1].buttons][:2] == ["Approve", "Edit"]


def test_the_chart_is_a_picture_that_slack_has(stage: Stage) -> None:
    review(stage, 5)
    types(stage, "/asc digest now")
    shown = next(block for block in posts(stage)[0].blocks if block["type"] == "image")
    file = stage.slack.ask(lambda: stage.slack.workspace.files[shown["slack_file"]["id"]])
    assert Image.open(io.BytesIO(file.data)).size == (1350, 630)


def test_a_digest_comes_without_its_chart_where_slack_takes_none(stage: Stage) -> None:
    review(stage, 5)
    stage.slack.scopes.discard("files:write")
    types(stage, "/asc digest now")
    assert "Average 5.0" in as_text(posts(stage)[0])
    assert not [block for block in posts(stage)[0].blocks if block["type"] == "image"]


@pytest.mark.parametrize(("refusals", "shown"), [(1, True), (2, False)])
def test_a_chart_that_slack_has_not_looked_through_yet_is_waited_for_and_costs_no_digest(
    stage: Stage, refusals: int, *, shown: bool
) -> None:
    review(stage, 5)
    stage.slack.faults.add(Fault("chat.postMessage", Act.ERROR, times=refusals, error="invalid_blocks"))
    with stamina.set_testing(True, attempts=2):
        types(stage, "/asc digest now")
    (digest,) = posts(stage)
    assert any(block["type"] == "image" for block in digest.blocks) == shown
    assert "Average 5.0" in as_text(digest)


def test_after_a_mention_the_digest_stands_in_its_thread(stage: Stage) -> None:
    review(stage, 5)
    ts = stage.says(stage.vera, "@App Store Bot digest now")
    stage.work()
    assert wording.DIGEST_OF_WEEK in stage.read(ts)
    assert not posts(stage)


def test_a_quiet_week_is_one_line(stage: Stage) -> None:
    review(stage, 1, 10)
    types(stage, "/asc digest now")
    assert as_text(posts(stage)[0]) == wording.DIGEST_OF_NONE


def test_ten_thousand_reviews_cost_less_than_sixty_calls(stage: Stage) -> None:
    created = datetime.now(UTC)
    for number in range(10_300):
        stage.apple.add_review(stage.app_id, 1 + number % 5, created=created - timedelta(minutes=number / 2))
    before = len(stage.apple.calls)
    types(stage, "/asc digest now")
    assert len(stage.apple.calls) - before < 60
    said = as_text(posts(stage)[0])
    assert wording.DIGEST_OF_MANY in said
    assert wording.ONLY_NEWEST_READ in said
