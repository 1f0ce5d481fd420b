"""`analytics daily` and `weekly` without a time open a form, or offer it after a mention."""

from __future__ import annotations

from records.analytics.subscriptions import PLANS
from tests.support import wording
from tests.support.env import Env


def test_a_command_without_a_time_opens_the_form_and_the_plan_is_stored(env: Env) -> None:
    env.eddie.types("/asc analytics weekly friday", env.release)
    form = env.slack.wait_for_view(env.eddie)
    assert form.title == wording.ANALYTICS_FORM_TITLE
    wrong = env.eddie.submits({"Time": "17:45", "Time zone": "Europe/Lodnon"})
    assert wording.NEAREST_TIME_ZONE in str(wrong.errors)
    env.eddie.submits({"Time zone": "Europe/London"})
    env.slack.settled()
    env.work()
    plan = PLANS.get(env.kit.redis, env.release.id)
    assert plan is not None
    assert (plan.weekday, plan.hour, plan.minute, plan.timezone) == (4, 17, 45, "Europe/London")


def test_a_mention_without_a_time_offers_the_form(env: Env) -> None:
    ts = env.says(env.eddie, "@App Store Bot analytics daily")
    env.work()
    assert "When? Write /asc analytics daily 09:00" in env.read(ts)
    env.eddie.clicks(env.release, env.replies(ts)[0], "Choose a time")
    assert env.slack.wait_for_view(env.eddie).title == wording.ANALYTICS_FORM_TITLE


def test_a_viewer_cannot_open_the_form(env: Env) -> None:
    env.vera.types("/asc analytics daily", env.release)
    env.work()
    assert "editor" in env.ephemeral_text(env.vera)
