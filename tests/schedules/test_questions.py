"""Words after the date that may be its end or its zone do not become part of the text without a question."""

from __future__ import annotations

import pytest

from records.keys import key
from records.schedules import schedules
from records.schedules.schedules import Schedule
from sandbox.slack.rendering import as_text
from tests.support import wording
from tests.support.env import Env

UNCLEAR = [
    "until someday text",
    "until stocks last: sale!",
    "Until Sunday",
    "until",
    "until: Christmas",
    "until December 27 text",
    "till tomorrow text",
    "til further notice",
    "’til noon",
    "bis 2035-12-27 Text",
    "to 2035-12-27 text",
    "- 2035-12-27 text",
    "2035-12-27 text",
    "2035-12-27T09:00 text",
    "ends 27.12.2035 text",
    "12/27/2035 text",
    "through Friday text",
    "thru: Friday",
    "untill Friday text",
]


def ask(env: Env, text: str, when: str = "2035-12-24T09:00") -> str:
    ts = env.says(env.eddie, f"@App Store Bot schedule promo en-US {when} {text}")
    env.work()
    return ts


def opened(env: Env) -> list[Schedule]:
    return schedules.all_open(env.kit.redis)


@pytest.mark.parametrize(
    ("text", "when"),
    [*((text, "2035-12-24T09:00") for text in UNCLEAR), *((text, '"0 9 * * 1"') for text in UNCLEAR[::5])],
)
def test_what_may_be_the_end_is_asked_about_and_may_be_the_text(env: Env, text: str, when: str) -> None:
    question = env.replies(ask(env, text, when))[-1]
    assert wording.END_OR_TEXT in as_text(question)
    assert wording.NOT_SCHEDULED in as_text(question)
    assert opened(env) == []
    env.olive.clicks(env.release, question, "It is the text")
    env.work()
    (schedule,) = opened(env)
    assert (schedule.texts, schedule.until, schedule.user) == ((text,), 0.0, env.eddie.id)


@pytest.mark.parametrize(
    "text",
    [
        "Pacific Time Hello",
        "Eastern Standard Time Hello",
        "W. Europe Standard Time Hello",
        "Berlin time Hello",
        "(Berlin) Hello",
        "(CEST) Hello",
        "(GMT+02:00) Hello",
        "UTC +2 Hello",
        "E.S.T. Hello",
    ],
)
def test_words_that_may_be_the_zone_are_asked_about(env: Env, text: str) -> None:
    question = env.replies(ask(env, text))[-1]
    assert "--tz " in as_text(question)
    assert opened(env) == []
    env.eddie.clicks(env.release, question, "It is the text")
    env.work()
    assert [schedule.texts for schedule in opened(env)] == [(text,)]


@pytest.mark.parametrize("half", ["AM", "PM", "a.m.", "p.m."])
def test_half_a_day_after_the_time_is_asked_about(env: Env, half: str) -> None:
    question = env.replies(ask(env, f"{half} Hello"))[-1]
    assert half in as_text(question)
    assert opened(env) == []


@pytest.mark.parametrize(
    "text", ["New York Fashion Week", "Berlin is calling", "(new) Hello", "am Montag", "Best time"]
)
def test_the_name_of_a_city_begins_a_text(env: Env, text: str) -> None:
    ask(env, text)
    assert [schedule.texts for schedule in opened(env)] == [(text,)]


def test_a_cron_line_may_have_the_dash_of_a_phone(env: Env) -> None:
    ask(env, "Hello", '"0 9 * * 1–5"')
    assert [schedule.cron for schedule in opened(env)] == ["0 9 * * 1-5"]


def test_a_wide_bar_separates_texts_too(env: Env) -> None:
    ask(env, "One ｜ Two | Three", '"0 9 * * 1"')
    assert [schedule.texts for schedule in opened(env)] == [("One", "Two", "Three")]


def test_a_zone_may_be_the_text_too(env: Env) -> None:
    question = env.replies(ask(env, "EST is here --platform IOS"))[-1]
    env.eddie.clicks(env.release, question, "It is the text")
    env.work()
    (schedule,) = opened(env)
    assert (schedule.texts, schedule.platform) == (("EST is here",), "IOS")


@pytest.mark.parametrize("word", ["until", "Until", "UNTIL", "till", "til", "until:"])
def test_a_date_after_until_is_the_end(env: Env, word: str) -> None:
    ask(env, f"{word} 2035-12-27 Hello")
    (schedule,) = opened(env)
    assert schedule.texts == ("Hello",)
    assert schedule.until > schedule.next_at


@pytest.mark.parametrize("text", ["Untilted pictures", "Open until 2035-12-27", "Today: 24/7", "Sale until Sunday"])
def test_a_text_that_begins_otherwise_is_a_text(env: Env, text: str) -> None:
    ask(env, text)
    (schedule,) = opened(env)
    assert (schedule.texts, schedule.until) == ((text,), 0.0)


def test_of_several_presses_one_schedules_it(env: Env) -> None:
    question = env.replies(ask(env, "until someday"))[-1]
    for person in (env.eddie, env.olive, env.eddie):
        person.clicks(env.release, question, "It is the text")
    env.work()
    assert len(opened(env)) == 1
    assert wording.SCHEDULED_ALREADY in env.ephemeral_text(env.olive)


def test_a_viewer_does_not_decide(env: Env) -> None:
    question = env.replies(ask(env, "until someday"))[-1]
    env.vera.clicks(env.release, question, "It is the text")
    env.work()
    assert opened(env) == []
    assert wording.TAKES_EDITOR in env.ephemeral_text(env.vera).replace("*", "")


def test_a_slash_command_asks_privately(env: Env) -> None:
    env.eddie.types("/asc schedule promo en-US 2035-12-24T09:00 until &lt;b&gt; someday", env.release)
    env.work()
    question = env.slack.ephemerals(env.eddie)[-1]
    env.eddie.clicks(env.release, question, "It is the text")
    env.work()
    assert len(opened(env)) == 1
    assert "Scheduled" in env.ephemeral_text(env.eddie)


def test_a_question_whose_line_is_forgotten_is_answered(env: Env) -> None:
    question = env.replies(ask(env, "until someday"))[-1]
    for stored in env.kit.redis.scan_iter(f"{key('wish')}*"):
        env.kit.redis.delete(stored)
    env.eddie.clicks(env.release, question, "It is the text")
    env.work()
    assert opened(env) == []
    assert wording.OLD_BUTTON in env.ephemeral_text(env.eddie)
