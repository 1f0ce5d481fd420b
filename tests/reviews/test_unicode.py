"""Replies and templates are in composed letters, and no mark stands on nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest

from appstore.reviews import REPLY_LIMIT
from tests.support.env import Env
from tests.support.review_env import ReviewEnv, open_review_env

IN_ONE = "Café à la crème"
IN_TWO = unicodedata.normalize("NFD", IN_ONE)
ALONE, SHOWN = "Thanks \u0301a lot", "Thanks \u25cc\u0301a lot"


@pytest.fixture
def review_env(env: Env) -> Iterator[ReviewEnv]:
    with open_review_env(env) as review_env:
        review_env.turn_on()
        yield review_env


def test_a_reply_is_published_in_composed_letters(review_env: ReviewEnv) -> None:
    review_id, olive = review_env.write(1), review_env.env.olive
    review_env.env.says(olive, f"@App Store Bot reply {review_id} {IN_TWO}")
    review_env.env.work()
    assert review_env.draft(review_id).text == IN_ONE
    olive.clicks(review_env.env.release, review_env.message().ts, "Edit")
    olive.submits({"Reply": f"{IN_TWO}!"})
    review_env.env.work()
    review_env.press(olive, "Approve")
    assert review_env.answer(review_id).text == f"{IN_ONE}!"


def test_a_reply_counts_composed_letters(review_env: ReviewEnv) -> None:
    review_id = review_env.write(1)
    review_env.env.olive.types(
        f"/asc reply {review_id} {unicodedata.normalize('NFD', 'é' * REPLY_LIMIT)}", review_env.env.release
    )
    review_env.env.work()
    assert review_env.draft(review_id).text == "é" * REPLY_LIMIT


def test_a_drafted_reply_composes_the_name_of_the_author(review_env: ReviewEnv) -> None:
    review_id = review_env.write(5, nickname=unicodedata.normalize("NFD", "Zoé"))
    text = review_env.draft(review_id).text
    assert text == unicodedata.normalize("NFC", text)


def test_a_mark_on_no_character_is_refused_in_replies_and_templates(review_env: ReviewEnv) -> None:
    review_id, olive, env = review_env.write(1), review_env.env.olive, review_env.env
    before = review_env.draft(review_id).text
    ts = env.says(olive, f"@App Store Bot reply {review_id} {ALONE}")
    env.work()
    assert SHOWN in env.read(ts)
    olive.clicks(env.release, review_env.message().ts, "Edit")
    assert SHOWN in str(olive.submits({"Reply": ALONE}).errors)
    olive.types("/asc reply", env.release)
    assert SHOWN in str(olive.submits({"Review": review_id, "Reply": ALONE}).errors)
    olive.types("/asc templates", env.release)
    olive.clicks_in_form("templates.add")
    assert SHOWN in str(olive.submits({"Reply": ALONE}).errors)
    assert review_env.draft(review_id).text == before


def test_a_template_is_kept_in_composed_letters(review_env: ReviewEnv) -> None:
    olive, env = review_env.env.olive, review_env.env
    olive.types("/asc templates", env.release)
    olive.clicks_in_form("templates.add")
    olive.submits({"Reply": IN_TWO})
    env.work()
    review_id = review_env.write(3)
    assert review_env.draft(review_id).text == IN_ONE
