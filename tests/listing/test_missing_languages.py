"""A language that a version lacks: whether it can be added now, and if not, when."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cards.wording.states import state_words
from sandbox import pictures
from sandbox.slack.rendering import as_text
from tests.listing.test_files import imported
from tests.support import wording
from tests.support.env import Env

ADDABLE = ["PREPARE_FOR_SUBMISSION", "REJECTED", "METADATA_REJECTED", "DEVELOPER_REJECTED"]
IN_REVIEW = ["WAITING_FOR_REVIEW", "READY_FOR_REVIEW", "IN_REVIEW", "WAITING_FOR_EXPORT_COMPLIANCE"]
LATER = ["ACCEPTED", "PENDING_DEVELOPER_RELEASE", "PENDING_APPLE_RELEASE", "READY_FOR_DISTRIBUTION", "INVALID_BINARY"]


def promo(env: Env) -> str:
    return answer_to(env, "promo fr-FR Bonjour")


def by_import(env: Env) -> str:
    return env.read(imported(env, "texts.csv", b"locale,promo\nfr-FR,Bonjour\n"))


def form(env: Env) -> str:
    env.eddie.types("/asc promo french", env.release)
    env.work()
    return as_text(env.slack.wait_for_view(env.eddie))


def answer_to(env: Env, words: str) -> str:
    ts = env.says(env.eddie, f"@App Store Bot {words}")
    env.work()
    return env.read(ts)


@pytest.mark.parametrize("way", [promo, by_import, form])
@pytest.mark.parametrize("state", [*ADDABLE, *IN_REVIEW, *LATER])
def test_a_missing_language_is_answered_with_when_it_can_be_added(
    env: Env, state: str, way: Callable[[Env], str]
) -> None:
    env.apple.set_version_state(env.version_id, state)
    read = way(env)
    assert "French (fr-FR)" in read
    assert (wording.ADD_IT_FIRST in read) == (state in ADDABLE)
    assert (f"{wording.NO_LANGUAGE_WHILE}{state_words(state)}" in read) == (state not in ADDABLE)
    assert (wording.WHEN_REMOVED_FROM_REVIEW in read) == (state in IN_REVIEW)
    assert (wording.WHEN_NEXT in read) == (state in LATER)
    assert env.writes() == []


def test_keywords_of_a_missing_language_while_the_version_waits_for_review(env: Env) -> None:
    env.apple.set_version_state(env.version_id, "WAITING_FOR_REVIEW")
    read = answer_to(env, "keywords fr-FR mer,vagues")
    assert wording.WHEN_REMOVED_FROM_REVIEW in read
    assert wording.ADD_IT_FIRST not in read


def test_each_version_is_answered_for_itself(env: Env) -> None:
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    env.apple.add_version(env.app_id, "1.3.0")
    read = promo(env)
    assert wording.ADD_IT_FIRST in read
    assert wording.WHEN_NEXT in read


def test_the_subtitle_of_a_missing_language(env: Env) -> None:
    env.apple.set_version_state(env.version_id, "WAITING_FOR_REVIEW")
    read = env.read(imported(env, "texts.csv", b"locale,subtitle\nfr-FR,Bonjour\n"))
    assert wording.NO_LANGUAGE_WHILE in read


@pytest.mark.parametrize("state", ["WAITING_FOR_REVIEW", "IN_REVIEW", "PENDING_DEVELOPER_RELEASE", "ACCEPTED"])
@pytest.mark.parametrize("locale", ["fr-FR", "de-DE"])
def test_an_upload_names_the_missing_language_and_says_when_it_can_be_added(env: Env, locale: str, state: str) -> None:
    env.apple.set_version_state(env.version_id, state)
    image = ("1.png", pictures.png(312, 390, seed=1))
    ts = env.says(env.eddie, f"@App Store Bot upload {locale} APP_WATCH_SERIES_3", (image,))
    env.work()
    assert wording.LANGUAGES_ADDED_WHILE in env.read(ts)
    assert ("has no French (fr-FR)" in env.read(ts)) == (locale == "fr-FR")
    assert (f"{wording.NO_LANGUAGE_WHILE}{state_words(state)}" in env.read(ts)) == (locale == "fr-FR")
    assert env.writes() == []
