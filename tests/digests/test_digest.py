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
from tests.support.env import Env


def review(env: Env, rating: int, days_ago: float = 0.5, **more: str) -> str:
    """A customer writes; returns the review's id."""
    created = datetime.now(UTC) - timedelta(days=days_ago)
    return env.apple.add_review(env.app_id, rating, title=more.pop("title", "Hm"), created=created, **more)


def posts(env: Env) -> list[Message]:
    """What the bot has posted in the channel, outside of threads."""
    return [
        message
        for message in env.slack.messages(env.release)
        if message.user == env.slack.bot.id and not message.thread_ts
    ]


def types(env: Env, line: str) -> str:
    """What Eddie reads in answer to a slash command."""
    before = len(env.slack.ephemerals(env.eddie))
    env.eddie.types(line, env.release)
    env.slack.settled()
    env.work()
    return "\n".join(as_text(ephemeral) for ephemeral in env.slack.ephemerals(env.eddie)[before:])


def test_digest_now_posts_the_figures_with_a_chart_in_the_channel(env: Env) -> None:
    review(env, 5, territory="DEU")
    review(env, 1, title="Crashes", body="It *crashes* <!channel> every day.", nickname="Kim")
    review(env, 4, 2)
    env.apple.set_reply(review(env, 2, 0.25), "Sorry!")
    review(env, 3, 9)
    env.apple.add_summarization(env.app_id, "People love the tides.")
    assert wording.DIGEST_APPEARS in types(env, "/asc digest now")
    (digest,) = posts(env)
    shown_text = as_text(digest)
    assert wording.DIGEST_OF_FOUR in shown_text
    assert wording.DIGEST_AVERAGE in shown_text
    assert wording.DIGEST_STARS in shown_text
    assert wording.DIGEST_COUNTRIES in shown_text
    assert wording.DIGEST_REPLIES in shown_text
    assert "Crashes" in shown_text
    assert wording.DIGEST_CHARTS in shown_text
    for essential in ("4 reviews", "Average 3.0", "5 stars 1 (0)", "Germany 1", "Crashes"):
        assert essential in digest.text
    assert "<!channel>" not in digest.text


def test_apples_own_summary_is_quoted_where_there_is_one(env: Env) -> None:
    env.apple.add_version(env.app_id, "1.1.0", state="READY_FOR_DISTRIBUTION")
    env.apple.add_summarization(env.app_id, "Les marées plaisent.", locale="fr-FR")
    env.apple.add_summarization(env.app_id, "People love the tides.")
    review(env, 5)
    types(env, "/asc digest now")
    assert wording.DIGEST_SUMMARY in as_text(posts(env)[0])
    assert "marées" not in posts(env)[0].text


def test_the_stars_are_told_by_version_where_apple_tells_which(env: Env) -> None:
    old = env.apple.add_version(env.app_id, "1.0.0", state="REPLACED_WITH_NEW_VERSION")
    new = env.apple.add_version(env.app_id, "1.1.0", state="READY_FOR_DISTRIBUTION")
    created = datetime.now(UTC) - timedelta(hours=5)
    for rating, version in ((5, old), (4, old), (1, new)):
        env.apple.add_review(env.app_id, rating, version_id=version, created=created)
    types(env, "/asc digest now")
    shown_text = as_text(posts(env)[0])
    assert wording.DIGEST_VERSIONS in shown_text


def test_reply_in_a_digest_drafts_a_reply(env: Env) -> None:
    review(env, 1, body="Crashes", nickname="Kim")
    types(env, "/asc digest now")
    env.eddie.clicks(env.release, posts(env)[0].ts, "Reply")
    env.slack.settled()
    env.work()
    everything = [message for message in env.slack.messages(env.release) if message.user == env.slack.bot.id]
    assert [button.label for button in everything[-1].buttons][:2] == ["Approve", "Edit"]


def test_the_chart_is_a_picture_that_slack_has(env: Env) -> None:
    review(env, 5)
    types(env, "/asc digest now")
    shown = next(block for block in posts(env)[0].blocks if block["type"] == "image")
    file = env.slack.ask(lambda: env.slack.workspace.files[shown["slack_file"]["id"]])
    assert Image.open(io.BytesIO(file.data)).size == (1350, 630)


def test_a_digest_comes_without_its_chart_where_slack_takes_none(env: Env) -> None:
    review(env, 5)
    env.slack.scopes.discard("files:write")
    types(env, "/asc digest now")
    assert "Average 5.0" in as_text(posts(env)[0])
    assert not [block for block in posts(env)[0].blocks if block["type"] == "image"]


@pytest.mark.parametrize(("refusals", "shown"), [(1, True), (2, False)])
def test_a_chart_that_slack_has_not_looked_through_yet_is_waited_for_and_costs_no_digest(
    env: Env, refusals: int, *, shown: bool
) -> None:
    review(env, 5)
    env.slack.faults.add(Fault("chat.postMessage", Act.ERROR, times=refusals, error="invalid_blocks"))
    with stamina.set_testing(True, attempts=2):
        types(env, "/asc digest now")
    (digest,) = posts(env)
    assert any(block["type"] == "image" for block in digest.blocks) == shown
    assert "Average 5.0" in as_text(digest)


def test_after_a_mention_the_digest_stands_in_its_thread(env: Env) -> None:
    review(env, 5)
    ts = env.says(env.vera, "@App Store Bot digest now")
    env.work()
    assert wording.DIGEST_OF_WEEK in env.read(ts)
    assert not posts(env)


def test_a_quiet_week_is_one_line(env: Env) -> None:
    review(env, 1, 10)
    types(env, "/asc digest now")
    assert as_text(posts(env)[0]) == wording.DIGEST_OF_NONE


def test_ten_thousand_reviews_cost_less_than_sixty_calls(env: Env) -> None:
    created = datetime.now(UTC)
    for number in range(10_300):
        env.apple.add_review(env.app_id, 1 + number % 5, created=created - timedelta(minutes=number / 2))
    before = len(env.apple.calls)
    types(env, "/asc digest now")
    assert len(env.apple.calls) - before < 60
    shown_text = as_text(posts(env)[0])
    assert wording.DIGEST_OF_MANY in shown_text
    assert wording.ONLY_NEWEST_READ in shown_text
